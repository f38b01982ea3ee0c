import { basename } from 'node:path'
import type { Locator } from '@playwright/test'
import type { App } from '../harness/app.ts'
import { makeStoreBy, openFolderBy } from './file-picker.ts'

/** The screen without a store. */
export class Start {
  readonly app: App

  constructor(app: App) {
    this.app = app
  }

  /** Makes a store in the folder that the window may read. */
  async newStore(name: string): Promise<void> {
    await makeStoreBy(this.app, name, this.app.page.getByRole('button', { name: 'New store…' }))
  }

  /** Opens a folder of data before there is any store. */
  async openFolder(path: string): Promise<void> {
    await openFolderBy(this.app, path, this.app.page.getByRole('button', { name: 'Open a folder of data…' }))
  }

  async openSample(): Promise<void> {
    await this.app.page.getByRole('button', { name: 'Open the sample store' }).click()
  }

  /** One of the stores that were opened before. */
  recent(path: string): Locator {
    return this.app.page
      .getByRole('region', { name: 'Recent stores' })
      .getByRole('button', { name: basename(path) })
  }
}
