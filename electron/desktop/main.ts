import { join } from 'node:path'
import { app, dialog, session } from 'electron'
import { toWireError } from '../../shared/contract/errors.ts'
import { createWaitingList } from '../core/process/waiting-list.ts'
import { defaultStateFolder } from '../core/state/state-folder.ts'
import { openedBySystem, type OpenedBySystem, readCommandLine } from './opened-by-system.ts'
import { startProgram } from './program.ts'
import { registerPageScheme, secureContents, stayOffTheNetwork } from './security.ts'

// What has to happen before the app is ready, and the one program per person.
const stateFolder = defaultStateFolder()
app.enableSandbox()
stayOffTheNetwork()
registerPageScheme()
// What Chromium remembers belongs to the person, like the rest of the state.
app.setPath('userData', join(stateFolder, 'window'))
app.on('web-contents-created', (_event, contents) => secureContents(contents))

const asked = createWaitingList<OpenedBySystem>()
const place = { cwd: process.cwd(), appPath: app.getAppPath(), isPackaged: app.isPackaged }
const atStart = readCommandLine(process.argv, place)
// A second start hands over what it was asked for: its own command line comes with Chromium's additions.
if (app.requestSingleInstanceLock(atStart)) {
  app.on('second-instance', (_event, _parameters, _cwd, handedOver) => {
    const { success, data } = openedBySystem.safeParse(handedOver)
    asked.add(success ? data : { paths: [] })
  })
  // A Mac tells what was opened, or dropped on the dock, by this, also before the app is ready.
  app.on('open-file', (event, path) => {
    event.preventDefault()
    asked.add({ paths: [path] })
  })
  app
    .whenReady()
    .then(() => startProgram({ stateFolder, atStart, asked, session: session.defaultSession }))
    .catch((error: unknown) => {
      console.error(error)
      dialog.showErrorBox('Firn cannot start', toWireError(error).message)
      app.exit(1)
    })
} else app.quit()
