import type { Rectangle } from '../../../components/result-grid/selection.ts'
import { rawText, tabSeparated } from '../../../components/result-grid/value-text.ts'
import type { GridColumn } from './grid-columns.ts'
import type { Side } from './grid-row.tsx'
import type { RowPages } from './row-pages.ts'

/** More cells than this belong into a file. */
export const mostCopiedCells = 500_000

/** The cells of a rectangle of one grid as tab-separated text; gaps are empty. */
export async function copiedCells(
  pages: RowPages,
  side: Side,
  box: Rectangle,
  columns: readonly GridColumn[],
  withHeaders: boolean,
): Promise<string> {
  const chosen = columns.slice(box.left, box.right + 1)
  const rows = await pages.read(box.top, box.bottom - box.top + 1)
  const name = ({ column }: GridColumn) => (side === 'a' ? (column.from ?? column.name) : column.name)
  return tabSeparated([
    ...(withHeaders ? [chosen.map(name)] : []),
    ...rows.map((row) => chosen.map(({ index }) => rawText(row[side]?.[index]))),
  ])
}
