import { freemem } from 'node:os'
import type { CallContext } from '../../../shared/contract/responder.ts'
import type { ResultColumn, Row, Value } from '../../../shared/model/value.ts'
import { type QueryLimits, scratchQuota } from '../query/limits.ts'
import type { Worker } from '../query/workers.ts'

/** A writer's instance, as far as curating uses it. */
export interface WriterInstance {
  run(sql: string): Promise<void>
  read(sql: string): Promise<readonly Row[]>
  /** The same for figures: every value as text. */
  texts(sql: string): Promise<readonly (readonly (string | null)[])[]>
  describe(sql: string): Promise<readonly ResultColumn[]>
}

/** Below this the engine spills more than it computes. */
const leastMemory = 500_000_000
const freeShare = 0.6

/** A table in memory grows up to the limit, so the limit leaves other programs what they have. */
function memoryFor({ memoryBytes }: QueryLimits): number {
  return Math.round(Math.min(memoryBytes, Math.max(leastMemory, freemem() * freeShare)))
}

/** Rows of one answer that the engine process takes; figures of a plan are never more. */
const mostRows = 100_000

/**
 * Opens an instance that may read exactly the given files and write into one folder only. Its
 * tables lie in memory, because that costs a third of the time (measured: 2 M rows x 20, 2.8 s against 7.6 s of
 * processor time); what does not fit is spilled.
 */
export async function openWriterInstance(
  worker: Worker,
  options: {
    readonly views: readonly { readonly name: string; readonly sql: string }[]
    readonly readPaths: readonly string[]
    readonly writeFolder: string
    readonly threads: number
    readonly limits: QueryLimits
  },
  { signal, progress }: CallContext,
): Promise<WriterInstance> {
  const { views, readPaths, writeFolder, threads, limits } = options
  const { scratchFolder } = worker
  await worker.call(
    'instance.open',
    {
      readPaths: [...readPaths],
      writeFolder,
      scratchFolder,
      scratchQuota: await scratchQuota(limits, scratchFolder),
      database: false,
      memoryBytes: memoryFor(limits),
      threads,
      views: [...views],
    },
    { signal },
  )
  const watched = { signal, onProgress: progress }
  const read = async (sql: string) =>
    (await worker.call('instance.read', { sql, limit: mostRows }, watched)).rows
  return {
    run: async (sql) => void (await worker.call('instance.run', { sql }, watched)),
    read,
    texts: async (sql) => (await read(sql)).map((row) => row.map(textOf)),
    describe: async (sql) => (await worker.call('instance.describe', { sql }, { signal })).columns,
  }
}

function textOf(value: Value): string | null {
  return value === null || typeof value === 'string' ? value : JSON.stringify(value)
}
