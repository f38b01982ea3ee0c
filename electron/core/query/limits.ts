import { statfs } from 'node:fs/promises'
import { availableParallelism, totalmem } from 'node:os'

/** What one query may use. Its time and the memory of its process are limits of the pool (`WorkerLimits`). */
export interface QueryLimits {
  /** Bytes that the engine plans with; what it needs beyond them it spills. The worker pool has the hard limit. */
  readonly memoryBytes: number
  readonly threads: number
  /** Bytes of scratch files of one worker; absent: four fifths of what is free on the disk then. */
  readonly scratchBytes?: number
  /** Results that keep a worker process; the one used longest ago gives its own up first. */
  readonly liveResults: number
}

/** Above this, more memory for one query helps nobody on a laptop with other programs open. */
const mostMemory = 32e9
const freeShare = 0.8

/** Sixty percent of the memory, all cores, eight results. */
export function defaultLimits(): QueryLimits {
  return {
    memoryBytes: Math.round(Math.min(totalmem() * 0.6, mostMemory)),
    threads: availableParallelism(),
    liveResults: 8,
  }
}

/** The scratch quota for a folder, in bytes. */
export async function scratchQuota(limits: QueryLimits, folder: string): Promise<number> {
  if (limits.scratchBytes !== undefined) return limits.scratchBytes
  const { bavail, bsize } = await statfs(folder)
  return Math.max(1_000_000, Math.floor(bavail * bsize * freeShare))
}
