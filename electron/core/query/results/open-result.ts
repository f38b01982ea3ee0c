import { performance } from 'node:perf_hooks'
import { FirnError, isCancelled } from '../../../../shared/contract/errors.ts'
import type { OpenResult, ResultEvent } from '../../../../shared/contract/query.ts'
import type { Row, Value } from '../../../../shared/model/value.ts'
import { restate } from '../prepare.ts'
import { identifier } from '../sql-text.ts'
import { largestPage } from '../worker/worker-contract.ts'
import { shownColumns, type TableColumn } from './columns.ts'
import type { ResultPlan } from './plan.ts'
import { canGoBack, emptyTableSql, insertRowsSql } from './rows-to-table.ts'
import type { QuerySession, QuerySessions, Tenant } from './session.ts'

/** Rows that come with the answer to a query. */
export const firstPageRows = 200
/** Characters of a value that cross to a screen; `cell` gives all of it. */
export const longestShown = 10_000
/** An export or a closing within this many milliseconds saves the work of preparing pages. */
const preparingPause = 100

type State =
  /** All rows are here; no process is kept for them. */
  | { readonly kind: 'held'; readonly rows: readonly Row[] }
  /** Read by row number straight from the files. */
  | { readonly kind: 'paged'; readonly session: QuerySession }
  | { readonly kind: 'preparing'; readonly session: QuerySession }
  | { readonly kind: 'table'; readonly session: QuerySession; readonly table: string; readonly rows: number }
  | { readonly kind: 'failed'; readonly error: FirnError }
  /** The rows are gone and are computed again when they are asked for. */
  | { readonly kind: 'evicted' }

/**
 * One open result. Its first rows come from a LIMIT; behind them the whole result becomes a table in the same
 * worker. A result that loses its worker is computed anew, once, by the next call that needs its rows.
 */
export class OpenedResult implements Tenant {
  readonly id: string
  readonly plan: ResultPlan
  private state: State = { kind: 'evicted' }
  private firstRows: readonly Row[] = []
  private ready: Promise<void> = Promise.resolve()
  private readonly controller = new AbortController()
  private readonly tell: (event: ResultEvent) => void
  private readonly sessions: QuerySessions
  private reading = 0
  private exporting: Promise<unknown> = Promise.resolve()
  private wanted: () => void = () => {}
  private diedBefore = false
  /** A table of the rows that are held, once someone wanted one. */
  private aside: { readonly session: QuerySession; readonly table: string } | undefined

  constructor(id: string, plan: ResultPlan, sessions: QuerySessions, tell: (event: ResultEvent) => void) {
    this.id = id
    this.plan = plan
    this.sessions = sessions
    this.tell = tell
  }

  get busy(): boolean {
    return this.state.kind === 'preparing' || this.reading > 0
  }

  /** How many rows there are, where that is known. */
  get rows(): number | undefined {
    if (this.state.kind === 'held') return this.state.rows.length
    if (this.state.kind === 'table') return this.state.rows
    return this.plan.pages?.rows
  }

  /**
   * Whether a look at these rows is one at a table that holds them: to be cheap, and to be the same rows. Rows
   * that are read straight from files are looked at there.
   */
  get hasTable(): boolean {
    const { kind } = this.state
    if (kind === 'held') return canGoBack(this.plan.columns)
    return kind === 'preparing' || kind === 'table' || this.plan.prepared.volatile
  }

  /** The rows and the table are of this session, which is open on the plan's views already. */
  async begin(
    session: QuerySession,
    from: { readonly sql: string; readonly startedAt: number },
    signal: AbortSignal,
  ): Promise<OpenResult> {
    session.enter(this)
    try {
      await this.firstPage(session, from, signal)
    } catch (error) {
      this.state = { kind: 'failed', error: asFirnError(this.restated(error, from.sql)) }
      await session.leave(this)
      throw this.state.error
    }
    const { prepared, columns } = this.plan
    return {
      resultId: this.id,
      sql: prepared.typed,
      columns: shownColumns(columns),
      firstPage: this.firstRows.slice(0, this.state.kind === 'held' ? largestPage : firstPageRows),
      ...(this.rows === undefined ? {} : { rows: this.rows }),
      state: this.state.kind === 'preparing' ? 'preparing' : 'ready',
      inputs: prepared.inputs,
      files: prepared.files,
      elapsedMs: Math.round(performance.now() - from.startedAt),
    }
  }

  private async firstPage(
    session: QuerySession,
    from: { readonly sql: string; readonly startedAt: number },
    signal: AbortSignal,
  ): Promise<void> {
    const { plan } = this
    const { pages, prepared } = plan
    if (prepared.explain !== 'no') {
      const { rows } = await session.worker.call(
        'instance.read',
        { sql: from.sql, limit: largestPage },
        { signal },
      )
      await this.hold(session, rows)
      return
    }
    if (prepared.volatile) {
      // The first rows and all later ones must be of one run.
      this.state = { kind: 'preparing', session }
      await this.materialise(session, from.sql, signal)
      this.firstRows = await this.rowsOf(0, largestPage, signal, longestShown)
      return
    }
    const sql =
      pages === undefined
        ? `SELECT * FROM (\n${from.sql}\n) LIMIT ${largestPage + 1}`
        : pages.sql(0, largestPage + 1)
    const { rows, more, cut } = await session.worker.call(
      'instance.read',
      { sql, limit: largestPage, longest: longestShown },
      { signal },
    )
    this.firstRows = rows
    if (!more && !cut) await this.hold(session, rows)
    else if (pages !== undefined) this.state = { kind: 'paged', session }
    else this.prepareBehind(session, from)
  }

  private async hold(session: QuerySession, rows: readonly Row[]): Promise<void> {
    this.firstRows = rows
    this.state = { kind: 'held', rows }
    await session.leave(this)
  }

  private prepareBehind(
    session: QuerySession,
    from: { readonly sql: string; readonly startedAt: number },
  ): void {
    const { signal } = this.controller
    this.state = { kind: 'preparing', session }
    const asked = new Promise<void>((resolve) => {
      this.wanted = resolve
    })
    this.ready = (async () => {
      try {
        await Promise.race([pause(preparingPause, signal), asked])
        await this.exporting
        await this.materialise(session, from.sql, signal)
        this.tell({
          resultId: this.id,
          state: 'ready',
          ...this.counted(),
          elapsedMs: Math.round(performance.now() - from.startedAt),
        })
      } catch (error) {
        await this.failed(session, asFirnError(this.restated(error, from.sql)))
      }
    })()
  }

  private async materialise(session: QuerySession, sql: string, signal: AbortSignal): Promise<void> {
    const table = session.nextTable()
    const { changed } = await session.worker.call(
      'instance.run',
      { sql: `CREATE TABLE ${identifier(table)} AS ${sql}` },
      { signal },
    )
    // A worker that was lost meanwhile has changed the state already.
    if (this.state.kind === 'preparing') this.state = { kind: 'table', session, table, rows: changed }
  }

  private async failed(session: QuerySession, error: FirnError): Promise<void> {
    if (this.state.kind !== 'preparing' || isCancelled(error)) return
    if (error.code === 'worker-died') {
      // What died is computed again by the next call; what failed would only fail again.
      this.evicted(error)
      return
    }
    this.state = { kind: 'failed', error }
    this.tell({ resultId: this.id, state: 'failed', problem: error.message })
    await session.leave(this)
  }

  /** Rows from a position on, at most `count`; fewer only at the end. Waits for what is being prepared. */
  async page(from: number, count: number, signal: AbortSignal): Promise<readonly Row[]> {
    if (this.state.kind === 'preparing' && from + count <= this.firstRows.length)
      return this.firstRows.slice(from, from + count)
    return await this.reads(signal, () => this.rowsOf(from, count, signal, longestShown))
  }

  /** One whole value. Throws `invalid-input` where there is no such row. */
  async cell(row: number, column: TableColumn, signal: AbortSignal): Promise<Value> {
    const index = this.plan.columns.indexOf(column)
    const name = identifier(column.inTable)
    const rows = await this.reads(signal, async () => {
      const { state } = this
      if (state.kind === 'held') return state.rows.slice(row, row + 1).map((each) => [each[index] ?? null])
      const { session } = state as { session: QuerySession }
      const sql =
        state.kind === 'table'
          ? `SELECT ${name} FROM ${identifier(state.table)} WHERE rowid = ${row}`
          : `SELECT ${name} FROM (\n${this.plan.pages?.sql(row, 1) ?? ''}\n)`
      return (await session.worker.call('instance.read', { sql, lane: 'pages', limit: 1 }, { signal })).rows
    })
    const [value] = rows[0] ?? []
    if (value === undefined) throw new FirnError('invalid-input', `The result has no row ${row}.`)
    return value
  }

  /** Whether the rows must be taken from here: they are in this process, or a second run would give others. */
  get holdsRows(): boolean {
    return this.state.kind === 'held' || this.plan.prepared.volatile
  }

  /** A page without any cut. */
  async wholeRows(from: number, count: number, signal: AbortSignal): Promise<readonly Row[]> {
    return await this.reads(signal, () => this.rowsOf(from, count, signal, undefined))
  }

  /** The session and table that hold the rows, once they are there. Only where `hasTable` says so. */
  async table(signal: AbortSignal): Promise<{ readonly session: QuerySession; readonly table: string }> {
    return await this.reads(signal, async () => {
      if (this.state.kind === 'table') return this.state
      if (this.state.kind !== 'held') throw new FirnError('internal', 'The result is not in a table.')
      if (this.aside?.session.alive !== true) this.aside = await this.tableOfHeld(this.state.rows, signal)
      return this.aside
    })
  }

  /** Rows that this process holds become a table again: the query does not run a second time for a sorting. */
  private async tableOfHeld(
    rows: readonly Row[],
    signal: AbortSignal,
  ): Promise<{ session: QuerySession; table: string }> {
    const session = await this.sessions.lease()
    session.enter(this)
    try {
      const table = session.nextTable()
      const { columns } = this.plan
      await session.open({ views: [], readPaths: [] }, { signal })
      await session.worker.call('instance.run', { sql: emptyTableSql(table, columns) }, { signal })
      await session.worker.call(
        'instance.run',
        { sql: insertRowsSql(table, columns), parameters: { rows: JSON.stringify(rows) } },
        { signal },
      )
      return { session, table }
    } catch (error) {
      await session.leave(this)
      throw error
    }
  }

  /** Postpones the preparing of pages until an export of the same rows is done, if it has not begun. */
  exportFirst(work: Promise<unknown>): void {
    this.exporting = work.catch(() => {})
  }

  async close(): Promise<void> {
    this.controller.abort(new FirnError('cancelled', 'Closed.'))
    const { state } = this
    this.state = {
      kind: 'failed',
      error: new FirnError('not-found', 'This result was closed.', { hint: 'Run the query again.' }),
    }
    await this.aside?.session.leave(this)
    if (!('session' in state)) return
    if (state.kind === 'table' && state.session.alive)
      await state.session.worker
        .call('instance.run', { sql: `DROP TABLE ${identifier(state.table)}`, lane: 'pages' })
        .catch(() => {})
    await state.session.leave(this)
  }

  evicted(error: FirnError | undefined): void {
    const { kind } = this.state
    this.aside = undefined
    if (kind === 'held' || kind === 'failed' || kind === 'evicted') return
    if (error?.code === 'memory' && kind === 'preparing') {
      this.state = { kind: 'failed', error }
      this.tell({ resultId: this.id, state: 'failed', problem: error.message })
      return
    }
    const again = this.diedBefore && error !== undefined
    this.diedBefore = error !== undefined
    this.state = again ? { kind: 'failed', error } : { kind: 'evicted' }
    if (error !== undefined)
      this.tell({ resultId: this.id, state: again ? 'failed' : 'lost', problem: error.message })
  }

  /** Brings the rows into reach, reads, and keeps the session from being given up meanwhile. */
  private async reads<Result>(signal: AbortSignal, read: () => Promise<Result>): Promise<Result> {
    this.reading += 1
    try {
      if ('session' in this.state && !this.state.session.alive) this.evicted(undefined)
      if (this.state.kind === 'evicted') this.ready = this.computeAgain()
      if (this.state.kind === 'preparing' || this.state.kind === 'evicted') {
        this.wanted()
        await withSignal(this.ready, signal)
      }
      if (this.state.kind === 'failed') throw this.state.error
      if (!('session' in this.state) && this.state.kind !== 'held')
        throw new FirnError('worker-died', 'The query process ended.', { hint: 'Run the query again.' })
      if ('session' in this.state) this.state.session.touch()
      const result = await read()
      this.diedBefore = false
      return result
    } catch (error) {
      throw this.restated(error, this.plan.sql)
    } finally {
      this.reading -= 1
    }
  }

  private async computeAgain(): Promise<void> {
    const { signal } = this.controller
    const { plan } = this
    const session = await this.sessions.lease()
    this.state = { kind: 'preparing', session }
    session.enter(this)
    try {
      await session.open(plan.prepared, { signal })
      if (plan.pages === undefined) await this.materialise(session, plan.sql, signal)
      else this.state = { kind: 'paged', session }
    } catch (error) {
      await this.failed(session, asFirnError(error))
    }
  }

  private async rowsOf(
    from: number,
    count: number,
    signal: AbortSignal,
    longest: number | undefined,
  ): Promise<readonly Row[]> {
    const { state } = this
    if (state.kind === 'held') return state.rows.slice(from, from + count)
    if (state.kind !== 'table' && state.kind !== 'paged')
      throw new FirnError('internal', 'The result is not prepared.')
    const sql =
      state.kind === 'table'
        ? `SELECT * FROM ${identifier(state.table)} WHERE rowid BETWEEN ${from} AND ${from + count - 1} ORDER BY rowid`
        : (this.plan.pages?.sql(from, count) ?? '')
    const cut = longest === undefined ? {} : { longest }
    const { rows } = await state.session.worker.call(
      'instance.read',
      { sql, lane: 'pages', limit: count, ...cut },
      { signal },
    )
    return rows
  }

  private counted(): { rows?: number } {
    return this.rows === undefined ? {} : { rows: this.rows }
  }

  private restated(error: unknown, executed: string): unknown {
    return restate(error, executed, this.plan.prepared)
  }
}

function asFirnError(error: unknown): FirnError {
  return error instanceof FirnError
    ? error
    : new FirnError('internal', error instanceof Error ? error.message : String(error))
}

/** Waits for work that others may wait for too: an aborted signal ends the waiting, not the work. */
async function withSignal<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  signal.throwIfAborted()
  return await new Promise<Result>((resolve, reject) => {
    const stop = () => reject(new FirnError('cancelled', 'Cancelled.'))
    signal.addEventListener('abort', stop, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds)
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer)
        reject(new FirnError('cancelled', 'Cancelled.'))
      },
      { once: true },
    )
  })
}
