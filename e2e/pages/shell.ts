import { expect, type Locator } from '@playwright/test'
import type { App } from '../harness/app.ts'
import { makeStoreBy } from './file-picker.ts'

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

  /** Named after the store that is open; shows the list of others. */
  get storeButton(): Locator {
    return this.app.page.getByRole('banner').getByRole('button', { name: /^Store / })
  }

  /** Makes a store beside the open one; the window then shows it. */
  async newStore(name: string): Promise<void> {
    await this.storeButton.click()
    await makeStoreBy(this.app, name, this.app.page.getByRole('menuitem', { name: 'New store…' }))
    await expect(this.storeButton).toHaveText(name)
  }

  /** Opens a store that was opened before. */
  async openRecentStore(name: string): Promise<void> {
    await this.storeButton.click()
    await this.app.page.getByRole('menuitem', { name: new RegExp(`^${name}\\b`) }).click()
  }

  /** What the window says about a store that could not be opened. */
  get storeProblem(): Locator {
    return this.app.page.locator('.shell-body > [role=alert]')
  }

  dataset(name: string): Locator {
    return this.app.page.getByRole('navigation', { name: 'Datasets' }).getByRole('button', { name })
  }

  async openDataset(name: string): Promise<void> {
    const dataset = this.dataset(name)
    // The catalogue of a narrow window is a drawer, and whatever opens meanwhile closes it.
    await expect(async () => {
      if (!(await dataset.isVisible())) await this.showCatalogue()
      await dataset.click({ timeout: 3000 })
    }).toPass({ timeout: 30_000 })
  }

  /** A narrow window shows the catalogue when it is asked to, over the tabs. */
  async showCatalogue(): Promise<void> {
    const drawer = this.app.page.getByRole('button', { name: 'Show the catalogue' })
    if ((await drawer.count()) > 0) await drawer.click()
  }

  async showTab(title: string): Promise<void> {
    await this.app.page
      .getByRole('tablist', { name: 'Open tabs' })
      .getByRole('tab', { name: title, exact: true })
      .click()
  }

  /** Runs a command by the palette. */
  async command(title: string): Promise<void> {
    const palette = this.app.page.getByRole('combobox', { name: 'Search datasets, versions, commands' })
    // A window that is still being loaded does not hear keys yet.
    await expect(async () => {
      if (!(await palette.isVisible())) await this.app.page.keyboard.press('ControlOrMeta+K')
      await expect(palette).toBeVisible({ timeout: 3000 })
    }).toPass()
    await palette.fill(title)
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
