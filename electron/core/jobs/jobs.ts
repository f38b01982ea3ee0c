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

  return {
    async run(title, context, work) {
      const id = nextId
      nextId += 1
      const stop = new AbortController()
      stops.set(id, stop)
      const initial: Progress = { done: 0, unit: 'percent' }
      jobs.set(id, { id, title, state: 'running', startedAt: new Date().toISOString(), progress: initial })
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
    list: () => [...jobs.values()],
    cancel: (id) => stops.get(id)?.abort(new FirnError('cancelled', 'Cancelled.')),
    settled: async () => void (await Promise.allSettled(running)),
    cancelAll: () => {
      for (const stop of stops.values()) stop.abort(new FirnError('cancelled', 'Cancelled.'))
    },
  }
}
