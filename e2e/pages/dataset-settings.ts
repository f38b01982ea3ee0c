import type { Locator } from '@playwright/test'
import type { App } from '../harness/app.ts'
import { Shell } from './shell.ts'

/** The Settings section of the dataset in front. */
export class DatasetSettings {
  readonly form: Locator

  constructor(app: App) {
    this.form = new Shell(app).screen.getByRole('form', { name: /^Settings of / })
  }

  get sources(): Locator {
    return this.form.getByRole('textbox', { name: 'Taken from' })
  }

  get mode(): Locator {
    return this.form.getByRole('combobox', { name: 'Take again' })
  }

  get clock(): Locator {
    return this.form.getByRole('textbox', { name: 'Time of day' })
  }

  get zone(): Locator {
    return this.form.getByRole('textbox', { name: 'Time zone' })
  }

  /** When the schedule in the fields would run. */
  get next(): Locator {
    return this.form.getByRole('status', { name: 'Next runs' })
  }

  /** The schedule as it is saved, with its next and last run. */
  get schedule(): Locator {
    return this.form.getByRole('status', { name: 'Schedule' })
  }

  get runNow(): Locator {
    return this.form.getByRole('button', { name: 'Run now' })
  }

  keep(rule: 'last' | 'daily' | 'weekly'): Locator {
    return this.form.getByRole('textbox', { name: rule === 'last' ? 'Keep the last' : `Keep ${rule}` })
  }

  /** What the policy in the fields would do. */
  get plan(): Locator {
    return this.form.getByRole('status', { name: 'What the policy would do now' })
  }

  get command(): Locator {
    return this.form.getByLabel('As command', { exact: true })
  }

  get save(): Locator {
    return this.form.getByRole('button', { name: 'Save settings' })
  }
}
