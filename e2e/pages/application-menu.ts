import { expect } from '@playwright/test'
import type { App } from '../harness/app.ts'

/** An item of the menu, as the system shows it. */
export interface ShownItem {
  readonly id: string
  readonly label: string
  readonly enabled: boolean
  readonly accelerator: string | undefined
  readonly checked: boolean
}

/** The menu of the desktop program. */
export class ApplicationMenu {
  readonly app: App

  constructor(app: App) {
    this.app = app
  }

  /** All items below a menu, or of all menus. */
  async items(menu?: string): Promise<readonly ShownItem[]> {
    const found = await this.app.electron?.evaluate(({ Menu }, top) => {
      const all = (items: Electron.MenuItem[]): Electron.MenuItem[] =>
        items.flatMap((item) => [item, ...all(item.submenu?.items ?? [])])
      const menus = Menu.getApplicationMenu()?.items ?? []
      return all(menus.filter(({ id }) => top === undefined || id === top)).map(
        ({ id, label, enabled, accelerator, checked }) => ({
          id: id ?? '',
          label,
          enabled,
          accelerator: accelerator?.toString(),
          checked,
        }),
      )
    }, menu)
    return found ?? []
  }

  async item(id: string): Promise<ShownItem | undefined> {
    return (await this.items()).find((item) => item.id === id)
  }

  /** Chooses an item, as a click does, once it can be clicked: the window says what makes sense as it comes up. */
  async choose(id: string): Promise<void> {
    await expect.poll(async () => (await this.item(id))?.enabled, `menu item ${id}`).toBe(true)
    await this.app.electron?.evaluate(({ Menu, BrowserWindow }, wanted) => {
      const item = Menu.getApplicationMenu()?.getMenuItemById(wanted)
      if (item === undefined || item === null || !item.enabled)
        throw new Error(`"${wanted}" cannot be chosen`)
      item.click({}, BrowserWindow.getAllWindows()[0], undefined)
    }, id)
  }

  /** Chooses a store in "Open recent store", by its folder. */
  async openRecent(path: string): Promise<void> {
    await this.app.electron?.evaluate(({ Menu }, folder) => {
      const items = Menu.getApplicationMenu()?.getMenuItemById('recent-stores')?.submenu?.items ?? []
      const item = items.find(({ label }) => label.endsWith(folder))
      if (item === undefined)
        throw new Error(`${folder} is not among ${items.map(({ label }) => label).join()}`)
      item.click()
    }, path)
  }
}
