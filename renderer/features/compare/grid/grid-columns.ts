import type { AlignedRow, ShownColumn } from '../../../../shared/model/difference.ts'
import { shortType } from '../../../components/result-grid/columns.ts'
import { isRightAligned, valueText } from '../../../components/result-grid/value-text.ts'

/** A column of both grids: they share places and widths. */
export interface GridColumn {
  readonly column: ShownColumn
  /** Its place in the rows of a page. */
  readonly index: number
  readonly width: number
  /** Pixels from the left edge of its part (the pinned or the scrolling one). */
  readonly left: number
}

export interface GridColumns {
  /** Key columns, which stay in sight. */
  readonly pinned: readonly GridColumn[]
  readonly scrolling: readonly GridColumn[]
  readonly pinnedWidth: number
  readonly scrollingWidth: number
  /** Pinned, then scrolling: the order in which the keyboard moves. */
  readonly all: readonly GridColumn[]
}

export const gutterWidth = 30
const narrowest = 64
const widest = 320
export const leastWidth = 40
const character = 7.1
const digit = 8.3
const padding = 22
/** Key columns wider than this share of a grid scroll with the others. */
const mostPinned = 0.5

/** Widths that fit the first rows and the names. */
export function naturalWidths(
  shown: readonly ShownColumn[],
  rows: readonly AlignedRow[],
): ReadonlyMap<string, number> {
  return new Map(
    shown.map((column, index) => {
      let longest = 4
      for (const row of rows.slice(0, 60))
        for (const side of [row.a, row.b])
          longest = Math.max(longest, valueText(side?.[index], column.kind).length)
      const head =
        column.name.length * character + (shortType(column.type).length + (column.key ? 4 : 0)) * 6.4 + 34
      const body =
        longest * (isRightAligned(column.kind) || column.kind === 'time' ? digit : character) + padding
      return [column.name, Math.round(Math.min(widest, Math.max(narrowest, Math.min(head, 220), body)))]
    }),
  )
}

/** Places the columns that are shown. `room` is the width of one grid. */
export function placeColumns(
  shown: readonly ShownColumn[],
  widths: ReadonlyMap<string, number>,
  hidden: ReadonlySet<string>,
  room: number,
): GridColumns {
  const widthOf = ({ name }: ShownColumn) => widths.get(name) ?? narrowest
  const there = shown.flatMap((column, index) => (hidden.has(column.name) ? [] : [{ column, index }]))
  const keys = there.filter(({ column }) => column.key)
  const keyWidth = keys.reduce((sum, { column }) => sum + widthOf(column), gutterWidth)
  const arePinned = keys.length > 0 && keyWidth <= room * mostPinned
  const place = (columns: typeof there, from: number): GridColumn[] => {
    let left = from
    return columns.map((each) => {
      const placed = { ...each, width: widthOf(each.column), left }
      left += placed.width
      return placed
    })
  }
  const pinned = place(arePinned ? keys : [], gutterWidth)
  const scrolling = place(
    arePinned
      ? there.filter(({ column }) => !column.key)
      : [...keys, ...there.filter(({ column }) => !column.key)],
    0,
  )
  return {
    pinned,
    scrolling,
    pinnedWidth: arePinned ? keyWidth : gutterWidth,
    scrollingWidth: scrolling.reduce((sum, { width }) => sum + width, 0),
    all: [...pinned, ...scrolling],
  }
}

/** The scrolling columns that can be seen between two places, with some around them. */
export function columnsInSight(
  columns: readonly GridColumn[],
  left: number,
  width: number,
): readonly GridColumn[] {
  const around = 200
  return columns.filter(
    (each) => each.left + each.width >= left - around && each.left <= left + width + around,
  )
}
