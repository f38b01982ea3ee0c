import { FirnError, toWireError } from '../../../shared/contract/errors.ts'
import type { CallContext } from '../../../shared/contract/responder.ts'
import type { Job, Progress } from '../../../shared/model/job.ts'

/** Work under way, for status bars: what it is, how far it is, and a way to stop it. */
export interface Jobs {
  /**
   * Runs work that may take long. Its progress goes to the caller and to everyone who watches; it is stopped
   * by the caller's signal or by `cancel`. The error of the work is thrown on.
   */
  run<Result>(
    title: string,
    context: CallContext,
    work: (context: CallContext) => Promise<Result>,
  ): Promise<Result>
  /** The same jobs; those that are run by it are marked as this window's. */
  of(client: number): Jobs
  list(): readonly Job[]
  cancel(id: number): void
  /** Resolves when nothing runs any more. */
  settled(): Promise<void>
  cancelAll(): void
}

/** Ended jobs that are still listed, so that a window that opens later sees what happened. */
const endedJobsKept = 20
/** Screens need no more than this many reports a second. */
const reportIntervalMs = 100

export function createJobs(report: (job: Job) => void): Jobs {
  const jobs = new Map<number, Job>()
  const stops = new Map<number, AbortController>()
  const running = new Set<Promise<unknown>>()
  let nextId = 1

  function update(id: number, change: Partial<Job>): void {
    const before = jobs.get(id)
    if (before === undefined) return
    const job = { ...before, ...change }
    jobs.set(id, job)
    report(job)
  }

  function forgetOld(): void {
    const ended = [...jobs.values()].filter((job) => job.state !== 'running')
    for (const job of ended.slice(0, Math.max(0, ended.length - endedJobsKept))) jobs.delete(job.id)
  }

  const of = (client: number | undefined): Jobs => ({
    async run(title, context, work) {
      const id = nextId
      nextId += 1
      const stop = new AbortController()
      stops.set(id, stop)
      const initial: Progress = { done: 0, unit: 'percent' }
      const startedAt = new Date().toISOString()
      jobs.set(id, {
        id,
        title,
        state: 'running',
        startedAt,
        progress: initial,
        ...(client === undefined ? {} : { client }),
      })
      update(id, {})
      let reportedAt = 0
      const underWay = work({
        signal: AbortSignal.any([context.signal, stop.signal]),
        progress: (progress) => {
          context.progress(progress)
          const now = Date.now()
          if (now - reportedAt < reportIntervalMs) return
          reportedAt = now
          update(id, { progress })
        },
      })
      running.add(underWay)
      try {
        const result = await underWay
        update(id, { state: 'done' })
        return result
      } catch (error) {
        const { code, message } = toWireError(error)
        update(id, code === 'cancelled' ? { state: 'cancelled' } : { state: 'failed', problem: message })
        throw error
      } finally {
        running.delete(underWay)
        stops.delete(id)
        forgetOld()
      }
    },
    of,
    list: () => [...jobs.values()],
    cancel: (id) => stops.get(id)?.abort(new FirnError('cancelled', 'Cancelled.')),
    settled: async () => void (await Promise.allSettled(running)),
    cancelAll: () => {
      for (const stop of stops.values()) stop.abort(new FirnError('cancelled', 'Cancelled.'))
    },
  })
  return of(undefined)
}
