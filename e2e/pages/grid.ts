import type { Locator } from '@playwright/test'

/** A grid of rows, as far as they are in sight. */
export class Grid {
  private readonly root: Locator

  constructor(screen: Locator) {
    this.root = screen.getByRole('grid').first()
  }

  /** Text of a column's cells in sight, from the top. */
  async column(name: string): Promise<string[]> {
    const header = this.root.locator('[role=columnheader]', { hasText: name }).first()
    const id = await header.getAttribute('col-id')
    const cells = this.root.locator(`[role=gridcell][col-id="${id}"]`)
    await cells.first().waitFor()
    const found = await cells.evaluateAll((all) =>
      all.map((cell) => ({
        row: Number(cell.closest('[row-index]')?.getAttribute('row-index')),
        text: cell.textContent ?? '',
      })),
    )
    return found.sort((a, b) => a.row - b.row).map(({ text }) => text)
  }

  /** The row at that place, counted from 0; it has to be in sight. */
  row(index: number): { cell(column: string): Locator } {
    return {
      cell: (column) => this.root.locator(`[row-index="${index}"] [role=gridcell][col-id="${column}"]`),
    }
  }

  /** Rows that the page holds, in sight or near it. */
  rowsInDocument(): Promise<number> {
    return this.root.page().locator('[role=grid] [role=row]').count()
  }

  async goToEnd(): Promise<void> {
    await this.press('End')
  }

  async goToStart(): Promise<void> {
    await this.press('Home')
  }

  async sortDescending(column: string): Promise<void> {
    await this.chooseOfColumn(column, 'Sort descending')
  }

  async showFigures(column: string): Promise<void> {
    await this.chooseOfColumn(column, 'Show figures')
  }

  async filter(column: string, condition: string, value: string): Promise<void> {
    await this.chooseOfColumn(column, 'Filter…')
    const filter = this.root.page().getByRole('dialog', { name: `Filter ${column}` })
    await filter.getByLabel('Condition').selectOption({ label: condition })
    await filter.getByLabel('Value').fill(value)
    await filter.getByRole('button', { name: 'Filter', exact: true }).click()
  }

  private async press(key: 'Home' | 'End'): Promise<void> {
    // Some row in sight: which one stands first in the document says nothing.
    await this.root.click({ position: { x: 180, y: 90 } })
    await this.root.page().keyboard.press(`ControlOrMeta+${key}`)
  }

  private async chooseOfColumn(column: string, title: string): Promise<void> {
    await this.root.getByRole('columnheader', { name: column }).first().hover()
    await this.root.getByRole('button', { name: `Menu of column ${column}`, exact: true }).click()
    await this.root.page().getByRole('menuitem', { name: title, exact: true }).click()
  }
}
