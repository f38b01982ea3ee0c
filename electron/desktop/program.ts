import { join } from 'node:path'
import { app, type Session, shell } from 'electron'
import { type ProgramCommand, programCommands } from '../../shared/contract/host.ts'
import { builtFolder } from '../core/process/entry-files.ts'
import type { WaitingList } from '../core/process/waiting-list.ts'
import { logPath, openLog } from '../core/state/log-file.ts'
import { createClosing } from './closing.ts'
import { openDesktopState } from './desktop-state.ts'
import { copyDiagnostics } from './diagnostics.ts'
import { watchEngine } from './engine-watch.ts'
import { markJobs } from './job-marks.ts'
import { createMenu } from './menu.ts'
import { notifyOfJobs } from './notifications.ts'
import type { OpenedBySystem } from './opened-by-system.ts'
import { createOpening } from './opening.ts'
import { startProcesses } from './processes.ts'
import { watchJobs } from './running-jobs.ts'
import { secureSession } from './security.ts'
import { keepTheme, setTheme } from './theme.ts'
import type { FirnWindow } from './window.ts'
import { createWindows } from './windows.ts'
import { zoom } from './zoom.ts'

/** How long an engine may take to show that it is there before another one takes its place, in milliseconds. */
const enginePatience = 2000

/** Starts the desktop program: windows, dialogs and processes. What it does with data, the engine does. */
export async function startProgram(options: {
  readonly stateFolder: string
  readonly atStart: OpenedBySystem
  /** What the system, or a further start, asks for later. */
  readonly asked: WaitingList<OpenedBySystem>
  readonly session: Session
}): Promise<void> {
  const { stateFolder, atStart, asked } = options
  const built = builtFolder()
  const forDevelopers = !app.isPackaged
  const log = openLog(stateFolder, 'desktop')
  log.write('program started', { version: app.getVersion(), electron: process.versions.electron })
  const processes = startProcesses({ host: 'desktop', stateFolder, allow: [] })
  const state = await openDesktopState(stateFolder)
  keepTheme(state)
  secureSession(options.session, join(built, 'renderer'))
  const engine = watchEngine(processes)
  engine.onDeath(() => log.write('engine died'))
  processes.onGivenUp(() => log.write('engine given up'))
  app.on('child-process-gone', (_event, { type, reason }) => {
    if (reason !== 'clean-exit') log.write('process died', { type, reason })
  })
  const jobs = watchJobs(engine)
  const closing = createClosing(jobs, {
    beforeEnd: () => windows.ending(),
    async end() {
      await Promise.allSettled([processes.close(), state.settled()])
      log.write('program ended')
      await log.settled()
    },
  })

  const commands: { readonly [Command in ProgramCommand]: (window?: FirnWindow) => void | Promise<void> } = {
    'new-window': () => void windows.open(),
    'close-window': (window) => window?.browser.close(),
    'zoom-in': () => zoom(state, 'in'),
    'zoom-out': () => zoom(state, 'out'),
    'zoom-reset': () => zoom(state, 'reset'),
    'show-log': () => shell.showItemInFolder(logPath(stateFolder)),
    async 'copy-diagnostics'(window) {
      await copyDiagnostics(engine, state, stateFolder)
      window?.tell('notice', { text: 'Copied diagnostics' })
    },
  }
  const windows = createWindows({
    state,
    processes,
    program: {
      grant: (paths) => processes.grant(paths),
      run: async (command, window) => await commands[command](window),
      setTheme: (theme) => setTheme(state, theme),
      async replaceEngine() {
        const answers = await engine.call('jobs.list', {}, { deadlineMs: enginePatience }).then(
          () => true,
          () => false,
        )
        if (answers) return
        log.write('engine replaced')
        processes.replace()
      },
      keep: () => options.session.flushStorageData(),
    },
    preload: join(built, 'desktop', 'preload.cjs'),
    forDevelopers,
    changed: () => menu.update(),
    died: (reason) => log.write('window died', { reason }),
    mayClose: (window) => closing.mayClose(window),
  })
  notifyOfJobs(jobs, windows)
  markJobs(jobs, windows)
  const opening = createOpening(windows, processes, state)
  const menu = createMenu({
    windows,
    engine,
    forDevelopers,
    run(id, window) {
      const own = programCommands.find((command) => command === id)
      if (own !== undefined) void commands[own](window)
      else (window ?? windows.open()).tell('command', { id })
    },
    openRecent: (path) => opening.showStore(path),
  })
  engine.on('store', ({ client, path }) => {
    if (client !== undefined) windows.find(client)?.showsStore(path)
  })
  app.on('activate', () => {
    if (windows.all().length === 0) windows.open()
  })
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  await opening.restore(atStart)
  state.onProblem((text) => {
    log.write('desktop state not kept')
    windows.inFront()?.tell('notice', { text })
  })
  asked.take((opened) => void opening.open(opened))
  await processes.ready
}
