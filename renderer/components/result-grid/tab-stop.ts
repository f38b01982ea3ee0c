import type { FocusGridInnerElementParams } from 'ag-grid-community'
import type { Row } from '../../../shared/model/value.ts'

/** Tab leaves the grid, whose cells are walked by arrows: through ten million of them nobody would get out. */
export const leaveGrid = () => false

/** Tab enters the grid at the cell that was left last, or at its first one. */
export function enterGrid({ api }: FocusGridInnerElementParams<Row>): boolean {
  const left = api.getFocusedCell()
  const column = left?.column ?? api.getAllDisplayedColumns()[1]
  if (column === undefined || api.getDisplayedRowCount() === 0) return false
  const row = left?.rowIndex ?? 0
  api.ensureIndexVisible(row)
  api.ensureColumnVisible(column)
  api.setFocusedCell(row, column)
  return true
}
