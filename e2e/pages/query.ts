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

  get problem(): Locator {
    return this.shell.screen.getByRole('alert')
  }
}
