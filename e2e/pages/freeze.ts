import type { Locator } from '@playwright/test'
import type { App } from '../harness/app.ts'

type Role = 'id' | 'feature' | 'label' | 'weight' | 'ignore'

/** The dialog that freezes, and the receipt it ends with. */
export class Freeze {
  private readonly app: App

  constructor(app: App) {
    this.app = app
  }

  get dialog(): Locator {
    return this.app.page.getByRole('dialog', { name: 'Freeze a training set' })
  }

  async role(column: string, role: Role): Promise<void> {
    await this.dialog.getByLabel(`Role of ${column}`, { exact: true }).selectOption(role)
  }

  async name(name: string): Promise<void> {
    await this.dialog.getByLabel('name', { exact: true }).fill(name)
  }

  async freeze(): Promise<void> {
    await this.dialog.getByRole('button', { name: /^Freeze/ }).click()
  }

  /** The dialog that says what was frozen. */
  frozen(reference: string): Locator {
    return this.app.page.getByRole('dialog', { name: `Frozen: ${reference}` })
  }

  /** Rows by split, and `all`, of a receipt. */
  async rowsBySplit(receipt: Locator): Promise<Readonly<Record<string, number>>> {
    const rows = receipt.getByRole('table', { name: 'Rows by split' }).locator('tbody tr')
    await rows.first().waitFor()
    const found = await rows.evaluateAll((all) =>
      all.map((row) => [...row.children].slice(0, 2).map((cell) => cell.textContent ?? '')),
    )
    return Object.fromEntries(
      found.map(([split = '', count = '']) => [split, Number(count.replace(/,/g, ''))]),
    )
  }
}
