import { Menu, type MenuItemConstructorOptions } from 'electron'

/** The least that makes copy and paste work everywhere; the window has its own keys for all the rest. */
export function setMenu(): void {
  const ofTheProgram: MenuItemConstructorOptions[] =
    process.platform === 'darwin' ? [{ role: 'appMenu' }] : []
  Menu.setApplicationMenu(Menu.buildFromTemplate([...ofTheProgram, { role: 'editMenu' }]))
}
