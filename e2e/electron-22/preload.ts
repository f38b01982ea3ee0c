// What a preload has in Electron 45 and not in Electron 22: there, files know their paths themselves.
interface OldElectron {
  webUtils?: { getPathForFile(file: { path: string }): string }
}

// The very object that the preload gets, not a copy of its exports.
const old = require('electron') as OldElectron
old.webUtils ??= { getPathForFile: ({ path }) => path }
