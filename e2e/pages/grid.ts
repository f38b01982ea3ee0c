import { expect, type Locator } from '@playwright/test'

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

  /** Text of all cells of a column, from the first row to the last. */
  async allTexts(name: string): Promise<ReadonlySet<string>> {
    const seen = new Set<string>()
    for (;;) {
      for (const text of await this.column(name)) seen.add(text)
      if (!(await this.scroll('down'))) return seen
    }
  }

  /** Names of all columns, from the first to the last. */
  async allHeaders(): Promise<ReadonlySet<string>> {
    const seen = new Set<string>()
    for (;;) {
      const names = this.root.locator('.grid-header-name .ellipsis')
      await names.first().waitFor()
      for (const name of await names.allTextContents()) seen.add(name)
      if (!(await this.scroll('right'))) return seen
    }
  }

  /** Opens the inspector of a cell in sight. */
  async showCell(row: number, column: string): Promise<void> {
    await this.row(row).cell(column).dblclick()
  }

  /** Pixels of the first row, and how many of its text's stand out of its cell. */
  async rowHeight(): Promise<{ readonly row: number; readonly cutOff: number }> {
    const cell = this.root.locator('[row-index="0"] [role=gridcell]').last()
    return await cell.evaluate((one) => {
      const range = document.createRange()
      range.selectNodeContents(one)
      const [text, box] = [range.getBoundingClientRect(), one.getBoundingClientRect()]
      return {
        row: one.closest('[role=row]')?.getBoundingClientRect().height ?? 0,
        cutOff: Math.max(0, box.top - text.top, text.bottom - box.bottom),
      }
    })
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

  async openFilter(column: string): Promise<void> {
    await this.chooseOfColumn(column, 'Filter…')
  }

  async filter(column: string, condition: string, value: string): Promise<void> {
    await this.openFilter(column)
    const filter = this.root.page().getByRole('dialog', { name: `Filter ${column}` })
    await filter.getByLabel('Condition').selectOption({ label: condition })
    await filter.getByLabel('Value').fill(value)
    await filter.getByRole('button', { name: 'Filter', exact: true }).click()
  }

  /** Scrolls by half of what is in sight and waits until rows and columns are drawn there; false at the end. */
  private async scroll(to: 'down' | 'right'): Promise<boolean> {
    const moved = await this.root.evaluate(
      (element, isDown) =>
        new Promise<boolean>((resolve) => {
          const across = element
            .closest('.ag-root-wrapper')
            ?.querySelector('.ag-body-horizontal-scroll-viewport')
          const scroller = isDown ? element : (across ?? element)
          const before = isDown ? scroller.scrollTop : scroller.scrollLeft
          if (isDown) scroller.scrollTop += scroller.clientHeight * 0.5
          else scroller.scrollLeft += scroller.clientWidth * 0.5
          const isMoved = (isDown ? scroller.scrollTop : scroller.scrollLeft) !== before
          // The grid draws in the frame after the one in which it hears of the scrolling.
          requestAnimationFrame(() =>
            requestAnimationFrame(() => requestAnimationFrame(() => resolve(isMoved))),
          )
        }),
      to === 'down',
    )
    await expect(this.root.locator('.grid-waiting')).toHaveCount(0)
    return moved
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
