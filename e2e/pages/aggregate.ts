import type { Locator } from '@playwright/test'
import type { App } from '../harness/app.ts'
import { Shell } from './shell.ts'

/** A recipe while it is written. */
export class Aggregate {
  private readonly screen: Locator

  constructor(app: App) {
    this.screen = new Shell(app).screen
  }

  /** What the preview of a step says about itself: columns and rows. */
  preview(step: number): Locator {
    return this.screen.getByRole('status', { name: `Preview of step ${step}` })
  }

  /** Names the aggregation and runs it; the dataset's screen comes up. */
  async run(name: string): Promise<void> {
    const head = this.screen.getByRole('form', { name: 'Aggregation' })
    await head.getByLabel('Name', { exact: true }).fill(name)
    await head.getByRole('button', { name: 'Run', exact: true }).click()
  }
}
