import type { IngestAccess } from './ingest/engine-reader.ts'
import { type QueryLimits, scratchQuota } from './query/limits.ts'
import type { Workers } from './query/workers.ts'

/** What ingest may use: the workers, a cache folder, and as much memory and disk as a query. */
export async function ingestAccess(
  workers: Workers,
  limits: QueryLimits,
  cacheFolder: string,
): Promise<IngestAccess> {
  const scratchBytes = await scratchQuota(limits, cacheFolder)
  return {
    workers,
    cacheFolder,
    // A store stays open while the settings change.
    get memoryBytes() {
      return limits.memoryBytes
    },
    get threads() {
      return limits.threads
    },
    get scratchBytes() {
      return limits.scratchBytes ?? scratchBytes
    },
  }
}
