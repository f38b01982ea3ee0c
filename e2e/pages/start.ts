import { basename } from 'node:path'
import type { App } from '../harness/app.ts'
import { enterFiles, openFolderBy } from './file-picker.ts'
import { answerOpenDialog } from './system-dialog.ts'

/** The screen without a store. */
export class Start {
  readonly app: App

  constructor(app: App) {
    this.app = app
  }

  /** Makes a store in the folder that the window may read. */
  async newStore(name: string): Promise<void> {
    const { page, host, store } = this.app
    if (host === 'desktop') await answerOpenDialog(this.app, [`${store.files}/${name}`])
    await page.getByRole('button', { name: 'New store…' }).click()
    if (host === 'desktop') return
    const dialog = page.getByRole('dialog', { name: 'New store' })
    await enterFiles(dialog, store)
    await dialog.getByLabel('Name of the new store').fill(name)
    await dialog.getByRole('button', { name: 'Make store' }).click()
  }

  /** Opens a folder of data before there is any store. */
  async openFolder(path: string): Promise<void> {
    await openFolderBy(this.app, path, this.app.page.getByRole('button', { name: 'Open a folder of data…' }))
  }

  async openSample(): Promise<void> {
    await this.app.page.getByRole('button', { name: 'Open the sample store' }).click()
  }

  async openRecent(path: string): Promise<void> {
    await this.app.page
      .getByRole('region', { name: 'Recent stores' })
      .getByRole('button', { name: basename(path) })
      .click()
  }
}
