import { setTimeout as sleep } from 'node:timers/promises'
import type { Jobs } from '../jobs/jobs.ts'
import type { SchedulePlace, Schedules } from './schedules.ts'

/** Takes what is due while a program runs. */
export interface Scheduler {
  /** Looks at all stores once; everything that is due has run when this resolves. */
  look(): Promise<void>
  /** Begins nothing any more. Resolves when what it had begun has ended. */
  stop(): Promise<void>
}

/** Minutes are the finest that a schedule knows. */
const lookEveryMs = 20_000

/** `stores` are asked anew at each look; one run at a time, so that people's own work has the machine. */
export function createScheduler(options: {
  schedules: Schedules
  stores: () => Promise<readonly SchedulePlace[]>
  jobsOn: (place: SchedulePlace) => Jobs
  /** Told of what failed before there was a job that could say so. */
  troubled: (error: unknown) => void
}): Scheduler & {
  /** Looks from now on, every twenty seconds. */
  start(): void
} {
  const { schedules, stores, jobsOn, troubled } = options
  const stopping = new AbortController()
  let looking: Promise<void> = Promise.resolve()

  async function lookAt(place: SchedulePlace): Promise<void> {
    for (const { dataset, due, idle } of await schedules.list(place)) {
      if (stopping.signal.aborted) return
      if (due === undefined || idle !== undefined) continue
      const context = { signal: new AbortController().signal, progress: () => {} }
      // A failure is told by its job, and the next run is another one.
      await schedules.run(place, dataset, { now: false, jobs: jobsOn(place) }, context).catch(troubled)
    }
  }

  async function lookAtAll(): Promise<void> {
    try {
      for (const place of await stores()) await lookAt(place).catch(troubled)
    } catch (error) {
      troubled(error)
    }
  }

  const scheduler = {
    look() {
      looking = looking.then(lookAtAll)
      return looking
    },
    start() {
      const { signal } = stopping
      void (async () => {
        while (!signal.aborted) {
          await scheduler.look()
          await sleep(lookEveryMs, undefined, { signal, ref: false }).catch(() => {})
        }
      })()
    },
    async stop() {
      stopping.abort()
      await looking
    },
  }
  return scheduler
}
