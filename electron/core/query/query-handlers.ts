import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { isCancelled, toWireError } from '../../../shared/contract/errors.ts'
import type {
  ExportFormat,
  HistoryEntry,
  OpenResult,
  queryMethods,
  ResultEvent,
} from '../../../shared/contract/query.ts'
import type { CallContext, Handlers } from '../../../shared/contract/responder.ts'
import type { LineageInput } from '../../../shared/model/lineage.ts'
import { formatReference } from '../../../shared/model/reference.ts'
import { explainQuery } from './explain.ts'
import { exportResult } from './exports/export.ts'
import { downloadPath } from './exports/place-file.ts'
import type { QueryHistory } from './history.ts'
import { defaultLimits, type QueryLimits } from './limits.ts'
import { requireUsed } from './parameters.ts'
import { chartResult } from './profile/chart.ts'
import { profileRelation, profileResult } from './profile/profile.ts'
import type { RelationSource } from './relations.ts'
import { selectOf } from './results/plan.ts'
import { createResults, type QueryResults } from './results/results.ts'
import { splitStatements } from './statements.ts'
import type { Workers } from './workers.ts'

export interface QueryHandlersOptions {
  readonly workers: Workers
  readonly relations: RelationSource
  readonly history: QueryHistory
  readonly emit: (name: 'result', payload: ResultEvent) => void
  /** Folder that prepared downloads are put into. */
  readonly downloads: string
  readonly limits?: QueryLimits
}

export interface QueryHandlers {
  readonly handlers: Handlers<typeof queryMethods>
  readonly results: QueryResults
  /** Closes all results; for the end of a session. */
  close(): Promise<void>
}

const endings: { readonly [Format in ExportFormat]: string } = {
  csv: 'csv',
  tsv: 'tsv',
  json: 'json',
  jsonl: 'jsonl',
  parquet: 'parquet',
  arrow: 'arrow',
  markdown: 'md',
}

/** The methods `query.*` and `profile.*` for one session. */
export function queryHandlers(options: QueryHandlersOptions): QueryHandlers {
  const { workers, relations, history, emit, downloads, limits = defaultLimits() } = options
  const results = createResults({ workers, relations, limits, tell: (event) => emit('result', event) })

  async function remembered(sql: string, run: () => Promise<OpenResult>): Promise<OpenResult> {
    const startedAt = new Date().toISOString()
    const began = performance.now()
    const entry = (more: Partial<HistoryEntry>) =>
      void history.add({
        sql,
        startedAt,
        elapsedMs: Math.round(performance.now() - began),
        inputs: [],
        ...more,
      })
    try {
      const result = await run()
      const { rows } = result
      entry({
        inputs: [...result.inputs.map(written), ...result.files],
        ...(rows === undefined ? {} : { rows }),
      })
      return result
    } catch (error) {
      entry({ problem: isCancelled(error) ? 'Cancelled.' : toWireError(error).message })
      throw error
    }
  }

  const handlers: Handlers<typeof queryMethods> = {
    'query.statements': ({ sql }) => ({ statements: splitStatements(sql) }),
    'query.start': (request, context) =>
      remembered(request.sql, async () => {
        requireUsed(request.parameters ?? {}, [request.sql])
        return await results.start(request, context)
      }),
    'query.view': ({ resultId, ...view }, context) => results.view(resultId, view, context),
    'query.page': ({ resultId, from, count }, context) => results.page(resultId, from, count, context),
    'query.cell': ({ resultId, row, column }, context) => results.cell(resultId, row, column, context),
    'query.close': async ({ resultId }) => {
      await results.close(resultId)
      return null
    },
    'query.select': ({ resultId, columns }) => ({ sql: selectOf(results.opened(resultId).plan, columns) }),
    'query.explain': async ({ sql, parameters }, { signal }) => {
      requireUsed(parameters ?? {}, [sql])
      return await explainQuery({ sql, parameters }, { workers, relations, limits, signal })
    },
    'query.export': async ({ resultId, ...request }, context) => {
      const id = randomUUID()
      const name = `result-${resultId.slice(0, 8)}.${endings[request.format]}`
      const target = request.target ?? (await downloadPath(join(downloads, id), name))
      const written = await exportResult(results.opened(resultId), { ...request, target }, tools(context))
      // The path under which a serving host gives the file away; see the host's downloads.
      const download = request.target === undefined ? { download: `/download/${id}/${name}` } : {}
      return { ...written, path: target, ...download }
    },
    'query.history': async () => ({ entries: await history.entries() }),
    'query.chart': ({ resultId, ...request }, context) =>
      chartResult(results.opened(resultId), request, tools(context)),
    'profile.result': async ({ resultId, columns }, context) =>
      profileResult(results.opened(resultId), columns, tools(context)),
    'profile.snapshot': ({ reference, columns }, context) =>
      profileRelation(reference, columns, { ...tools(context), relations }),
  }

  function tools({ signal, progress }: CallContext) {
    return { workers, limits, signal, progress }
  }

  return { handlers, results, close: () => results.closeAll() }
}

function written(input: LineageInput): string {
  return formatReference(input.dataset, input.version, input.table)
}
