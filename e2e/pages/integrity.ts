import type { Locator } from '@playwright/test'
import type { App } from '../harness/app.ts'
import { Shell } from './shell.ts'

/** The tab that says whether the store still is what it was. */
export class Integrity {
  readonly app: App
  readonly shell: Shell

  constructor(app: App) {
    this.app = app
    this.shell = new Shell(app)
  }

  async open(): Promise<void> {
    await this.shell.storeButton.click()
    await this.app.page.getByRole('menuitem', { name: 'Integrity of the store' }).click()
    await this.shell.screen.getByRole('heading', { name: 'Integrity', exact: true }).waitFor()
  }

  /** What is known, in a sentence. */
  get verdict(): Locator {
    return this.shell.screen.getByRole('status', { name: 'Integrity' })
  }

  button(name: string): Locator {
    return this.shell.screen.getByRole('button', { name, exact: true })
  }

  get findings(): Locator {
    return this.shell.screen.getByRole('table', { name: 'Findings' }).locator('tbody').getByRole('row')
  }

  get dialog(): Locator {
    return this.app.page.getByRole('dialog')
  }
}
