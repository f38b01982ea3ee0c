import { app, Menu } from 'electron'
import type { RecentStore } from '../../shared/contract/application.ts'
import type { MenuCommand } from '../../shared/contract/host.ts'
import type { EngineWatch } from './engine-watch.ts'
import { menuTemplate } from './menu-template.ts'
import type { FirnWindow } from './window.ts'
import type { Windows } from './windows.ts'

export interface ApplicationMenu {
  /** The window in front or what it can do has changed. */
  update(): void
}

/** Keeps the application menu like the commands of the window in front, and the stores that were opened. */
export function createMenu(options: {
  readonly windows: Windows
  readonly engine: EngineWatch
  readonly forDevelopers: boolean
  /** Carries out a command of the list; without a window it finds a way. */
  run(command: string, window: FirnWindow | undefined): void
  openRecent(path: string): void
}): ApplicationMenu {
  const { windows, engine, forDevelopers, run, openRecent } = options
  let recent: readonly RecentStore[] = []
  /** On a Mac the menu stays when no window is left; it shows what the last one could do. */
  let commands: readonly MenuCommand[] = []
  let shown = ''

  const update = () => {
    const own = windows.inFront()?.commands ?? []
    if (own.length > 0) commands = own
    // A menu that is built anew closes when it is open: only for a reason.
    const now = JSON.stringify([commands, recent])
    if (now === shown) return
    shown = now
    const template = menuTemplate({
      platform: process.platform,
      commands,
      recent,
      forDevelopers,
      run: (id) => run(id, windows.inFront()),
      openRecent,
    })
    Menu.setApplicationMenu(Menu.buildFromTemplate(template))
  }
  const readRecent = () =>
    void engine.call('application.recent', {}).then(
      ({ stores }) => {
        recent = stores
        update()
      },
      () => {
        // The list of before is as good as none at all; the start screen says what is wrong with it.
      },
    )
  engine.on('store', ({ path }) => {
    app.addRecentDocument(path)
    readRecent()
  })
  engine.onReady(readRecent)
  update()
  return { update }
}
