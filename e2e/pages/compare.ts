import type { Locator } from '@playwright/test'
import type { App } from '../harness/app.ts'
import { Shell } from './shell.ts'

/** Two versions side by side. */
export class Compare {
  private readonly screen: Locator

  constructor(app: App) {
    this.screen = new Shell(app).screen
  }

  get keyButton(): Locator {
    return this.screen.getByRole('toolbar', { name: 'Rows' }).getByRole('button').first()
  }

  /** A column in the list of statistics. */
  statisticsOf(column: string): Locator {
    return this.screen
      .getByRole('table', { name: 'Columns in both versions' })
      .getByRole('button', { name: column, exact: true })
  }

  /** A figure of the strip, which shows or hides its rows: `+ 2 added`. */
  count(kind: 'added' | 'removed' | 'changed' | 'same'): Locator {
    return this.screen.getByRole('group', { name: 'Rows that are shown' }).getByRole('button', { name: kind })
  }

  rows(reference: string): Locator {
    return this.screen.getByRole('grid', { name: `Rows of ${reference}` })
  }

  async show(view: 'Schema' | 'Statistics' | 'Rows'): Promise<void> {
    await this.screen.getByRole('radiogroup', { name: 'View' }).getByRole('radio', { name: view }).click()
  }

  /** Compares columns that seem to be renamed as one. */
  async takeRenames(): Promise<void> {
    await this.show('Schema')
    await this.screen.getByRole('button', { name: 'Take all' }).click()
  }

  /** Compares another table of the same snapshots. */
  async choose(table: string): Promise<void> {
    await this.screen.getByLabel('Compared table').selectOption(table)
  }

  get strip(): Locator {
    return this.screen.locator('.compare-strip')
  }

  /** The cell with the focus, where it is on this side. */
  focused(reference: string): Locator {
    return this.rows(reference).locator('[role=gridcell][aria-selected=true]')
  }

  /** One cell, whole, on both sides. */
  get cell(): Locator {
    return this.screen.getByRole('complementary')
  }
}
