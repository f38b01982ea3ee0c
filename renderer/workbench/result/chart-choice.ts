import type { ChartMeasure } from '../../../shared/contract/query.ts'
import { isNumeric, type ResultColumn } from '../../../shared/model/value.ts'

/** What a chart shows: a measure of one column by the values of another. */
export interface ChartChoice {
  readonly x: string
  readonly y: string | undefined
  readonly measure: ChartMeasure
  readonly look: 'bars' | 'line'
}

/** Columns whose values can stand along the axis. */
export function axisColumns(columns: readonly ResultColumn[]): readonly ResultColumn[] {
  return columns.filter(({ kind }) => kind !== 'nested' && kind !== 'blob')
}

/** Columns that can be added up. */
export function measuredColumns(columns: readonly ResultColumn[]): readonly ResultColumn[] {
  return columns.filter(({ type }) => isNumeric(type))
}

/** Values that have an order of their own, along which a line means something. */
export function isOrdered(column: ResultColumn | undefined): boolean {
  return column !== undefined && (column.kind === 'time' || isNumeric(column.type))
}

/** A result of more rows is rather raw data than sums: its rows are counted, until something else is chosen. */
const mostSummed = 1000

/**
 * What people most likely want to see: over time where there is a time, else by names, else how the numbers are
 * spread. Undefined where nothing can be drawn.
 */
export function firstChoice(
  columns: readonly ResultColumn[],
  rows: number | undefined,
): ChartChoice | undefined {
  const along = axisColumns(columns)
  const x =
    along.find(({ kind }) => kind === 'time') ??
    along.find(({ kind }) => kind === 'text' || kind === 'boolean') ??
    along[0]
  if (x === undefined) return undefined
  const isSmall = rows !== undefined && rows <= mostSummed
  const y = isSmall && !isNumeric(x.type) ? measuredColumns(columns)[0] : undefined
  return {
    x: x.name,
    y: y?.name,
    measure: y === undefined ? 'rows' : 'sum',
    look: x.kind === 'time' ? 'line' : 'bars',
  }
}
