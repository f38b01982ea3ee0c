// The least that Electron can be asked for: one window with one line of text.

const electron = require('electron')

void electron.app.whenReady().then(() => {
  const window = new electron.BrowserWindow({ width: 1360, height: 860 })
  return window.loadFile('index.html')
})
