import { basename } from 'node:path'
import type { Locator } from '@playwright/test'
import type { App } from '../harness/app.ts'
import { enterFiles } from './file-picker.ts'
import { Shell } from './shell.ts'
import { answerOpenDialog } from './system-dialog.ts'

/** Opening data and looking at what was found. */
export class Import {
  readonly app: App
  readonly shell: Shell

  constructor(app: App) {
    this.app = app
    this.shell = new Shell(app)
  }

  /** Opens a folder, or, where the window has its own picker, also a file, of the test's folder of files. */
  async open(path: string): Promise<void> {
    const { page, host, store } = this.app
    if (host === 'desktop') await answerOpenDialog(this.app, [path])
    await page.getByRole('banner').getByRole('button', { name: 'Import…' }).click()
    if (host === 'served') {
      const dialog = page.getByRole('dialog', { name: 'Open data' })
      await enterFiles(dialog, store)
      if (path !== store.files) await dialog.getByRole('button', { name: basename(path) }).click()
      await dialog.getByRole('button', { name: 'Open', exact: true }).click()
    }
    await this.takeButton.waitFor()
  }

  get takeButton(): Locator {
    return this.shell.screen.getByRole('button', { name: /^Take (first |next )?snapshot$/ }).first()
  }

  /** Takes the first or next snapshot of what was found; the dataset's screen comes up. */
  async takeSnapshot(dataset: string, message = ''): Promise<void> {
    await this.takeButton.click()
    const dialog = this.app.page.getByRole('dialog', { name: 'Take snapshot' })
    await dialog.getByLabel('Dataset').fill(dataset)
    await dialog.getByLabel('Message').fill(message)
    await dialog.getByRole('button', { name: 'Take snapshot' }).click()
    await dialog.waitFor({ state: 'hidden' })
  }

  async queryNow(): Promise<void> {
    await this.shell.screen.getByRole('button', { name: 'Query now' }).click()
  }
}
