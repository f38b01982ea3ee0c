import type { Locator } from '@playwright/test'
import type { App } from '../harness/app.ts'
import { Shell } from './shell.ts'

/** The tab with the settings of the machine. */
export class Settings {
  readonly app: App
  readonly shell: Shell

  constructor(app: App) {
    this.app = app
    this.shell = new Shell(app)
  }

  /** Opens them by their key. */
  async open(): Promise<void> {
    // Before it is there, a page hears no keys.
    await this.shell.storeButton.waitFor()
    await this.app.page.keyboard.press('ControlOrMeta+,')
    await this.shell.screen.getByRole('heading', { name: 'Settings', exact: true }).waitFor()
  }

  /** One of few choices that are all in sight. */
  choice(group: string, name: string): Locator {
    return this.shell.screen
      .getByRole('radiogroup', { name: group })
      .getByRole('radio', { name, exact: true })
  }

  field(label: string): Locator {
    return this.shell.screen.getByRole('textbox', { name: label, exact: true })
  }

  /** Types a value and keeps it. */
  async set(label: string, value: string): Promise<void> {
    await this.field(label).fill(value)
    await this.field(label).press('Enter')
  }

  /** The key of a command, as a button that takes another one. */
  keyOf(command: string): Locator {
    return this.shell.screen.getByRole('button', {
      name: new RegExp(`^(Key|Press the new key) of ${command}`),
    })
  }

  async changeKey(command: string, key: string): Promise<void> {
    await this.keyOf(command).click()
    await this.app.page.keyboard.press(key)
  }

  async resetKey(command: string): Promise<void> {
    await this.shell.screen.getByRole('button', { name: `Reset the key of ${command}` }).click()
  }
}
