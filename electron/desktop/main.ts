import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { app, BrowserWindow, dialog, session } from 'electron'
import { toWireError } from '../../shared/contract/errors.ts'
import { builtFolder } from '../core/process/entry-files.ts'
import { defaultStateFolder } from '../core/state/state-folder.ts'
import { setMenu } from './menu.ts'
import { startProcesses } from './processes.ts'
import { registerPageScheme, secureContents, secureSession, stayOffTheNetwork } from './security.ts'
import { openWindow } from './window.ts'

/** The desktop program: windows, dialogs and processes. What it does with data, the engine does. */
async function start(stateFolder: string): Promise<void> {
  const built = builtFolder()
  const store = storeNamed(process.argv)
  const processes = await startProcesses({
    host: 'desktop',
    stateFolder,
    allow: [],
    ...(store === undefined ? {} : { store }),
  })
  let ended = false
  app.on('before-quit', (event) => {
    if (ended) return
    event.preventDefault()
    void processes.close().finally(() => {
      ended = true
      app.quit()
    })
  })
  secureSession(session.defaultSession, join(built, 'renderer'))
  setMenu()
  const open = () => openWindow(processes, join(built, 'desktop', 'preload.cjs'), !app.isPackaged)
  app.on('second-instance', () => {
    const [window = open()] = BrowserWindow.getAllWindows()
    if (window.isMinimized()) window.restore()
    window.focus()
  })
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) open()
  })
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  open()
}

/** `--store=DIR`; everything else on the command line is Chromium's or Electron's. */
function storeNamed(parameters: readonly string[]): string | undefined {
  const { values } = parseArgs({
    args: [...parameters],
    strict: false,
    options: { store: { type: 'string' } },
  })
  return typeof values.store === 'string' ? resolve(values.store) : undefined
}

const stateFolder = defaultStateFolder()
app.enableSandbox()
stayOffTheNetwork()
registerPageScheme()
// What Chromium remembers belongs to the person, like the rest of the state.
app.setPath('userData', join(stateFolder, 'window'))
app.on('web-contents-created', (_event, contents) => secureContents(contents))
if (app.requestSingleInstanceLock()) {
  app
    .whenReady()
    .then(() => start(stateFolder))
    .catch((error: unknown) => {
      console.error(error)
      dialog.showErrorBox('Firn cannot start', toWireError(error).message)
      app.exit(1)
    })
} else app.quit()
