import { z } from 'zod'
import type { KeepRules } from '../model/retention.ts'
import type { Schedule } from '../model/schedule.ts'
import { changing, method, nothing } from './method.ts'
import { keepRules, type SnapshotResult } from './store.ts'

/** What a dataset is told to do by itself. */
export interface DatasetSettings {
  readonly dataset: string
  /** Where its files are taken from: as was set, else as the newest version was taken. */
  readonly sources: readonly string[]
  /** They were set, and do not follow what the newest version was taken from. */
  readonly sourcesSet: boolean
  readonly schedule?: Schedule
  readonly keep?: KeepRules
}

/** A run of a schedule, as the store remembers it. */
export interface ScheduledRun {
  /** The moment that it was due at; ISO 8601 in UTC, like the others. */
  readonly planned: string
  readonly startedAt: string
  readonly endedAt?: string
  readonly state: 'running' | 'done' | 'failed' | 'interrupted'
  /** What came of it, or why not. */
  readonly text?: string
}

/** A schedule with what it has done and will do. */
export interface ScheduleState extends DatasetSettings {
  readonly schedule: Schedule
  /** Moments to come, at most three. */
  readonly next: readonly string[]
  /** The newest moment that has passed without a run. It is caught up by one run, however many were missed. */
  readonly due?: string
  readonly last?: ScheduledRun
  /** Why nothing runs by itself here, and what to do. Absent where it does. */
  readonly idle?: string
}

/** What one run has done. */
export interface ScheduleRunResult {
  readonly dataset: string
  /** Absent where nothing was due, or another program is at it. */
  readonly taken?: SnapshotResult
  readonly expired: readonly number[]
  readonly freedBytes: number
  /** Why nothing was taken. */
  readonly why?: string
}

const dataset = z.string().min(1).max(100)
const times = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('cron'),
    cron: z.string().min(1).max(200),
    zone: z.string().min(1).max(100),
  }),
  z.strictObject({ kind: z.literal('every'), every: z.string().min(1).max(20) }),
])

export const scheduleMethods = {
  'dataset.settings': method({ dataset }).returns<DatasetSettings>(),
  /**
   * Changes what is named, as one entry of the log; null takes a setting away. Whoever sets a schedule agrees that it
   * runs on this machine. Rejects with `invalid-input`, and with `not-allowed` or `file-missing` for sources.
   */
  'dataset.setSettings': changing(
    'store',
    method({
      dataset,
      sources: z.union([z.array(z.string().min(1).max(4096)).min(1).max(1000), z.null()]).optional(),
      schedule: z.union([z.strictObject({ times, expire: z.boolean() }), z.null()]).optional(),
      keep: z.union([keepRules, z.null()]).optional(),
    }).returns<DatasetSettings>(),
  ),
  'schedule.list': method(nothing).returns<{ readonly schedules: readonly ScheduleState[] }>(),
  /** When such a schedule would run; rejects with `invalid-input` for one that makes no sense. */
  'schedule.preview': method({ times }).returns<{
    readonly text: string
    readonly next: readonly string[]
  }>(),
  /** Takes what is due; with `now` in any case. */
  'schedule.run': changing(
    'store',
    method({ dataset, now: z.boolean().optional() }).returns<ScheduleRunResult>(),
  ),
  /** From now on the schedule runs on this machine, with the sources that it has now. */
  'schedule.agree': changing('machine', method({ dataset }).returns<ScheduleState>()),
}
