import { randomUUID } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import { FirnError } from '../../../../shared/contract/errors.ts'
import type { OpenResult, ResultEvent, ResultPage } from '../../../../shared/contract/query.ts'
import type { Value } from '../../../../shared/model/value.ts'
import { explainSql } from '../explain.ts'
import type { QueryLimits } from '../limits.ts'
import { prepareQuery, type PreparedQuery, restate } from '../prepare.ts'
import type { RelationSource } from '../relations.ts'
import type { Workers } from '../workers.ts'
import { tableColumns } from './columns.ts'
import { checkCondition } from './condition.ts'
import { OpenedResult } from './open-result.ts'
import { type CheckedView, planQuery, planView, type ResultPlan, viewOfTable } from './plan.ts'
import { createSessions, type QuerySession } from './session.ts'
import { columnNamed, type ResultView } from './view-sql.ts'

export interface QueryRequest extends ResultView {
  readonly sql: string
  readonly parameters?: { readonly [name: string]: string } | undefined
}

interface CallSignal {
  readonly signal: AbortSignal
}

/** The results that one session has open. Each is named by an id of its own. */
export interface QueryResults {
  /** Runs a query; answers with the first rows. */
  start(request: QueryRequest, call: CallSignal): Promise<OpenResult>
  /** Another sorting or filter of an open result, which itself stays as it is. */
  view(resultId: string, view: ResultView, call: CallSignal): Promise<OpenResult>
  page(resultId: string, from: number, count: number, call: CallSignal): Promise<ResultPage>
  cell(
    resultId: string,
    row: number,
    column: string,
    call: CallSignal,
  ): Promise<{ readonly value: Value; readonly type: string }>
  close(resultId: string): Promise<void>
  /** For exports and profiles. Throws `not-found` for a result that is not open. */
  opened(resultId: string): OpenedResult
  /** Names, types and tables of a query without running it. */
  closeAll(): Promise<void>
}

/** Makes the registry of open results. `tell` gets their events. */
export function createResults(options: {
  workers: Workers
  relations: RelationSource
  limits: QueryLimits
  tell: (event: ResultEvent) => void
}): QueryResults {
  const { workers, relations, limits, tell } = options
  const sessions = createSessions(workers, limits)
  const results = new Map<string, OpenedResult>()

  function opened(resultId: string): OpenedResult {
    const result = results.get(resultId)
    if (result === undefined)
      throw new FirnError('not-found', 'This result is not open any more.', { hint: 'Run the query again.' })
    return result
  }

  function register(plan: ResultPlan): OpenedResult {
    const result = new OpenedResult(randomUUID(), plan, sessions, {
      tell,
      failed: (error) => (wasMisread(error, plan.prepared.files) ? readWholeNextTime(error) : error),
    })
    results.set(result.id, result)
    return result
  }

  /** Whether a query failed on what a sample of its files did not show. */
  function wasMisread(error: unknown, files: readonly string[]): boolean {
    if (!(error instanceof FirnError) || !readingFailures.test(error.context.engine ?? '')) return false
    return files.filter((file) => relations.misread?.(file) === true).length > 0
  }

  async function begin(
    result: OpenedResult,
    session: QuerySession,
    from: { sql: string; startedAt: number },
    signal: AbortSignal,
  ): Promise<OpenResult> {
    try {
      return await result.begin(session, from, signal)
    } catch (error) {
      results.delete(result.id)
      throw error
    }
  }

  /** Leases a session, opens it on the plan's views and runs; whatever fails, the session is given back. */
  async function inNewSession(
    startedAt: number,
    signal: AbortSignal,
    plan: (session: QuerySession) => Promise<ResultPlan>,
  ): Promise<OpenResult> {
    const session = await sessions.lease()
    let result: OpenedResult
    try {
      result = register(await plan(session))
    } catch (error) {
      await session.leave({ busy: false, irreplaceable: false, evicted: () => {} })
      throw error
    }
    return await begin(result, session, { sql: runnable(result.plan), startedAt }, signal)
  }

  return {
    async start({ sql, parameters, ...view }, { signal }) {
      let files: readonly string[] = []
      const run = () =>
        inNewSession(performance.now(), signal, async (session) => {
          const parse = (text: string) => session.worker.call('sql.parse', { sql: text }, { signal })
          const prepared = await prepareQuery(sql, parameters, { parse, relations, signal })
          files = prepared.files
          const checked = await checkedView(session, view, signal)
          await session.open(prepared, { signal })
          return planQuery(prepared, tableColumns(await describe(session, prepared, signal)), checked)
        })
      try {
        return await run()
      } catch (error) {
        if (!wasMisread(error, files)) throw error
        return await run()
      }
    },
    async view(resultId, view, { signal }) {
      const startedAt = performance.now()
      const base = opened(resultId)
      if (base.plan.prepared.explain !== 'no')
        throw new FirnError('wrong-usage', 'A plan cannot be sorted or filtered.')
      if (base.hasTable)
        return await base.withTable(signal, async ({ session, table }) => {
          const plan = planView(base.plan, await checkedView(session, view, signal))
          const sql = viewOfTable(table, plan.columns, view)
          return await begin(register(plan), session, { sql, startedAt }, signal)
        })
      return await inNewSession(startedAt, signal, async (session) => {
        const plan = planView(base.plan, await checkedView(session, view, signal))
        await session.open(plan.prepared, { signal })
        return plan
      })
    },
    async page(resultId, from, count, { signal }) {
      return { from, rows: await opened(resultId).page(from, count, signal) }
    },
    async cell(resultId, row, column, { signal }) {
      const result = opened(resultId)
      const found = columnNamed(result.plan.columns, column)
      return { value: await result.cell(row, found, signal), type: found.type }
    },
    async close(resultId) {
      const result = results.get(resultId)
      results.delete(resultId)
      await result?.close()
    },
    opened,
    async closeAll() {
      const all = [...results.values()]
      results.clear()
      await Promise.allSettled(all.map((result) => result.close()))
      await sessions.closeAll()
    },
  }
}

/** Lets the condition of a view through the gate, where it has one. */
async function checkedView(
  session: QuerySession,
  view: ResultView,
  signal: AbortSignal,
): Promise<CheckedView> {
  if (view.where === undefined) return { ...view, volatile: false }
  const parse = (sql: string) => session.worker.call('sql.parse', { sql }, { signal })
  return { ...view, ...(await checkCondition(view.where, parse)) }
}

async function describe(session: QuerySession, prepared: PreparedQuery, signal: AbortSignal) {
  const sql = runnableText(prepared)
  try {
    return (await session.worker.call('instance.describe', { sql }, { signal })).columns
  } catch (error) {
    throw restate(error, sql, prepared)
  }
}

function runnable(plan: ResultPlan): string {
  return plan.prepared.explain === 'no' ? plan.sql : runnableText(plan.prepared)
}

function runnableText(prepared: PreparedQuery): string {
  return prepared.explain === 'no' ? prepared.sql : explainSql(prepared)
}

/** Said by the engine of rows and values that cannot be read, and not of names and types in the query. */
const readingFailures = /^(Invalid Input|Invalid|Conversion|Out of Range|Mismatch Type) Error/

/** Pages fail behind the first one, too late to begin again by itself. */
function readWholeNextTime({ code, message, context }: FirnError): FirnError {
  return new FirnError(code, `${message} Run it again: every line is read first then.`, { context })
}
