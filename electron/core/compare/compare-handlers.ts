import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import type { compareMethods } from '../../../shared/contract/compare.ts'
import type { CallContext, Handlers } from '../../../shared/contract/responder.ts'
import type { Jobs } from '../jobs/jobs.ts'
import { downloadPath, placeFile, replaceable } from '../query/exports/place-file.ts'
import { defaultLimits, type QueryLimits } from '../query/limits.ts'
import type { Workers } from '../query/workers.ts'
import { type ComparedRelation, startComparison } from './comparison.ts'
import { createComparisons } from './comparisons.ts'

export interface CompareHandlersOptions {
  readonly workers: Workers
  readonly limits?: QueryLimits
  readonly jobs: Jobs
  /** Finds the rows that a reference names. Throws `not-found`, `invalid-reference` and the like. */
  resolve(reference: string, context: CallContext): Promise<ComparedRelation>
  /** Where exports may be written; see `FileAccess`. */
  readonly access: { writable(named: string): Promise<string> }
  /** Folder that prepared downloads are put into. */
  readonly downloadsFolder: string
}

export interface CompareHandlers {
  readonly handlers: Handlers<typeof compareMethods>
  /** Closes all comparisons; for the end of a session. */
  close(): Promise<void>
}

/** The methods `compare.…` of one session. */
export function compareHandlers(options: CompareHandlersOptions): CompareHandlers {
  const { workers, jobs, resolve, access, downloadsFolder, limits = defaultLimits() } = options
  const comparisons = createComparisons()
  const handlers: Handlers<typeof compareMethods> = {
    'compare.start': (request, context) =>
      jobs.run(`Compare ${request.a} with ${request.b}`, context, async (job) => {
        const began = performance.now()
        const [a, b] = [await resolve(request.a, job), await resolve(request.b, job)]
        const opened = await startComparison(
          { a, b, key: request.key, rename: request.rename, signal: job.signal, progress: job.progress },
          workers,
          limits,
        )
        return {
          ...opened.comparison,
          comparisonId: comparisons.keep(opened),
          shown: opened.shown,
          elapsedMs: Math.round(performance.now() - began),
        }
      }),
    'compare.statistics': async ({ comparisonId, columns }, { signal }) => ({
      columns: await comparisons.opened(comparisonId).statistics(columns, signal),
    }),
    'compare.rows': ({ comparisonId, from, count, ...filter }, { signal }) =>
      comparisons.opened(comparisonId).rows(filter, from, count, signal),
    'compare.next': async ({ comparisonId, from, ...filter }, { signal }) => {
      const position = await comparisons.opened(comparisonId).next(filter, from, signal)
      return position === undefined ? {} : { position }
    },
    'compare.badKeys': async ({ comparisonId, from, count }, { signal }) => {
      const opened = comparisons.opened(comparisonId)
      const { total, rows } = await opened.rows({ badKeys: true }, from, count, signal)
      return { total, rows }
    },
    'compare.export': async ({ comparisonId, target, format }, context) => {
      const opened = comparisons.opened(comparisonId)
      const wanted = target === undefined ? undefined : await replaceable(await access.writable(target))
      const { a, b } = opened.comparison
      return await jobs.run('Export the difference', context, async ({ signal }) => {
        const { file, rows } = await opened.write(format, signal)
        if (wanted !== undefined) {
          await placeFile(file, wanted)
          return { path: wanted, rows }
        }
        const id = randomUUID()
        const name = `${fileName(a.reference)}--${fileName(b.reference)}.${format}`
        const path = await downloadPath(join(downloadsFolder, id), name)
        await placeFile(file, path)
        return { path, rows, download: `/download/${id}/${encodeURIComponent(name)}` }
      })
    },
    'compare.close': async ({ comparisonId }) => {
      await comparisons.close(comparisonId)
      return null
    },
  }
  return { handlers, close: () => comparisons.closeAll() }
}

function fileName(reference: string): string {
  return reference.replaceAll(/[^\w.@-]+/g, '-')
}
