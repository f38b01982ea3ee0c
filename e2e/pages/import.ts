import type { Locator } from '@playwright/test'
import type { App } from '../harness/app.ts'
import { openFolderBy } from './file-picker.ts'
import { Shell } from './shell.ts'
import { answerOpenDialog } from './system-dialog.ts'

/** Opening data and looking at what was found. */
export class Import {
  readonly app: App
  readonly shell: Shell

  constructor(app: App) {
    this.app = app
    this.shell = new Shell(app)
  }

  /** Opens a folder, or, where the window has its own picker, also a file, of the test's folder of files. */
  async open(path: string): Promise<void> {
    await this.show(path)
    await this.takeButton.waitFor()
  }

  /** Opens what may hold nothing that can be read. */
  async show(path: string): Promise<void> {
    const button = this.app.page.getByRole('banner').getByRole('button', { name: 'Import…' })
    if (this.app.host === 'desktop') {
      await answerOpenDialog(this.app, [path])
      await button.click()
      await this.app.page.getByRole('menuitem', { name: 'Choose a folder…' }).click()
    } else await openFolderBy(this.app, path, button)
  }

  get takeButton(): Locator {
    return this.shell.screen.getByRole('button', { name: /^Take (first |next )?snapshot$/ }).first()
  }

  /** Takes the first or next snapshot of what was found; the dataset's screen comes up. */
  async takeSnapshot(dataset: string, message = ''): Promise<void> {
    await this.takeButton.click()
    const dialog = this.app.page.getByRole('dialog', { name: 'Take snapshot' })
    await dialog.getByLabel('Dataset').fill(dataset)
    await dialog.getByLabel('Message').fill(message)
    await dialog.getByRole('button', { name: 'Take snapshot' }).click()
    await dialog.waitFor({ state: 'hidden' })
  }

  async queryNow(): Promise<void> {
    await this.shell.screen.getByRole('button', { name: 'Query now' }).click()
  }

  /** Brings one of the tables that were found to the front. */
  async choose(table: string): Promise<void> {
    await this.found.getByRole('region', { name: table }).getByRole('button').first().click()
    await this.shell.screen.getByRole('heading', { name: table, exact: true }).waitFor()
  }

  /** The list of what was found. */
  get found(): Locator {
    return this.shell.screen.getByRole('navigation', { name: 'Found files' })
  }

  /** Name and counts of the table in front. */
  get head(): Locator {
    return this.shell.screen.locator('.import-head')
  }

  /** Rows of the table in front that cannot be read. */
  get rejected(): Locator {
    return this.shell.screen.getByRole('region', { name: 'Rejected rows' }).getByRole('listitem')
  }

  /** What is known of one column of the table in front. */
  field(column: string): Locator {
    return this.shell.screen.getByRole('complementary', { name: `About ${column}`, exact: true })
  }

  async chooseField(column: string): Promise<void> {
    await this.shell.screen
      .getByRole('list', { name: /^Columns of / })
      .getByRole('button', { name: new RegExp(`^${column}\\b`) })
      .click()
  }

  /** What the log in front is split by. */
  get pattern(): Locator {
    return this.shell.screen.getByRole('button', { name: /^Pattern: / })
  }

  /** Chooses a pattern, without a mouse. */
  async choosePattern(title: string): Promise<void> {
    const { keyboard } = this.app.page
    await this.pattern.focus()
    await keyboard.press('Enter')
    const entry = this.app.page.getByRole('menuitemradio', { name: new RegExp(`^✓?${title}`) })
    await entry.focus()
    await keyboard.press('Enter')
  }
}
