import type { Locator } from '@playwright/test'
import type { App } from '../harness/app.ts'
import { Shell } from './shell.ts'

/** The timeline of the dataset in front. */
export class Versions {
  private readonly app: App
  private readonly panel: Locator

  constructor(app: App) {
    this.app = app
    this.panel = new Shell(app).screen.getByRole('tabpanel', { name: 'Versions' })
  }

  /** All versions in sight, newest first. */
  get all(): Locator {
    return this.panel.getByRole('listbox', { name: 'Versions' }).getByRole('option')
  }

  version(number: number): Locator {
    return this.panel.getByRole('option', { name: new RegExp(`^v${number}( |$)`) })
  }

  /** Gives a version a tag. */
  async tag(number: number, name: string): Promise<void> {
    await this.version(number).click()
    await this.panel.getByRole('button', { name: 'Tag…' }).click()
    const dialog = this.app.page.getByRole('dialog', { name: `Tag v${number}` })
    await dialog.getByRole('textbox').fill(name)
    await dialog.getByRole('button', { name: 'Tag', exact: true }).click()
    await dialog.waitFor({ state: 'hidden' })
  }

  /** Selects two versions and puts them side by side. */
  async compare(older: number, newer: number): Promise<void> {
    await this.version(newer).click()
    await this.version(older).click({ modifiers: ['ControlOrMeta'] })
    await this.panel.getByRole('button', { name: `Compare v${older} ↔ v${newer}` }).click()
  }
}
