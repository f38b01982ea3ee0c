import { statfs } from 'node:fs/promises'
import { availableParallelism, totalmem } from 'node:os'
import type { LimitSettings } from '../../../shared/model/settings.ts'

/**
 * What one query may use; it is read when a query begins. The memory of its process is a limit of the pool
 * (`WorkerLimits`).
 */
export interface QueryLimits {
  /** Bytes that the engine plans with; what it needs beyond them it spills. The worker pool has the hard limit. */
  readonly memoryBytes: number
  readonly threads: number
  /** Bytes of scratch files of one worker; absent: four fifths of what is free on the disk then. */
  readonly scratchBytes?: number | undefined
  /** Milliseconds that one statement of a person's query may take; absent: until it is cancelled. */
  readonly deadlineMs?: number | undefined
  /** Results that keep a worker process; the one used longest ago gives its own up first. */
  readonly liveResults: number
}

/** Above this, more memory for one query helps nobody on a laptop with other programs open. */
const mostMemory = 32e9
const freeShare = 0.8
/** What one query process may hold; beyond it the machine would begin to swap. */
const processShare = 0.75

/** Sixty percent of the memory, all cores, eight results. */
export function defaultLimits(): QueryLimits {
  return {
    memoryBytes: Math.round(Math.min(totalmem() * 0.6, mostMemory)),
    threads: availableParallelism(),
    liveResults: 8,
  }
}

/** What a person has chosen, now and after each change, and what is usual for the rest. */
export function chosenLimits(chosen: () => LimitSettings): QueryLimits {
  const usual = defaultLimits()
  return {
    get memoryBytes() {
      return chosen().memoryBytes ?? usual.memoryBytes
    },
    get threads() {
      return chosen().threads ?? usual.threads
    },
    get scratchBytes() {
      return chosen().scratchBytes
    },
    get deadlineMs() {
      return chosen().deadlineMs
    },
    liveResults: usual.liveResults,
  }
}

/** Resident bytes at which the process of a query is killed. */
export function mostProcessMemory(): number {
  return Math.floor(totalmem() * processShare)
}

export function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`
}

/** The scratch quota for a folder, in bytes. */
export async function scratchQuota(limits: QueryLimits, folder: string): Promise<number> {
  if (limits.scratchBytes !== undefined) return limits.scratchBytes
  const { bavail, bsize } = await statfs(folder)
  return Math.max(1_000_000, Math.floor(bavail * bsize * freeShare))
}
