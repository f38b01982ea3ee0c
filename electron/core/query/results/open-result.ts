import { performance } from 'node:perf_hooks'
import { FirnError, isCancelled } from '../../../../shared/contract/errors.ts'
import type { OpenResult, ResultEvent } from '../../../../shared/contract/query.ts'
import type { Row, Value } from '../../../../shared/model/value.ts'
import { restate } from '../prepare.ts'
import { identifier } from '../sql-text.ts'
import { largestPage } from '../worker/worker-contract.ts'
import { shownColumns, type TableColumn } from './columns.ts'
import { HeldTable } from './held-table.ts'
import type { ResultPlan } from './plan.ts'
import { readCell, readRows, type ResultState, type ResultTable, weightOf } from './result-rows.ts'
import { canGoBack } from './rows-to-table.ts'
import type { QuerySession, QuerySessions, Tenant } from './session.ts'
import { asFirnError, pause, withSignal } from './waiting.ts'

/** Rows that come with the answer to a query, where there are more than a page of them. */
export const firstPageRows = 200
/** Characters of a value that cross to a screen; `cell` gives all of it. */
export const longestShown = 10_000
/** An export or a closing within this many milliseconds saves the work of preparing pages. */
const preparingPause = 100
/** Characters of a small result that this process keeps by itself. */
const heaviestHeld = 4_000_000

/** What a run begins with: SQL over the session's instance, and when the user asked, in milliseconds. */
export interface Beginning {
  readonly sql: string
  readonly startedAt: number
}

/** Who is told what becomes of a result. */
export interface ResultListener {
  tell(event: ResultEvent): void
  /** Computing the rows failed for good; answers with the error as people are to read it. */
  failed(error: FirnError): FirnError
}

/**
 * One open result. Its first rows come from a LIMIT; behind them the whole result becomes a table in the same
 * worker. A result that loses its worker is computed anew, once, by the next call that needs its rows, unless it
 * is volatile: other rows must not take the place of those that were seen.
 */
export class OpenedResult implements Tenant {
  readonly id: string
  readonly plan: ResultPlan
  private state: ResultState = { kind: 'evicted' }
  private firstRows: readonly Row[] = []
  private ready: Promise<void> = Promise.resolve()
  private recomputing = false
  private reading = 0
  private diedBefore = false
  private exporting: Promise<unknown> = Promise.resolve()
  private wanted: () => void = () => {}
  private heldTable: HeldTable | undefined
  private readonly controller = new AbortController()
  private readonly listener: ResultListener
  private readonly sessions: QuerySessions

  constructor(id: string, plan: ResultPlan, sessions: QuerySessions, listener: ResultListener) {
    this.id = id
    this.plan = plan
    this.sessions = sessions
    this.listener = listener
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
    return kind === 'preparing' || kind === 'table' || this.plan.volatile
  }

  get irreplaceable(): boolean {
    return this.plan.volatile
  }

  /** Whether the rows must be taken from here: they are in this process, or a second run would give others. */
  get holdsRows(): boolean {
    return this.state.kind === 'held' || this.plan.volatile
  }

  /** Runs in a session that is open on what `from.sql` reads, and answers with the first rows. */
  async begin(session: QuerySession, from: Beginning, signal: AbortSignal): Promise<OpenResult> {
    // Until its first rows are there a session must not be given up for another query.
    this.reading += 1
    session.enter(this)
    try {
      await this.firstPage(session, from, signal)
    } catch (error) {
      this.state = { kind: 'failed', error: asFirnError(this.restated(error, from.sql)) }
      void session.leave(this)
      throw this.state.error
    } finally {
      this.reading -= 1
    }
    const { prepared, columns } = this.plan
    return {
      resultId: this.id,
      sql: prepared.typed,
      columns: shownColumns(columns),
      firstPage: this.firstRows.slice(0, this.state.kind === 'held' ? largestPage : firstPageRows),
      ...this.counted(),
      state: this.state.kind === 'preparing' ? 'preparing' : 'ready',
      inputs: prepared.inputs,
      files: prepared.files,
      warnings: prepared.warnings,
      elapsedMs: Math.round(performance.now() - from.startedAt),
    }
  }

  private async firstPage(session: QuerySession, from: Beginning, signal: AbortSignal): Promise<void> {
    const { pages, prepared, volatile } = this.plan
    if (volatile) {
      // The first rows and all later ones must be of one run.
      this.state = { kind: 'preparing', session }
      await this.materialise(session, from.sql, signal)
      this.firstRows = await this.read(0, largestPage, signal, longestShown)
      return
    }
    const limited = `SELECT * FROM (\n${from.sql}\n) LIMIT ${largestPage + 1}`
    const sql = prepared.explain === 'no' ? (pages?.sql(0, largestPage + 1) ?? limited) : from.sql
    const lane = 'first' as const
    const read = { sql, lane, limit: largestPage, longest: longestShown, signedZeros: true }
    const { rows, more, cut } = await session.worker.call('instance.read', read, { signal })
    this.firstRows = rows
    if (prepared.explain !== 'no' || (!more && !cut && weightOf(rows) <= heaviestHeld)) {
      this.state = { kind: 'held', rows }
      await session.leave(this)
    } else if (pages === undefined) this.prepareBehind(session, from)
    else this.state = { kind: 'paged', session }
  }

  private prepareBehind(session: QuerySession, from: Beginning): void {
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
        this.tellReady(from.startedAt)
      } catch (error) {
        this.failed(session, asFirnError(this.restated(error, from.sql)))
      }
    })()
  }

  private async materialise(session: QuerySession, query: string, signal: AbortSignal): Promise<void> {
    const table = session.nextTable()
    const sql = `CREATE TABLE ${identifier(table)} AS ${query}`
    const { changed } = await session.worker.call('instance.run', { sql }, { signal })
    // A worker that was lost meanwhile has changed the state already.
    if (this.state.kind === 'preparing') this.state = { kind: 'table', session, table, rows: changed }
  }

  private failed(session: QuerySession, error: FirnError): void {
    if (this.state.kind !== 'preparing' || isCancelled(error)) return
    if (error.code === 'worker-died') {
      // What died is computed again by the next call; what failed would only fail again.
      this.evicted(error)
      return
    }
    const told = this.listener.failed(error)
    this.state = { kind: 'failed', error: told }
    this.listener.tell({ resultId: this.id, state: 'failed', problem: told.message })
    void session.leave(this)
  }

  /** Rows from a position on, at most `count`; fewer only at the end. Waits for what is being prepared. */
  async page(from: number, count: number, signal: AbortSignal): Promise<readonly Row[]> {
    if (this.state.kind === 'preparing' && from + count <= this.firstRows.length)
      return this.firstRows.slice(from, from + count)
    return await this.reach(signal, () => this.read(from, count, signal, longestShown))
  }

  /** A page without any cut. */
  async wholeRows(from: number, count: number, signal: AbortSignal): Promise<readonly Row[]> {
    return await this.reach(signal, () => this.read(from, count, signal, undefined))
  }

  /** One whole value. Throws `invalid-input` where there is no such row. */
  async cell(row: number, column: TableColumn, signal: AbortSignal): Promise<Value> {
    return await this.reach(signal, () => readCell(this.state, this.plan, row, column, signal))
  }

  /**
   * Works with the session and table that hold the rows, which stay until the work is done. Only where `hasTable`
   * says so.
   */
  async withTable<Done>(signal: AbortSignal, work: (table: ResultTable) => Promise<Done>): Promise<Done> {
    this.reading += 1
    try {
      return await work(await this.table(signal))
    } finally {
      this.reading -= 1
    }
  }

  private async table(signal: AbortSignal): Promise<ResultTable> {
    return await this.reach(signal, async () => {
      const { state, plan } = this
      if (state.kind === 'table') return state
      if (state.kind !== 'held') throw new FirnError('internal', 'The result is not in a table.')
      this.heldTable ??= new HeldTable(state.rows, plan.columns, this.sessions, () => this.reading > 0)
      return await this.heldTable.table(signal)
    })
  }

  /** Postpones the preparing of pages until an export of the same rows is done, if it has not begun. */
  exportFirst(work: Promise<unknown>): void {
    this.exporting = work.catch(() => {})
  }

  async close(): Promise<void> {
    const { state } = this
    const error = new FirnError('not-found', 'This result was closed.', { hint: 'Run the query again.' })
    this.state = { kind: 'failed', error }
    this.controller.abort(new FirnError('cancelled', 'Closed.'))
    await this.heldTable?.close()
    if (!('session' in state)) return
    if (state.kind === 'table' && state.session.alive) {
      const sql = `DROP TABLE ${identifier(state.table)}`
      await state.session.worker.call('instance.run', { sql, lane: 'pages' }).catch(() => {})
    }
    await state.session.leave(this)
  }

  evicted(error: FirnError | undefined): void {
    const { kind } = this.state
    if (kind === 'held' || kind === 'failed' || kind === 'evicted') return
    // Too much memory would be too much again; a second death in a row is no accident.
    const again =
      error !== undefined && (this.diedBefore || (error.code === 'memory' && kind === 'preparing'))
        ? error
        : undefined
    const final = again ?? (this.plan.volatile ? gone(error) : undefined)
    this.diedBefore = error !== undefined
    this.state = final === undefined ? { kind: 'evicted' } : { kind: 'failed', error: final }
    const problem = final ?? error
    if (problem !== undefined)
      this.listener.tell({
        resultId: this.id,
        state: final === undefined ? 'lost' : 'failed',
        problem: problem.message,
      })
  }

  /** Brings the rows into reach, reads, and keeps the session from being given up meanwhile. */
  private async reach<Result>(signal: AbortSignal, read: () => Promise<Result>): Promise<Result> {
    this.reading += 1
    try {
      if ('session' in this.state && !this.state.session.alive) this.evicted(undefined)
      if (this.state.kind === 'evicted' && !this.recomputing) this.ready = this.computeAgain()
      if (this.state.kind === 'preparing' || this.state.kind === 'evicted') {
        this.wanted()
        await withSignal(this.ready, signal)
      }
      if (this.state.kind === 'failed') throw this.state.error
      if ('session' in this.state) this.state.session.touch()
      else if (this.state.kind !== 'held') throw diedAgain()
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
    const startedAt = performance.now()
    const { signal } = this.controller
    this.recomputing = true
    try {
      const session = await this.sessions.lease()
      session.enter(this)
      // It may have been closed meanwhile.
      if (this.state.kind !== 'evicted') return void session.leave(this)
      this.state = { kind: 'preparing', session }
      try {
        await session.open(this.plan.prepared, { signal })
        if (this.plan.pages === undefined) await this.materialise(session, this.plan.sql, signal)
        else this.state = { kind: 'paged', session }
        this.tellReady(startedAt)
      } catch (error) {
        this.failed(session, asFirnError(error))
      }
    } finally {
      this.recomputing = false
    }
  }

  private read(
    from: number,
    count: number,
    signal: AbortSignal,
    longest: number | undefined,
  ): Promise<readonly Row[]> {
    const cut = longest === undefined ? {} : { longest }
    return readRows(this.state, this.plan, { from, count, ...cut }, signal)
  }

  private tellReady(startedAt: number): void {
    if (this.state.kind !== 'table' && this.state.kind !== 'paged') return
    const elapsedMs = Math.round(performance.now() - startedAt)
    this.listener.tell({ resultId: this.id, state: 'ready', ...this.counted(), elapsedMs })
  }

  private counted(): { rows?: number } {
    return this.rows === undefined ? {} : { rows: this.rows }
  }

  private restated(error: unknown, executed: string): unknown {
    return restate(error, executed, this.plan.prepared)
  }
}

/** Of a volatile result: a second run would give other rows under the same numbers. */
function gone(error: FirnError | undefined): FirnError {
  const why =
    error === undefined
      ? 'These rows were given up for newer results, and another run would give others.'
      : 'The process that held these rows ended, and another run would give others.'
  return new FirnError(error?.code ?? 'not-found', why, { hint: 'Run the query again.', cause: error })
}

function diedAgain(): FirnError {
  return new FirnError('worker-died', 'The query process ended.', { hint: 'Run the query again.' })
}
