import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { FirnError } from '../../../shared/contract/errors.ts'
import type { Progress } from '../../../shared/model/job.ts'
import type { Row } from '../../../shared/model/value.ts'
import { type QueryLimits, scratchQuota } from '../query/limits.ts'
import type { Relation } from '../query/relations.ts'
import type { Worker, Workers } from '../query/workers.ts'
import type { Lane } from '../query/worker/worker-contract.ts'

/** The database that compares two relations: a background worker with the views `a` and `b`. */
export interface ComparisonInstance {
  /** Runs a statement; returns the number of rows that it made. */
  run(sql: string, options?: StatementOptions & { readonly onShare?: ShareListener }): Promise<number>
  /** All rows of a SELECT; the statement bounds them. Numbers of 64 bits and more are text. */
  rows(sql: string, options?: StatementOptions & { readonly longest?: number }): Promise<readonly Row[]>
  /** A folder that COPY may write into. */
  exportFolder(): Promise<string>
  readonly alive: boolean
  close(): Promise<void>
}

/** Told how much of something is done, from 0 to 1. */
export type ShareListener = (share: number) => void

export interface StatementOptions {
  /** Statements on `pages` do not wait for those on `work`. */
  readonly lane?: Lane
  /** Stops the lane; a database that does not obey within a second is killed. */
  readonly signal?: AbortSignal | undefined
}

/** Most rows that one statement of a comparison returns: more than the widest page or the longest histogram. */
const mostRows = 100_000

/** Starts its process with the first statement, so that equal versions never need one. */
export function lazyInstance(
  relations: { readonly a: Relation; readonly b: Relation },
  workers: Workers,
  limits: QueryLimits,
): ComparisonInstance {
  let opening: Promise<{ worker: Worker; exports: string }> | undefined
  let closed = false

  async function open(): Promise<{ worker: Worker; exports: string }> {
    const worker = await workers.lease('background')
    try {
      const exports = join(worker.scratchFolder, 'export')
      await mkdir(exports, { recursive: true })
      await worker.call('instance.open', {
        readPaths: [...new Set([...relations.a.readPaths, ...relations.b.readPaths])],
        writeFolder: exports,
        views: [
          { name: 'a', sql: relations.a.sql },
          { name: 'b', sql: relations.b.sql },
        ],
        scratchFolder: worker.scratchFolder,
        scratchQuota: await scratchQuota(limits, worker.scratchFolder),
        database: false,
        memoryBytes: limits.memoryBytes,
        threads: limits.threads,
      })
      return { worker, exports }
    } catch (error) {
      await worker.release()
      throw error
    }
  }

  async function opened(): Promise<{ worker: Worker; exports: string }> {
    if (closed) throw new FirnError('not-found', 'This comparison was closed.', { hint: 'Compare again.' })
    opening ??= open()
    return await opening
  }

  return {
    async run(sql, { lane, signal, onShare } = {}) {
      const { worker } = await opened()
      const onProgress = (progress: Progress) => onShare?.(progress.done / 100)
      return (await worker.call('instance.run', { sql, lane }, { signal, onProgress })).changed
    },
    async rows(sql, { lane, signal, longest } = {}) {
      const { worker } = await opened()
      return (await worker.call('instance.read', { sql, lane, limit: mostRows, longest }, { signal })).rows
    },
    exportFolder: async () => (await opened()).exports,
    get alive() {
      return !closed
    },
    async close() {
      closed = true
      const { worker } = (await opening?.catch(() => undefined)) ?? {}
      await worker?.release()
    },
  }
}
