import type { AlignedRow } from '../../../../shared/model/difference.ts'
import type { GridColumn } from './grid-columns.ts'
import type { Side } from './grid-row.tsx'

/**
 * The cell to land on when a row is gone to: of the column with this index, else where the focus is now, on the
 * side where it is now. A row or column that is not on that side sends it to one that is there.
 */
export function landing(
  row: AlignedRow | undefined,
  columns: readonly GridColumn[],
  now: { readonly side: Side; readonly column: number },
  index: number | undefined,
): { readonly side: Side; readonly column: number } {
  const other = now.side === 'a' ? 'b' : 'a'
  const side = row !== undefined && row[now.side] === undefined ? other : now.side
  const wanted = columns.findIndex((each) => each.index === index)
  const column = wanted < 0 ? now.column : wanted
  const isThere = (each: GridColumn | undefined) =>
    each !== undefined && (each.column.side === 'both' || each.column.side === side)
  if (isThere(columns[column])) return { side, column }
  return { side, column: Math.max(0, columns.findIndex(isThere)) }
}
