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

  async show(section: 'Data' | 'Schema' | 'Versions' | 'Lineage'): Promise<void> {
    await this.shell.screen.getByRole('tab', { name: section }).click()
  }

  get rows(): Grid {
    return new Grid(this.shell.screen.getByRole('tabpanel', { name: 'Data' }))
  }

  async query(): Promise<void> {
    await this.shell.screen.getByRole('button', { name: 'Query', exact: true }).click()
  }
}
