// What a preload has in Electron 45 and not in Electron 22: there, files know their paths themselves.
interface OldElectron {
  webUtils?: { getPathForFile(file: { path: string }): string }
}

// The very object that the preload gets, not a copy of its exports.
const old = require('electron') as OldElectron
old.webUtils ??= { getPathForFile: ({ path }) => path }

interface OldSender {
  send(channel: string, ...parameters: unknown[]): void
}

// Electron 22 sends messages on a pipe of their own. One that overtakes the news of the navigation gives main a
// frame that counts as disposed for ever, and the page no line; a turn of the event loop later it cannot.
const { ipcRenderer } = require('electron') as { ipcRenderer: OldSender }
const send = ipcRenderer.send.bind(ipcRenderer)
ipcRenderer.send = (...message) => void setTimeout(() => send(...message))
