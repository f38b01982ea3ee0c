import type { Locator } from '@playwright/test'
import type { App } from '../harness/app.ts'
import { Shell } from './shell.ts'

/** What runs and what ran: the panel over the status bar, and the page. */
export class Jobs {
  private readonly app: App
  private readonly shell: Shell

  constructor(app: App) {
    this.app = app
    this.shell = new Shell(app)
  }

  /** In the status bar; says how many run and how many have failed. */
  get button(): Locator {
    return this.shell.statusBar.getByRole('button').first()
  }

  get popover(): Locator {
    return this.app.page.getByRole('dialog', { name: 'Jobs' })
  }

  async openPopover(): Promise<void> {
    await this.button.click()
    await this.popover.waitFor()
  }

  async open(): Promise<void> {
    await this.shell.command('Show the jobs of the store')
  }

  get table(): Locator {
    return this.shell.screen.getByRole('table', { name: 'Jobs' })
  }

  /** One for each job, the newest first. */
  get rows(): Locator {
    return this.table.locator('tbody > tr:not(.jobs-detail)')
  }

  async show(which: 'All' | 'Running' | 'Failed'): Promise<void> {
    await this.shell.screen.getByRole('radio', { name: which }).click()
  }
}
