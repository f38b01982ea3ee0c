import { randomUUID } from 'node:crypto'
import { FirnError, toWireError } from '../../../shared/contract/errors.ts'
import type { CallContext } from '../../../shared/contract/responder.ts'
import type { Job, JobLogLine, JobOutcome, PastJob, Progress } from '../../../shared/model/job.ts'

/** Work under way, for status bars: what it is, how far it is, and a way to stop it. */
export interface Jobs {
  /**
   * Runs work that may take long. Its progress goes to the caller and to everyone who watches; it is stopped
   * by the caller's signal or by `cancel`. The error of the work is thrown on. `outcome` says what came of it.
   */
  run<Result>(
    title: string,
    context: CallContext,
    work: (context: CallContext) => Promise<Result>,
    outcome?: (result: Result) => JobOutcome,
  ): Promise<Result>
  /** The same jobs; those that are run by it are marked as that asker's. */
  of(asker: JobAsker): Jobs
  list(): readonly Job[]
  cancel(id: number): void
  /** Resolves when nothing runs any more and everything is remembered. */
  settled(): Promise<void>
  cancelAll(): void
}

/** For whom a job runs. */
export interface JobAsker {
  /** The window, by the number that its host gave it. */
  readonly client?: number | undefined
  readonly scheduled?: true
  /** The id of the store that it works on; undefined while none is open. */
  readonly store?: () => Promise<string | undefined>
}

/** Where jobs are remembered, by the id of their store. */
export interface JobRecord {
  add(store: string, job: Omit<PastJob, 'by'>): Promise<void>
}

/** Ended jobs that are still listed, so that a window that opens later sees what happened. */
const endedJobsKept = 20
/** Screens need no more than this many reports a second. */
const reportIntervalMs = 100
/** Lines of its log that are remembered of one job: its beginning is what explains the rest. */
const mostLogLines = 200

export function createJobs(report: (job: Job) => void, record?: JobRecord): Jobs {
  const jobs = new Map<number, Job>()
  const stops = new Map<number, AbortController>()
  const running = new Set<Promise<unknown>>()
  let recorded: Promise<unknown> = Promise.resolve()
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

  /** Never fails a job: what cannot be remembered is lost. */
  function remember(store: JobAsker['store'], job: Omit<PastJob, 'by'>): void {
    if (record === undefined || store === undefined) return
    recorded = recorded
      .then(async () => {
        const id = await store()
        if (id !== undefined) await record.add(id, job)
      })
      .catch(() => {})
  }

  const of = ({ client, scheduled, store }: JobAsker): Jobs => ({
    async run(title, context, work, outcomeOf) {
      const id = nextId
      nextId += 1
      const stop = new AbortController()
      stops.set(id, stop)
      const initial: Progress = { done: 0, unit: 'percent' }
      const marks = scheduled === undefined ? {} : { scheduled }
      const begun = { title, startedAt: new Date().toISOString(), ...marks }
      const past = { ...begun, id: randomUUID() }
      const log: JobLogLine[] = []
      jobs.set(id, {
        ...begun,
        id,
        state: 'running',
        progress: initial,
        ...(client === undefined ? {} : { client }),
      })
      update(id, {})
      remember(store, { ...past, state: 'running', log: [] })
      let reportedAt = 0
      const end = (change: Pick<Job, 'state' | 'outcome' | 'problem' | 'hint'>, code?: string) => {
        const ended = { ...change, endedAt: new Date().toISOString() }
        update(id, ended)
        remember(store, { ...past, ...ended, ...(code === undefined ? {} : { code }), log })
      }
      const underWay = work({
        signal: AbortSignal.any([context.signal, stop.signal]),
        progress: (progress) => {
          context.progress(progress)
          const { text } = progress
          const now = Date.now()
          if (text !== undefined && text !== log.at(-1)?.text && log.length < mostLogLines)
            log.push({ at: new Date(now).toISOString(), text })
          if (now - reportedAt < reportIntervalMs) return
          reportedAt = now
          update(id, { progress })
        },
      })
      running.add(underWay)
      try {
        const result = await underWay
        const outcome = outcomeOf?.(result)
        end({ state: 'done', ...(outcome === undefined ? {} : { outcome }) })
        return result
      } catch (error) {
        const { code, message, hint } = toWireError(error)
        if (code === 'cancelled') end({ state: 'cancelled' })
        else end({ state: 'failed', problem: message, ...(hint === undefined ? {} : { hint }) }, code)
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
    async settled() {
      await Promise.allSettled(running)
      await recorded
    },
    cancelAll: () => {
      for (const stop of stops.values()) stop.abort(new FirnError('cancelled', 'Cancelled.'))
    },
  })
  return of({})
}
