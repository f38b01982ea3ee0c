import type {
  ColDef,
  SuppressHeaderKeyboardEventParams,
  SuppressKeyboardEventParams,
} from 'ag-grid-community'
import type { ResultColumn, Row } from '../../../shared/model/value.ts'
import { count } from '../figures.ts'
import { textScale } from '../text-scale.ts'
import type { HeadParameters, HeadPlaces } from './column-heads.tsx'
import { openMenuEvent } from './grid-context.ts'
import { shortType } from './short-type.ts'
import { isRightAligned, valueText } from './value-text.ts'

export { shortType }

export const rowNumberId = '#row'

const narrowest = 72
const widest = 320
/** Width of a character at 13 px: of tabular digits (and what stands in columns with them), and of mixed text. */
const digit = 8.3
const character = 7.1
/** What a cell needs besides its text. */
const padding = 22

/** Definitions of the columns: by position in the row, named by the column. */
export function columnDefinitions(
  columns: readonly ResultColumn[],
  sample: readonly Row[],
  rows: number,
  heads: HeadPlaces,
): ColDef<Row>[] {
  return [rowNumbers(rows), ...columns.map((column, position) => definition(column, position, sample, heads))]
}

function rowNumbers(rows: number): ColDef<Row> {
  return {
    colId: rowNumberId,
    headerName: '#',
    headerClass: 'grid-row-number',
    cellClass: 'grid-row-number',
    valueGetter: ({ node }) => count((node?.rowIndex ?? 0) + 1),
    width: rowNumberWidth(rows),
    pinned: 'left',
    lockPosition: 'left',
    lockPinned: true,
    suppressMovable: true,
    resizable: false,
    suppressHeaderKeyboardEvent: () => false,
  }
}

/** Width of the column of row numbers: room for the last one. */
export function rowNumberWidth(rows: number): number {
  return Math.round(26 + Math.max(3, rows.toLocaleString('en').length) * 6.6 * textScale())
}

function definition(
  column: ResultColumn,
  position: number,
  sample: readonly Row[],
  heads: HeadPlaces,
): ColDef<Row> {
  const look = isRightAligned(column.kind) ? 'grid-number' : column.kind === 'time' ? 'grid-time' : ''
  return {
    colId: column.name,
    headerName: column.name,
    headerComponent: heads.component,
    headerComponentParams: { shown: column } satisfies HeadParameters,
    headerClass: look,
    cellClass: look,
    cellClassRules: {
      'grid-null': ({ data }) => data?.[position] === null,
      'grid-waiting': ({ data }) => data === undefined,
    },
    valueGetter: ({ data }) => data?.[position],
    valueFormatter: ({ data }) => valueText(data?.[position], column.kind, column.type),
    equals: (a, b) => a === b,
    width: columnWidth(column, position, sample),
    minWidth: 48,
    suppressHeaderKeyboardEvent: headerKey,
    suppressKeyboardEvent: ownKey,
  }
}

function columnWidth(column: ResultColumn, position: number, sample: readonly Row[]): number {
  let longest = 4
  for (const row of sample.slice(0, 50))
    longest = Math.max(longest, valueText(row[position], column.kind, column.type).length)
  const head = column.name.length * character + shortType(column.type).length * 6 + 46
  const body = longest * (isRightAligned(column.kind) || column.kind === 'time' ? digit : character) + padding
  return Math.round(Math.min(widest, Math.max(narrowest, Math.min(head, 240), body)) * textScale())
}

/** Enter sorts (with Shift: adds), Alt+ArrowDown opens the column's menu. */
function headerKey({ event }: SuppressHeaderKeyboardEventParams<Row>): boolean {
  const cell = (event.target as HTMLElement).closest('.ag-header-cell')
  if (event.key === 'Enter') {
    cell
      ?.querySelector('.grid-header-name')
      ?.dispatchEvent(new MouseEvent('click', { bubbles: true, shiftKey: event.shiftKey }))
    return true
  }
  if (event.key === 'ArrowDown' && event.altKey) {
    // The browser would scroll by a page.
    event.preventDefault()
    cell?.querySelector('.grid-header')?.dispatchEvent(new Event(openMenuEvent))
    return true
  }
  return false
}

/** Keys that the grid's own range selection and jumps take. */
function ownKey({ event }: SuppressKeyboardEventParams<Row>): boolean {
  const { key } = event
  if (event.ctrlKey || event.metaKey) return ['a', 'c', 'g', 'Home', 'End', 'Enter'].includes(key)
  return (event.shiftKey && key.startsWith('Arrow')) || key === 'Enter' || key === ' '
}
