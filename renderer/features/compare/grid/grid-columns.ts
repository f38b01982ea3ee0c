import type { AlignedRow, ShownColumn } from '../../../../shared/model/difference.ts'
import { shortType } from '../../../components/result-grid/columns.ts'
import { textScale } from '../../../components/text-scale.ts'
import { valueText } from '../../../components/result-grid/value-text.ts'

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
      let body = 4 * digit
      for (const row of rows)
        for (const side of [row.a, row.b])
          body = Math.max(body, textWidth(valueText(side?.[index], column.kind), column.key))
      const note = column.key ? 'key' : shortType(column.type)
      const sign = column.side === 'both' ? 0 : 14
      const head = textWidth(column.name, true) + note.length * 6.4 + 30 + sign
      return [
        column.name,
        Math.round(Math.min(widest, Math.max(narrowest, Math.min(head, 220), body + padding))),
      ]
    }),
  )
}

/** Estimated, because measuring would need the text on the screen first. */
function textWidth(text: string, bold: boolean): number {
  const digits = text.replaceAll(/[^0-9A-Z]/g, '').length
  return (digits * digit + (text.length - digits) * character) * (bold ? 1.04 : 1) * textScale()
}

/**
 * Places the columns that are shown: in widths that people gave them (`fixed`) or else natural ones. `room` is
 * the width of one grid.
 */
export function placeColumns(
  shown: readonly ShownColumn[],
  natural: ReadonlyMap<string, number>,
  fixed: ReadonlyMap<string, number>,
  hidden: ReadonlySet<string>,
  room: number,
): GridColumns {
  const widthOf = ({ name }: ShownColumn) => fixed.get(name) ?? natural.get(name) ?? narrowest
  const there = shown.flatMap((column, index) => (hidden.has(column.name) ? [] : [{ column, index }]))
  const keys = there.filter(({ column }) => column.key)
  const keyWidth = keys.reduce((sum, { column }) => sum + widthOf(column), gutterWidth)
  const arePinned = keys.length > 0 && keyWidth <= room * mostPinned
  const place = (columns: typeof there, from: number): GridColumn[] => {
    let left = from
    return columns.map((each) => {
      const width = widthOf(each.column)
      left += width
      return { ...each, width, left: left - width }
    })
  }
  const pinned = place(arePinned ? keys : [], gutterWidth)
  const others = there.filter(({ column }) => !column.key)
  const placed = place(arePinned ? others : [...keys, ...others], 0)
  const pinnedWidth = arePinned ? keyWidth : gutterWidth
  const scrolling = filled(placed, room - pinnedWidth, new Set(fixed.keys()))
  return {
    pinned,
    scrolling,
    pinnedWidth,
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

/** A column grows to at most so many times its natural width. */
const mostGrowth = 2.5

/** Gives room that is left over to texts, which are the ones that are cut. */
function filled(
  columns: readonly GridColumn[],
  room: number,
  fixed: ReadonlySet<string>,
): readonly GridColumn[] {
  const spare = room - columns.reduce((sum, { width }) => sum + width, 0)
  const growing = columns.filter(({ column }) => column.kind === 'text' && !fixed.has(column.name))
  const weight = growing.reduce((sum, { width }) => sum + width, 0)
  if (spare <= 0 || weight === 0) return columns
  const factor = Math.min(mostGrowth, 1 + spare / weight)
  let left = 0
  return columns.map((each) => {
    const width = growing.includes(each) ? Math.floor(each.width * factor) : each.width
    left += width
    return { ...each, width, left: left - width }
  })
}
