import { FirnError } from '../../../../shared/contract/errors.ts'
import type { Row, Value } from '../../../../shared/model/value.ts'
import { identifier } from '../sql-text.ts'
import type { TableColumn } from './columns.ts'
import type { ResultPlan } from './plan.ts'
import { emptyTableSql, insertRowsSql } from './rows-to-table.ts'
import type { QuerySession, QuerySessions, Tenant } from './session.ts'

/** Where the rows of a result are. */
export type ResultState =
  /** All rows are here; no process is kept for them. */
  | { readonly kind: 'held'; readonly rows: readonly Row[] }
  /** Read by row number straight from the files. */
  | { readonly kind: 'paged'; readonly session: QuerySession }
  | { readonly kind: 'preparing'; readonly session: QuerySession }
  | { readonly kind: 'table'; readonly session: QuerySession; readonly table: string; readonly rows: number }
  | { readonly kind: 'failed'; readonly error: FirnError }
  /** The rows are gone and are computed again when they are asked for. */
  | { readonly kind: 'evicted' }

/** A table in a session that holds the rows of a result, numbered by `rowid` from 0. */
export interface ResultTable {
  readonly session: QuerySession
  readonly table: string
}

/** Rows from a position on, at most `count`; with `longest`, longer values are cut. */
export async function readRows(
  state: ResultState,
  plan: ResultPlan,
  range: { readonly from: number; readonly count: number; readonly longest?: number },
  signal: AbortSignal,
): Promise<readonly Row[]> {
  const { from, count, longest } = range
  if (state.kind === 'held') return state.rows.slice(from, from + count)
  const sql =
    state.kind === 'table'
      ? `SELECT * FROM ${identifier(state.table)} WHERE rowid BETWEEN ${from} AND ${from + count - 1} ORDER BY rowid`
      : plan.pages?.sql(from, count)
  if ((state.kind !== 'table' && state.kind !== 'paged') || sql === undefined)
    throw new FirnError('internal', 'The result is not prepared.')
  const cut = longest === undefined ? {} : { longest }
  const read = { sql, lane: 'pages' as const, limit: count, signedZeros: true, ...cut }
  return (await state.session.worker.call('instance.read', read, { signal })).rows
}

/** One whole value. Throws `invalid-input` where there is no such row. */
export async function readCell(
  state: ResultState,
  plan: ResultPlan,
  row: number,
  column: TableColumn,
  signal: AbortSignal,
): Promise<Value> {
  const index = plan.columns.indexOf(column)
  const name = identifier(column.inTable)
  let value: Value | undefined
  if (state.kind === 'held') {
    const found = state.rows[row]
    value = found === undefined ? undefined : (found[index] ?? null)
  } else if (state.kind === 'table' || state.kind === 'paged') {
    const from =
      state.kind === 'table'
        ? `${identifier(state.table)} WHERE rowid = ${row}`
        : `(\n${plan.pages?.sql(row, 1) ?? ''}\n)`
    const sql = `SELECT ${name} FROM ${from}`
    const read = { sql, lane: 'pages' as const, limit: 1, signedZeros: true }
    const { rows } = await state.session.worker.call('instance.read', read, { signal })
    value = rows[0]?.[0]
  }
  if (value === undefined) throw new FirnError('invalid-input', `The result has no row ${row}.`)
  return value
}

/** Rows that this process holds become a table again: the query does not run a second time for a sorting. */
export async function tableOfRows(
  rows: readonly Row[],
  columns: readonly TableColumn[],
  options: { readonly sessions: QuerySessions; readonly tenant: Tenant; readonly signal: AbortSignal },
): Promise<ResultTable> {
  const { sessions, tenant, signal } = options
  const session = await sessions.lease()
  session.enter(tenant)
  try {
    const table = session.nextTable()
    await session.open({ views: [], readPaths: [] }, { signal })
    await session.worker.call('instance.run', { sql: emptyTableSql(table, columns) }, { signal })
    const insert = { sql: insertRowsSql(table, columns), parameters: { rows: JSON.stringify(rows) } }
    await session.worker.call('instance.run', insert, { signal })
    return { session, table }
  } catch (error) {
    void session.leave(tenant)
    throw error
  }
}

/** About how many bytes rows take, texts counted only. */
export function weightOf(rows: readonly Row[]): number {
  let characters = 0
  for (const row of rows) for (const value of row) if (typeof value === 'string') characters += value.length
  return characters
}
