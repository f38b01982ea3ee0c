import type { DesktopState } from './desktop-state.ts'
import { isStore, type OpenedBySystem, storesAndData } from './opened-by-system.ts'
import type { Processes } from './processes.ts'
import { bringToFront, type Windows } from './windows.ts'

/** Brings what was asked for into a window: stores, files, and the windows of the last time. */
export interface Opening {
  /** A store: where it is shown already, else in the window in front when that shows none, else in a new one. */
  showStore(path: string): void
  /** Stores as above; everything else is looked at in the window in front. It counts as opened by the person. */
  open(opened: OpenedBySystem): Promise<void>
  /** The windows of the last time, and what the program was started with. */
  restore(opened: OpenedBySystem): Promise<void>
}

export function createOpening(windows: Windows, processes: Processes, state: DesktopState): Opening {
  function showStore(path: string): void {
    const there = windows.all().find((window) => window.store === path)
    const front = windows.inFront()
    if (there !== undefined) bringToFront(there)
    else if (front !== undefined && front.store === undefined) {
      void processes.grant([path]).then(() => front.tell('showStore', { path }))
      bringToFront(front)
    } else windows.open({ store: path })
  }

  async function show(stores: readonly string[], data: readonly string[]): Promise<void> {
    for (const store of stores) showStore(store)
    if (data.length === 0) return
    const window = windows.inFront() ?? windows.open()
    await processes.grant(data)
    window.tell('opened', { paths: data })
  }

  return {
    showStore,
    async open(opened) {
      const { stores, data } = await storesAndData(opened)
      await show(stores, data)
      // A second start without anything to open wants to see the window, too.
      if (stores.length === 0) bringToFront(windows.inFront() ?? windows.open())
    },
    async restore(opened) {
      const { stores, data } = await storesAndData(opened)
      const saved = state.saved.windows
      for (const { store, places } of saved) {
        if (store !== undefined && (await isStore(store))) windows.open({ store, places })
        // A start screen is worth bringing back only when there is nothing else to show.
        else if (stores.length === 0 && saved.length === 1) windows.open({ places })
      }
      await show(stores, data)
      if (windows.all().length === 0) windows.open()
    },
  }
}
