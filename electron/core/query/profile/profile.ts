import { performance } from 'node:perf_hooks'
import type { CallOptions } from '../../../../shared/contract/caller.ts'
import { FirnError } from '../../../../shared/contract/errors.ts'
import type { ColumnProfile, ProfileBar } from '../../../../shared/model/profile.ts'
import type { Progress } from '../../../../shared/model/job.ts'
import type { Row } from '../../../../shared/model/value.ts'
import type { QueryLimits } from '../limits.ts'
import type { RelationSource } from '../relations.ts'
import type { OpenedResult } from '../results/open-result.ts'
import { readerSpec } from '../results/session.ts'
import { columnNamed } from '../results/view-sql.ts'
import { identifier } from '../sql-text.ts'
import type { Worker, Workers } from '../workers.ts'
import { axisOf } from './axis.ts'
import {
  countsAllValues,
  countsOf,
  countSql,
  histogramBars,
  histogramSql,
  rangesOf,
  valueBars,
  valuesSql,
} from './bars.ts'
import { type Figures, figureSql, kindOf, type ProfiledColumn, readFigures } from './figures.ts'

export interface ProfileTools {
  readonly workers: Workers
  readonly limits: QueryLimits
  readonly signal: AbortSignal
  readonly progress?: ((progress: Progress) => void) | undefined
}

/** Rows to look at in a worker. `shown` is how the SQL of the figures names them to people. */
export interface ProfiledRows {
  readonly worker: Worker
  readonly from: string
  readonly shown: string
  readonly columns: readonly ProfiledColumn[]
  readonly rows: number | undefined
}

/** Figures of columns of an open result, over all its rows; see `ColumnProfile`. */
export async function profileResult(
  result: OpenedResult,
  names: readonly string[] | undefined,
  tools: ProfileTools,
): Promise<{ readonly columns: readonly ColumnProfile[] }> {
  return await withResultRows(result, tools, async (all) => {
    const columns = names === undefined ? all.columns : names.map((name) => columnNamed(all.columns, name))
    return { columns: (await profileRows({ ...all, columns }, tools)).columns }
  })
}

/** Looks at all rows of an open result: at the table that holds them, or else at what they are read from. */
export async function withResultRows<T>(
  result: OpenedResult,
  tools: ProfileTools,
  look: (rows: ProfiledRows & { readonly columns: OpenedResult['plan']['columns'] }) => Promise<T>,
): Promise<T> {
  const { plan } = result
  const { columns } = plan
  if (plan.prepared.explain !== 'no') throw new FirnError('wrong-usage', 'A plan has no figures.')
  const shown = `(\n${plan.readable}\n)`
  if (result.hasTable)
    return await result.withTable(tools.signal, ({ session, table }) =>
      look({ worker: session.worker, from: identifier(table), shown, columns, rows: result.rows }),
    )
  return await tools.workers.using('background', async (worker) => {
    await worker.call('instance.open', await readerSpec(plan.prepared, tools.limits, worker.scratchFolder), {
      signal: tools.signal,
    })
    return await look({ worker, from: `(\n${plan.sql}\n)`, shown, columns, rows: result.rows })
  })
}

/** Figures of columns of a relation, over all its rows, in a background worker. */
export async function profileRelation(
  reference: string,
  names: readonly string[] | undefined,
  tools: ProfileTools & { readonly relations: RelationSource },
): Promise<{
  readonly columns: readonly ColumnProfile[]
  readonly rows: number
  readonly elapsedMs: number
}> {
  const began = performance.now()
  const { signal, limits } = tools
  const relation = await tools.relations.relation(reference, { signal })
  return await tools.workers.using('background', async (worker) => {
    const views = [{ name: reference, sql: relation.sql }]
    await worker.call(
      'instance.open',
      await readerSpec({ views, readPaths: relation.readPaths }, limits, worker.scratchFolder),
      { signal },
    )
    const from = identifier(reference)
    const described = await worker.call('instance.describe', { sql: `SELECT * FROM ${from}` }, { signal })
    const all = described.columns.map(({ name, type, kind }) => ({ name, type, kind, inTable: name }))
    const columns = names === undefined ? all : names.map((name) => columnNamed(all, name))
    const profile = await profileRows({ worker, from, shown: from, columns, rows: relation.rows }, tools)
    return { ...profile, elapsedMs: Math.round(performance.now() - began) }
  })
}

/** Two passes over the rows, and a third one where columns have very many different values. */
async function profileRows(
  source: ProfiledRows,
  tools: ProfileTools,
): Promise<{ columns: ColumnProfile[]; rows: number }> {
  const { columns } = source
  const read = reader(source, { signal: tools.signal, onProgress: tools.progress })
  const wanted = columns.map((column) => figureSql(column, source.rows))
  const [first = []] = await read(['count(*)', ...wanted.flat().map(([, sql]) => sql)], longestShownValue)
  const rows = Number(first[0])
  let at = 1
  const figures = columns.map((column, index) => {
    const names = (wanted[index] ?? []).map(([name]) => name)
    at += names.length
    return readFigures(column, names, first.slice(at - names.length, at), rows)
  })
  const bars = await readBars(columns, figures, rows, read)
  return {
    rows,
    columns: columns.map((column, index) => {
      const { shown } = figures[index] as Figures
      const found = bars[index] ?? { bars: [], mostFrequent: [] }
      const select = (wanted[index] ?? []).map(([name, sql]) => `${sql} AS ${identifier(name)}`).join(', ')
      return {
        name: column.name,
        type: column.type,
        covers: { rows, all: true },
        ...shown,
        ...(found.distinct === undefined ? {} : { distinct: found.distinct, distinctExact: true }),
        bars: found.bars,
        mostFrequent: found.mostFrequent,
        sql: `SELECT count(*) AS "rows", ${select} FROM ${source.shown}`,
      }
    }),
  }
}

/** Longest and shortest texts are examples; a cell shows all of one. */
const longestShownValue = 1000

type Read = (expressions: readonly string[], longest?: number) => Promise<readonly Row[]>

interface ColumnBars {
  readonly bars: readonly ProfileBar[]
  readonly mostFrequent: readonly ProfileBar[]
  /** Exact, where all values were counted. */
  readonly distinct?: number
}

async function readBars(
  columns: readonly ProfiledColumn[],
  figures: readonly Figures[],
  rows: number,
  read: Read,
): Promise<ColumnBars[]> {
  const plans = columns.map((column, index) => {
    const found = figures[index] as Figures
    const ranges = rangesOf(column, found)
    const all = countsAllValues(column, found)
    return { column, ranges, all, values: valuesSql(column, found, rows, all) }
  })
  const [second = []] = await read(
    plans.flatMap(({ column, ranges, values }) => [
      ranges.length === 0 ? 'NULL' : histogramSql(column, ranges),
      values ?? 'NULL',
    ]),
  )
  const counted = plans.map(({ all, values }, index) => {
    const answer = second[index * 2 + 1] ?? null
    if (values === undefined || answer === null) return new Map<string, number>()
    return all ? countsOf(answer) : undefined
  })
  // The likely most frequent values of columns with very many are counted now, exactly.
  const candidates = plans.map((_, index) =>
    counted[index] === undefined ? listOf(second[index * 2 + 1]) : [],
  )
  const third = candidates.some((each) => each.length > 0)
    ? ((await read(plans.flatMap(({ column }, index) => countSql(column, candidates[index] ?? []))))[0] ?? [])
    : []
  let at = 0
  return plans.map(({ column, ranges, all }, index) => {
    const names = candidates[index] ?? []
    const values = counted[index] ?? new Map(names.map((name, place) => [name, Number(third[at + place])]))
    at += names.length
    const mostFrequent = valueBars(column, values)
    const complete = all && kindOf(column.type) !== 'text'
    return {
      bars:
        axisOf(column.type) === undefined
          ? mostFrequent
          : histogramBars(column, ranges, second[index * 2] ?? null),
      mostFrequent,
      ...(complete && values.size > 0 ? { distinct: values.size } : {}),
    }
  })
}

function listOf(value: Row[number] | undefined): string[] {
  return Array.isArray(value) ? value.map(String) : []
}

function reader({ worker, from }: ProfiledRows, options: CallOptions): Read {
  return async (expressions, longest) => {
    const { rows } = await worker.call(
      'instance.read',
      {
        sql: `SELECT ${expressions.join(', ')} FROM ${from}`,
        limit: 1,
        ...(longest === undefined ? {} : { longest }),
      },
      options,
    )
    return rows
  }
}
