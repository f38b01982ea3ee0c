import type { ProfileBar } from '../../../../shared/model/profile.ts'
import type { Value } from '../../../../shared/model/value.ts'
import { identifier, text } from '../sql-text.ts'
import { type Axis, axisOf } from './axis.ts'
import { type Figures, kindOf, mayBeInfinite, type ProfiledColumn } from './figures.ts'

/** Bars of a histogram, and how many of the most frequent values are shown. */
const barCount = 12
/** Columns with at most this many different values have all of them counted. */
const mostCounted = 1000
/** Longer texts are not listed as values. */
const longestListed = 200

/** A part of a column's axis: SQL literals of its ends, and the words for it. */
export interface Range {
  readonly from: string
  readonly to: string
  readonly label: string
  /** The end belongs to it too. */
  readonly closed: boolean
  /** A bar for one whole number or day. */
  readonly single: boolean
}

/** The bars of a column's histogram, without their rows yet; none where its values do not lie on a line. */
export function rangesOf(column: ProfiledColumn, figures: Figures, count = barCount): readonly Range[] {
  const axis = axisOf(column.type)
  const { from, to } = figures
  if (axis === undefined || from === undefined || to === undefined) return []
  try {
    const places =
      typeof from === 'bigint' && typeof to === 'bigint'
        ? wholePlaces(from, to, count)
        : realPlaces(Number(from), Number(to), count)
    const single = places.length > 1 && typeof places[0] === 'bigint' && places[1] === places[0] + 1n
    return places.slice(0, -1).map((start, index) => {
      const end = places[index + 1] as bigint | number
      const closed = index === places.length - 2
      return {
        // Decimals are finer than doubles: the outermost ends are the values themselves.
        from: index === 0 ? endOf(column, axis, figures.shown.min, start) : axis.literal(start),
        to: closed && !single ? endOf(column, axis, figures.shown.max, end) : axis.literal(end),
        label: single ? axis.label(start) : `${axis.label(start)} – ${axis.label(end)}`,
        closed,
        single,
      }
    })
  } catch (error) {
    // Years that no calendar of this program can print; there are figures, but no bars.
    if (error instanceof RangeError) return []
    throw error
  }
}

function wholePlaces(from: bigint, to: bigint, most: number): bigint[] {
  const span = to - from + 1n
  const width = (span + BigInt(most) - 1n) / BigInt(most)
  const count = (span + width - 1n) / width
  const places = Array.from({ length: Number(count) + 1 }, (_, index) => from + width * BigInt(index))
  // The last bar ends with the largest value, not behind it, where the type may end there.
  if (width > 1n) places[places.length - 1] = to
  return places
}

function realPlaces(from: number, to: number, count: number): number[] {
  if (from === to) return [from, to]
  const width = to / count - from / count
  return [...Array.from({ length: count }, (_, index) => from + width * index), to]
}

function endOf(column: ProfiledColumn, axis: Axis, value: Value | undefined, place: bigint | number): string {
  return column.type.startsWith('DECIMAL') && typeof value === 'string'
    ? `CAST(${text(value)} AS ${column.type})`
    : axis.literal(place)
}

/** An aggregate that counts rows by the number of their bar, as a MAP. */
export function histogramSql(column: ProfiledColumn, ranges: readonly Range[]): string {
  const name = identifier(column.inTable)
  const finite = mayBeInfinite(column.type) ? ` FILTER (WHERE isfinite(${name}))` : ''
  return `histogram(${rangeSql(column, ranges)})${finite}`
}

/** The number of the range that a value lies in; NULL for NULL. */
export function rangeSql(column: ProfiledColumn, ranges: readonly Range[]): string {
  const name = identifier(column.inTable)
  // The same literals as in the conditions of the bars, so that both agree about every value.
  const cases = ranges.slice(0, -1).map(({ to }, index) => `WHEN ${name} < ${to} THEN ${index}`)
  return `CASE WHEN ${name} IS NULL THEN NULL ${cases.join(' ')} ELSE ${ranges.length - 1} END`
}

export function histogramBars(column: ProfiledColumn, ranges: readonly Range[], counts: Value): ProfileBar[] {
  const rows = countsOf(counts)
  const name = identifier(column.inTable)
  return ranges.map(({ from, to, label, closed, single }, index) => ({
    label,
    rows: rows.get(String(index)) ?? 0,
    condition: single ? `${name} = ${from}` : `${name} >= ${from} AND ${name} ${closed ? '<=' : '<'} ${to}`,
  }))
}

/** Whether all values of a column are few enough to be counted one by one. */
export function countsAllValues(column: ProfiledColumn, figures: Figures): boolean {
  return kindOf(column.type) !== 'nested' && figures.shown.distinct <= mostCounted
}

/**
 * Counts every value that can be listed, as a MAP; or names the likely most frequent ones, to be counted next.
 * Undefined where there is nothing to count: nested values, and columns in which about every row has another one.
 */
export function valuesSql(
  column: ProfiledColumn,
  { shown: { distinct, missing } }: Figures,
  rows: number,
  all: boolean,
): string | undefined {
  if (kindOf(column.type) === 'nested' || distinct === 0) return undefined
  if (!all && distinct > 0.9 * (rows - missing)) return undefined
  const name = identifier(column.inTable)
  const listed = kindOf(column.type) === 'text' ? ` FILTER (WHERE length(${name}) <= ${longestListed})` : ''
  return all
    ? `histogram(CAST(${name} AS VARCHAR))${listed}`
    : `approx_top_k(CAST(${name} AS VARCHAR), ${barCount})${listed}`
}

/** One aggregate per value: its rows. */
export function countSql(column: ProfiledColumn, values: readonly string[]): string[] {
  return values.map((value) => `count(*) FILTER (WHERE ${valueCondition(column, value)})`)
}

export function valueBars(column: ProfiledColumn, counts: ReadonlyMap<string, number>): ProfileBar[] {
  return [...counts]
    .toSorted(([a, rowsOfA], [b, rowsOfB]) => rowsOfB - rowsOfA || (a < b ? -1 : 1))
    .slice(0, barCount)
    .map(([value, rows]) => ({ label: value, rows, condition: valueCondition(column, value) }))
}

export function valueCondition(column: ProfiledColumn, value: string): string {
  const name = identifier(column.inTable)
  return column.type === 'VARCHAR'
    ? `${name} = ${text(value)}`
    : `${name} = CAST(${text(value)} AS ${column.type})`
}

/** A MAP as pages have it: a list of keys and values. */
export function countsOf(map: Value): Map<string, number> {
  const entries = Array.isArray(map) ? (map as readonly { readonly key: Value; readonly value: Value }[]) : []
  return new Map(entries.map(({ key, value }) => [String(key), Number(value)]))
}
