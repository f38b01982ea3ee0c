import type { Locator } from '@playwright/test'
import type { App } from '../harness/app.ts'

/** The frame around everything: tabs, catalogue, status bar. */
export class Shell {
  readonly app: App

  constructor(app: App) {
    this.app = app
  }

  /** The screen of the tab in front. */
  get screen(): Locator {
    return this.app.page.locator('[role=tabpanel][data-active]')
  }

  get connection(): Locator {
    return this.app.page.getByRole('status', { name: 'Connection' })
  }

  get statusBar(): Locator {
    return this.app.page.getByRole('contentinfo', { name: 'Status' })
  }

  /** Messages that come and go. */
  get notices(): Locator {
    return this.app.page.locator('.banner')
  }

  dataset(name: string): Locator {
    return this.app.page.getByRole('navigation', { name: 'Datasets' }).getByRole('button', { name })
  }

  async openDataset(name: string): Promise<void> {
    await this.dataset(name).click()
  }

  async showTab(title: string): Promise<void> {
    await this.app.page
      .getByRole('tablist', { name: 'Open tabs' })
      .getByRole('tab', { name: title, exact: true })
      .click()
  }

  /** Runs a command by the palette. */
  async command(title: string): Promise<void> {
    await this.app.page.keyboard.press('ControlOrMeta+K')
    await this.app.page.getByRole('combobox', { name: 'Search datasets, versions, commands' }).fill(title)
    await this.app.page.getByRole('option', { name: title }).first().click()
  }

  async theme(theme: 'Light' | 'Dark'): Promise<void> {
    await this.app.page.getByRole('banner').getByRole('button', { name: 'Theme' }).click()
    await this.app.page.getByRole('menuitemradio', { name: `${theme} theme` }).click()
  }

  async newQuery(): Promise<void> {
    await this.app.page.getByRole('button', { name: 'New query', exact: true }).first().click()
  }
}
