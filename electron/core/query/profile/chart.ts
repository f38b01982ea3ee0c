import { FirnError } from '../../../../shared/contract/errors.ts'
import type { ChartMeasure, ChartPoint, ResultChart } from '../../../../shared/contract/query.ts'
import type { Row, Value } from '../../../../shared/model/value.ts'
import type { OpenedResult } from '../results/open-result.ts'
import { columnNamed } from '../results/view-sql.ts'
import { identifier } from '../sql-text.ts'
import { axisOf } from './axis.ts'
import { rangesOf, rangeSql } from './bars.ts'
import { figureSql, kindOf, mayBeInfinite, type ProfiledColumn, readFigures } from './figures.ts'
import { type ProfiledRows, type ProfileTools, withResultRows } from './profile.ts'

/** A point for each value, as long as they can be told apart on a screen. */
export const mostPoints = 60
/** Ranges of numbers and times that have more different values. */
export const rangeCount = 40

const aggregates: { readonly [Measure in Exclude<ChartMeasure, 'rows'>]: string } = {
  sum: 'sum',
  mean: 'avg',
  minimum: 'min',
  maximum: 'max',
}

export interface ChartRequest {
  readonly x: string
  readonly y?: string | undefined
  readonly measure: ChartMeasure
}

type ResultRows = ProfiledRows & { readonly columns: OpenedResult['plan']['columns'] }

/**
 * The points of a chart of an open result, over all its rows: a measure by the values of a column, or by ranges
 * of them. Throws `wrong-usage` for columns that cannot be drawn.
 */
export async function chartResult(
  result: OpenedResult,
  request: ChartRequest,
  tools: ProfileTools,
): Promise<ResultChart> {
  return await withResultRows(result, tools, async (source) => {
    const x = columnNamed(source.columns, request.x)
    if (kindOf(x.type) === 'nested')
      throw new FirnError('wrong-usage', `The values of "${x.name}" cannot be put on an axis.`)
    const value = measureSql(request, source)
    return (await byRanges(x, value, source, tools)) ?? (await byValues(x, value, source, tools))
  })
}

function measureSql({ y, measure }: ChartRequest, { columns }: ResultRows): string {
  if (measure === 'rows') return 'count(*)'
  const column = y === undefined ? undefined : columnNamed(columns, y)
  if (column === undefined || kindOf(column.type) !== 'number')
    throw new FirnError('wrong-usage', `A ${measure} needs a column of numbers.`)
  return `${aggregates[measure]}(CAST(${identifier(column.inTable)} AS DOUBLE))`
}

/** Undefined where the column has few values, or none that lie on a line. */
async function byRanges(
  x: ProfiledColumn,
  value: string,
  source: ResultRows,
  tools: ProfileTools,
): Promise<ResultChart | undefined> {
  if (axisOf(x.type) === undefined) return undefined
  const wanted = figureSql(x, source.rows)
  const select = `SELECT count(*), ${wanted.map(([, sql]) => sql).join(', ')}`
  const [found = []] = await read(source, select, '', tools)
  const names = wanted.map(([name]) => name)
  const figures = readFigures(x, names, found.slice(1), Number(found[0]))
  const ranges = figures.shown.distinct <= mostPoints ? [] : rangesOf(x, figures, rangeCount)
  if (ranges.length === 0) return undefined
  const name = identifier(x.inTable)
  const measured = `SELECT ${rangeSql(x, ranges)} AS "range", ${value} AS "value", count(*) AS "rows"`
  const there = mayBeInfinite(x.type) ? `isfinite(${name})` : `${name} IS NOT NULL`
  const rest = ` WHERE ${there} GROUP BY 1 ORDER BY 1`
  const groups = new Map(
    (await read(source, measured, rest, tools)).map(([at = null, ...row]) => [Number(at), row]),
  )
  return {
    kind: 'ranges',
    points: ranges.map(({ label }, index): ChartPoint => {
      const [of = value === 'count(*)' ? 0 : null, rows = 0] = groups.get(index) ?? []
      return { label, value: numberOf(of), rows: Number(rows) }
    }),
    groups: ranges.length,
    sql: `${measured} FROM ${source.shown}${rest}`,
  }
}

async function byValues(
  x: ProfiledColumn,
  value: string,
  source: ResultRows,
  tools: ProfileTools,
): Promise<ResultChart> {
  const name = identifier(x.inTable)
  const order = axisOf(x.type) === undefined ? '2 DESC NULLS LAST, 1' : `${name} NULLS LAST`
  const select = `SELECT CAST(${name} AS VARCHAR) AS "label", ${value} AS "value", count(*) AS "rows"`
  const rest = ` GROUP BY ${name} ORDER BY ${order} LIMIT ${mostPoints}`
  const rows = await read(source, `${select}, count(*) OVER ()`, rest, tools)
  return {
    kind: 'values',
    points: rows.map(
      ([label = null, of = null, inGroup = 0]): ChartPoint => ({
        label: label === null ? null : String(label),
        value: numberOf(of),
        rows: Number(inGroup),
      }),
    ),
    groups: Number(rows[0]?.[3] ?? 0),
    sql: `${select} FROM ${source.shown}${rest}`,
  }
}

async function read(
  { worker, from }: ResultRows,
  select: string,
  rest: string,
  { signal, progress }: ProfileTools,
): Promise<readonly Row[]> {
  const sql = `${select} FROM ${from}${rest}`
  const options = { signal, ...(progress === undefined ? {} : { onProgress: progress }) }
  return (await worker.call('instance.read', { sql, limit: mostPoints, longest: 300 }, options)).rows
}

/** What cannot be drawn (NULL, NaN, an infinity) is left out of the picture. */
function numberOf(value: Value): number | null {
  const number = value === null ? Number.NaN : Number(value)
  return Number.isFinite(number) ? number : null
}
