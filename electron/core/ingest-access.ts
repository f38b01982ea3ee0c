import type { IngestAccess } from './ingest/engine-reader.ts'
import { defaultLimits, scratchQuota } from './query/limits.ts'
import type { Workers } from './query/workers.ts'

/** What ingest may use: the workers, a cache folder, and as much memory and disk as a query. */
export async function ingestAccess(workers: Workers, cacheFolder: string): Promise<IngestAccess> {
  const limits = defaultLimits()
  return {
    workers,
    cacheFolder,
    memoryBytes: limits.memoryBytes,
    threads: limits.threads,
    scratchBytes: await scratchQuota(limits, cacheFolder),
  }
}
