import type { Progress } from '../../../shared/model/job.ts'
import { FirnError } from '../../../shared/contract/errors.ts'
import type { Row } from '../../../shared/model/value.ts'
import type { Worker, Workers } from '../query/workers.ts'

/** What ingest needs of its surroundings. */
export interface IngestAccess {
  readonly workers: Workers
  /** Folder for parsed and rewritten files; may be emptied at any time. */
  readonly cacheFolder: string
  /** Bytes of memory that one instance of the engine plans with. */
  readonly memoryBytes: number
  readonly threads: number
  /** Bytes of scratch files of one instance. */
  readonly scratchBytes: number
}

export interface CallWatch {
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((progress: Progress) => void) | undefined
}

/** The engine, open on a fixed list of files and on nothing else. */
export interface EngineReader {
  rows(sql: string): Promise<readonly Row[]>
  describe(sql: string): Promise<readonly { readonly name: string; readonly type: string }[]>
  /** Lets it read further files; its scans so far are forgotten. */
  allow(paths: readonly string[]): Promise<void>
  /** Opens the instance anew: a damaged file may have spoilt it. */
  reopen(): Promise<void>
}

/** The most rows that a list of per-file counts may have. */
const mostRows = 100_000

/** Runs an action with a reader over exactly these files; the instance is closed afterwards. */
export async function withReader<Result>(
  access: IngestAccess,
  paths: readonly string[],
  watch: CallWatch,
  action: (reader: EngineReader) => Promise<Result>,
): Promise<Result> {
  let worker = await access.workers.lease('background')
  const allowed = new Set(paths)
  const open = async () => {
    if (!worker.alive) {
      await worker.release()
      worker = await access.workers.lease('background')
    }
    await worker.call('instance.open', readingInstance(access, worker, [...allowed]), {
      signal: watch.signal,
    })
  }
  try {
    await open()
    return await action({
      rows: async (sql) => {
        const answer = await worker.call('instance.read', { sql, limit: mostRows }, watch)
        if (answer.more) throw new FirnError('internal', `More than ${mostRows} rows of counts.`)
        return answer.rows
      },
      describe: async (sql) => (await worker.call('instance.describe', { sql }, watch)).columns,
      allow: async (more) => {
        if (more.every((path) => allowed.has(path))) return
        for (const path of more) allowed.add(path)
        await open()
      },
      reopen: open,
    })
  } finally {
    await worker.release()
  }
}

/** An instance that reads exactly these files. */
export function readingInstance(access: IngestAccess, worker: Worker, paths: readonly string[]) {
  return {
    readPaths: [...new Set(paths)],
    scratchFolder: worker.scratchFolder,
    scratchQuota: access.scratchBytes,
    database: false,
    memoryBytes: access.memoryBytes,
    threads: access.threads,
    views: [],
  }
}
