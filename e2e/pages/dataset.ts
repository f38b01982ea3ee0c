import type { Locator } from '@playwright/test'
import type { App } from '../harness/app.ts'
import { Grid } from './grid.ts'
import { Shell } from './shell.ts'

/** One dataset at one version. */
export class Dataset {
  readonly app: App
  readonly shell: Shell

  constructor(app: App) {
    this.app = app
    this.shell = new Shell(app)
  }

  get title(): Locator {
    return this.shell.screen.getByRole('heading', { level: 1 })
  }

  async show(
    section: 'Data' | 'Schema' | 'Versions' | 'Lineage' | 'Receipt' | 'Recipe' | 'Settings',
  ): Promise<void> {
    await this.shell.screen.getByRole('tab', { name: section }).click()
  }

  get rows(): Grid {
    return new Grid(this.shell.screen.getByRole('tabpanel', { name: 'Data' }))
  }

  /** Number of rows and columns, and where they came from. */
  get facts(): Locator {
    return this.shell.screen.locator('.dataset-title p')
  }

  async chooseTable(name: string): Promise<void> {
    await this.shell.screen.getByLabel('Table', { exact: true }).selectOption(name)
  }

  /** Takes the next snapshot of the same sources. */
  async takeSnapshot(message: string): Promise<void> {
    await this.shell.screen.getByRole('button', { name: 'Take snapshot' }).click()
    const dialog = this.app.page.getByRole('dialog', { name: 'Take snapshot' })
    await dialog.getByLabel('Message').fill(message)
    await dialog.getByRole('button', { name: 'Take snapshot' }).click()
    await dialog.waitFor({ state: 'hidden' })
  }

  async freeze(): Promise<void> {
    await this.shell.screen.getByRole('button', { name: 'Freeze…' }).click()
  }

  async query(): Promise<void> {
    await this.shell.screen.getByRole('button', { name: 'Query', exact: true }).click()
  }
}
