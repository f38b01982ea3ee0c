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

/** Rows of one answer that the engine process takes; figures of a plan are never more. */
const mostRows = 100_000

/**
 * Opens an instance that may read exactly the given files and write into one folder only. With `database` its
 * tables lie in a scratch file instead of in memory.
 */
export async function openWriterInstance(
  worker: Worker,
  options: {
    readonly views: readonly { readonly name: string; readonly sql: string }[]
    readonly readPaths: readonly string[]
    readonly writeFolder: string
    readonly threads: number
    readonly database: boolean
    readonly limits: QueryLimits
  },
  { signal, progress }: CallContext,
): Promise<WriterInstance> {
  const { views, readPaths, writeFolder, threads, database, limits } = options
  const { scratchFolder } = worker
  await worker.call(
    'instance.open',
    {
      readPaths: [...readPaths],
      writeFolder,
      scratchFolder,
      scratchQuota: await scratchQuota(limits, scratchFolder),
      database,
      memoryBytes: limits.memoryBytes,
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
