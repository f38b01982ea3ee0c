import { FirnError } from '../../../shared/contract/errors.ts'
import type { Row } from '../../../shared/model/value.ts'
import { count } from '../figures.ts'
import type { GridSource } from './grid-source.ts'
import { pageRows } from './modules.ts'
import type { Rectangle } from './selection.ts'
import { rawText, tabSeparated } from './value-text.ts'

/** More cells than this belong into a file: the clipboard holds them in memory several times over. */
const mostCells = 500_000

/**
 * The cells of a rectangle as tab-separated text; rows that are not loaded are fetched.
 * @throws FirnError `not-allowed` when there are too many cells
 */
export async function copiedText(
  source: GridSource,
  box: Rectangle,
  columns: readonly string[],
  withHeaders: boolean,
): Promise<string> {
  const cells = (box.bottom - box.top + 1) * (box.right - box.left + 1)
  if (cells > mostCells) {
    throw new FirnError('not-allowed', `${count(cells)} cells are too many for the clipboard.`, {
      hint: 'Export them into a file instead.',
    })
  }
  const names = columns.slice(box.left, box.right + 1)
  const positions = names.map((name) => source.columns.findIndex((column) => column.name === name))
  const lines: string[][] = withHeaders ? [[...names]] : []
  for (let from = box.top; from <= box.bottom; from += pageRows) {
    const wanted = Math.min(pageRows, box.bottom - from + 1)
    const rows: readonly Row[] =
      from + wanted <= source.firstPage.length
        ? source.firstPage.slice(from, from + wanted)
        : await source.page(from, wanted)
    for (const row of rows) lines.push(positions.map((position) => rawText(row[position])))
  }
  return tabSeparated(lines)
}
