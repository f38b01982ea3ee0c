import type { ColumnStatistics } from '../../../shared/model/difference.ts'
import { isNumeric, type Row, type Value, valueKind } from '../../../shared/model/value.ts'
import { columnSql, type SideColumn } from './column-plan.ts'
import type { ComparisonInstance } from './instance.ts'

/** Up to so many rows distinct values are counted exactly; beyond, they are estimated (about 3 % off). */
const exactDistinctRows = 200_000
/** Columns whose figures one statement computes. */
export const columnsAtOnce = 50
/** Characters of a least or greatest text. */
const longestText = 200

export interface Figures {
  readonly statistics: ColumnStatistics
  /** Least and greatest of the values as plain numbers (see `plainNumber`); undefined where there are none. */
  readonly range: { readonly low: number; readonly high: number } | undefined
}

/** Computes figures of columns over all rows of one side. */
export async function figuresOf(
  instance: ComparisonInstance,
  from: string,
  columns: readonly SideColumn[],
  rows: number,
  signal: AbortSignal,
): Promise<Map<SideColumn, Figures>> {
  const found = new Map<SideColumn, Figures>()
  const exact = rows <= exactDistinctRows
  for (let first = 0; first < columns.length; first += columnsAtOnce) {
    const some = columns.slice(first, first + columnsAtOnce)
    const sql = `SELECT ${some.flatMap((column) => figuresSql(column, exact)).join(', ')} FROM ${from}`
    const [row = []] = await instance.rows(sql, { signal })
    for (const [index, column] of some.entries()) {
      const own = row.slice(index * figuresPerColumn, (index + 1) * figuresPerColumn)
      const range = rangeOf(own[5] ?? null, own[6] ?? null)
      const infinite = range !== undefined && !(Number.isFinite(range.low) && Number.isFinite(range.high))
      found.set(column, {
        statistics: readStatistics(own, rows, exact),
        range: infinite ? await finiteRange(instance, from, column, signal) : range,
      })
    }
  }
  return found
}

/**
 * A column as a DOUBLE that tells where a value lies: the number itself, seconds since 1970, the length of a
 * text. Infinite values lie nowhere. Undefined for types that have no such order.
 */
export function plainNumber(column: SideColumn): string | undefined {
  const name = columnSql(column)
  const kind = valueKind(column.type)
  if (kind === 'double') return `CASE WHEN isfinite(${name}) THEN CAST(${name} AS DOUBLE) END`
  if (isNumeric(column.type)) return `CAST(${name} AS DOUBLE)`
  if (isMoment(column.type)) return `CASE WHEN isfinite(${name}) THEN epoch(${name}) END`
  return kind === 'text' ? `CAST(length(CAST(${name} AS VARCHAR)) AS DOUBLE)` : undefined
}

/** Dates and timestamps, which lie on one line; times of day and intervals do not. */
export function isMoment(type: string): boolean {
  return /^(DATE|TIMESTAMP)/.test(type)
}

const figuresPerColumn = 7

function figuresSql(column: SideColumn, exact: boolean): string[] {
  const name = columnSql(column)
  const kind = valueKind(column.type)
  const ordered = kind !== 'nested' && kind !== 'blob'
  const edge = (which: 'min' | 'max') => {
    if (!ordered) return 'NULL'
    return kind === 'text' ? `left(CAST(${which}(${name}) AS VARCHAR), ${longestText})` : `${which}(${name})`
  }
  return [
    `count(${name})`,
    exact ? `count(DISTINCT ${name})` : `approx_count_distinct(${name})`,
    edge('min'),
    edge('max'),
    // Sums of doubles depend on the order of the rows; Kahan's sum keeps that out of the digits shown.
    isNumeric(column.type) ? `favg(${plainNumber(column) ?? 'NULL'})` : 'NULL',
    ...edgesSql(column),
  ]
}

/**
 * Least and greatest plain number, as text. Taken from the least and greatest value where the order is the same,
 * because columnar files know those without being read; where one of these is infinite, the rest is looked at.
 */
function edgesSql(column: SideColumn): [string, string] {
  const plain = plainNumber(column)
  if (plain === undefined) return ['NULL', 'NULL']
  if (valueKind(column.type) === 'text') return [`min(${plain})`, `max(${plain})`]
  const name = columnSql(column)
  const form = isMoment(column.type)
    ? (value: string) => `epoch(${value})`
    : (value: string) => `CAST(${value} AS DOUBLE)`
  return [form(`min(${name})`), form(`max(${name})`)]
}

async function finiteRange(
  instance: ComparisonInstance,
  from: string,
  column: SideColumn,
  signal: AbortSignal,
): Promise<Figures['range']> {
  const plain = plainNumber(column) ?? 'NULL'
  const [row = []] = await instance.rows(`SELECT min(${plain}), max(${plain}) FROM ${from}`, { signal })
  return rangeOf(row[0] ?? null, row[1] ?? null)
}

function rangeOf(low: Value, high: Value): Figures['range'] {
  return low === null || high === null ? undefined : { low: Number(low), high: Number(high) }
}

function readStatistics(row: Row, rows: number, exact: boolean): ColumnStatistics {
  const [present = 0, distinct = 0, min = null, max = null, mean = null] = row
  return {
    count: rows,
    missing: rows - Number(present),
    distinct: Math.min(Number(distinct), Number(present)),
    distinctExact: exact,
    min,
    max,
    ...meanOf(mean),
  }
}

function meanOf(value: Value): { readonly mean?: number } {
  const mean = Number(value)
  return value === null || !Number.isFinite(mean) ? {} : { mean }
}
