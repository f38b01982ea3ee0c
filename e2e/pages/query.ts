import type { Locator } from '@playwright/test'
import type { App } from '../harness/app.ts'
import { Grid } from './grid.ts'
import { Shell } from './shell.ts'

/** A tab with SQL and its results. */
export class Query {
  readonly app: App
  readonly shell: Shell

  constructor(app: App) {
    this.app = app
    this.shell = new Shell(app)
  }

  get editor(): Locator {
    return this.shell.screen.getByRole('textbox', { name: 'SQL' })
  }

  /** Replaces the text. */
  async write(sql: string): Promise<void> {
    await this.editor.click()
    await this.app.page.keyboard.press('ControlOrMeta+A')
    await this.app.page.keyboard.insertText(sql)
    // Completion must not take the keys that follow.
    await this.app.page.keyboard.press('Escape')
  }

  /** Runs all statements by the keyboard and waits for the end. */
  async run(sql?: string): Promise<void> {
    if (sql !== undefined) await this.write(sql)
    await this.app.page.keyboard.press('ControlOrMeta+Enter')
    await this.runButton.waitFor()
  }

  /** Runs all statements by the keyboard and leaves them running. */
  async start(sql: string): Promise<void> {
    await this.write(sql)
    await this.app.page.keyboard.press('ControlOrMeta+Enter')
  }

  /** How long the run takes so far; there once it is not quick. */
  get elapsed(): Locator {
    return this.shell.screen.getByRole('toolbar', { name: 'Query' }).getByText(/^running for/)
  }

  /** Says instead of a result that the run was cancelled. */
  get cancelled(): Locator {
    return this.shell.screen.getByRole('heading', { name: 'Cancelled' })
  }

  async cancel(): Promise<void> {
    await this.shell.screen
      .getByRole('toolbar', { name: 'Query' })
      .getByRole('button', { name: 'Cancel' })
      .click()
  }

  get runButton(): Locator {
    return this.shell.screen
      .getByRole('toolbar', { name: 'Query' })
      .getByRole('button', { name: /^Run/ })
      .first()
  }

  get result(): Grid {
    return new Grid(this.shell.screen)
  }

  /** What the result says about itself: rows, time, versions. */
  get facts(): Locator {
    return this.shell.screen.getByRole('status', { name: /^Facts of/ })
  }

  /** What is known of the column or cell that is selected. */
  get inspector(): Locator {
    return this.shell.screen.getByRole('complementary')
  }

  /** Begins an aggregation from the result in front. */
  async saveAsAggregation(): Promise<void> {
    await this.shell.screen.getByRole('button', { name: 'Save as aggregation…' }).click()
  }

  get chartButton(): Locator {
    return this.shell.screen.getByRole('button', { name: 'Chart', exact: true })
  }

  /** The chart above the rows. */
  get chart(): Locator {
    return this.shell.screen.getByRole('region', { name: 'Chart' })
  }

  /** What the chart shows, as it is told to those who do not see it: a row for each point. */
  drawn(title: string): Locator {
    return this.chart.getByRole('table', { name: title, exact: true }).getByRole('row')
  }

  get problem(): Locator {
    return this.shell.screen.getByRole('alert')
  }
}
