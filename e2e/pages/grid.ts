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
}
