import { join } from 'node:path'
import { FirnError, toWireError } from '../../../shared/contract/errors.ts'
import type { CallContext } from '../../../shared/contract/responder.ts'
import type { DatasetSettings, ScheduleRunResult, ScheduleState } from '../../../shared/contract/schedule.ts'
import type { SnapshotResult } from '../../../shared/contract/store.ts'
import type { JobOutcome } from '../../../shared/model/job.ts'
import { mainBranch } from '../../../shared/model/names.ts'
import { sizeText } from '../../../shared/model/size-text.ts'
import type { EngineConfig } from '../engine-config.ts'
import { type FileAccess, openAccess } from '../file-access.ts'
import { takeSnapshot } from '../ingest/take-snapshot.ts'
import type { Jobs } from '../jobs/jobs.ts'
import { takenOutcome } from '../jobs/outcomes.ts'
import { layout } from '../store/layout.ts'
import type { Workspace } from '../workspace.ts'
import type { Agreements } from './agreements.ts'
import { type ScheduleRuns, scheduleRuns } from './runs.ts'
import { dueMoment, nextMoments } from './times.ts'

/** Schedules of stores: how they are, and their runs. What a run needs of a store is in its workspace. */
export interface Schedules {
  list(place: SchedulePlace): Promise<readonly ScheduleState[]>
  state(place: SchedulePlace, settings: DatasetSettings): Promise<ScheduleState>
  /**
   * Takes the sources again if that is due, and with `now` in any case, as a job; then lets old versions go if
   * that was chosen. Throws what taking throws, and `wrong-usage` without a schedule; the failure is remembered.
   */
  run(
    place: SchedulePlace,
    dataset: string,
    options: { readonly now: boolean; readonly jobs: Jobs },
    context: CallContext,
  ): Promise<ScheduleRunResult>
  /** The real paths of sources, where this program may read them. Throws as file access does. */
  openSources(place: SchedulePlace, dataset: string, sources: readonly string[]): Promise<readonly string[]>
}

export type SchedulePlace = Pick<Workspace, 'store' | 'ingest'>

/** Moments to come that are told. */
const momentsTold = 3

export function createSchedules(options: {
  config: Pick<EngineConfig, 'host' | 'readOnly' | 'stateFolder'>
  agreements: Agreements
  access: FileAccess
  /** Milliseconds since 1970. */
  clock: () => number
}): Schedules {
  const { config, agreements, access, clock } = options

  async function isAgreed({ store }: SchedulePlace, dataset: string, sources: readonly string[]) {
    const agreed = await agreements.sources(store.id, dataset)
    return agreed !== undefined && sources.every((source) => agreed.includes(source))
  }

  async function openSources(place: SchedulePlace, dataset: string, sources: readonly string[]) {
    // What a server may read is decided by who starts it, whatever was agreed to elsewhere.
    const lasting = config.host !== 'served' && (await isAgreed(place, dataset, sources))
    const by = lasting ? openAccess('/', config.stateFolder) : access
    const real: string[] = []
    for (const source of sources) real.push(await by.readablePattern(source))
    return real
  }

  /** Why it does not run here by itself. */
  async function idleReason(place: SchedulePlace, { dataset, sources }: DatasetSettings) {
    if (config.readOnly === true) return 'Firn was started for reading only.'
    if (place.store.readOnly !== undefined) return place.store.readOnly
    if (!(await isAgreed(place, dataset, sources)))
      return `It was set elsewhere: nobody has agreed on this machine that ${sources.join(', ')} is read by it.`
    if (config.host !== 'served') return undefined
    return await openSources(place, dataset, sources).then(
      () => undefined,
      (error: unknown) =>
        toWireError(error).code === 'not-allowed' ? toWireError(error).message : undefined,
    )
  }

  async function state(place: SchedulePlace, settings: DatasetSettings): Promise<ScheduleState> {
    const { dataset } = settings
    const schedule = requireSchedule(settings)
    const now = new Date(clock())
    const last = await runsOf(place, dataset).last()
    const base = { ...settings, schedule, ...(last === undefined ? {} : { last }) }
    try {
      const due = dueAfter(schedule, last, now)
      const idle = await idleReason(place, settings)
      return {
        ...base,
        next: nextMoments(schedule.times, now, new Date(schedule.from), momentsTold).map((at) =>
          at.toISOString(),
        ),
        ...(due === undefined ? {} : { due: due.toISOString() }),
        ...(idle === undefined ? {} : { idle }),
      }
    } catch (error) {
      // A store may hold anything; other schedules go on.
      return { ...base, next: [], idle: toWireError(error).message }
    }
  }

  return {
    openSources,
    state,
    async list(place) {
      const settings = await place.store.scheduled()
      return await Promise.all(settings.map((one) => state(place, one)))
    },
    async run(place, dataset, { now: inAnyCase, jobs }, context) {
      const settings = await place.store.settings(dataset)
      const schedule = requireSchedule(settings)
      const runs = runsOf(place, dataset)
      const now = new Date(clock())
      const planned = inAnyCase ? now : dueAfter(schedule, await runs.last(), now)
      const nothing = { dataset, expired: [], freedBytes: 0 }
      if (planned === undefined) return { ...nothing, why: `Nothing is due for ${dataset}.` }
      place.store.requireWritable()
      if (!(await isAgreed(place, dataset, settings.sources))) throw notAgreed(settings)
      const claim = await runs.claim(planned, now)
      if (claim === undefined)
        return { ...nothing, why: `Another program takes ${dataset}, or has just done it.` }
      try {
        const done = await jobs.run(
          `Scheduled snapshot of ${dataset}`,
          context,
          async (job) => {
            const sources = await openSources(place, dataset, settings.sources)
            const named = settings.sources
            // Not onto a branch that somebody is trying something on.
            const request = { dataset, sources, named, message: 'scheduled', branch: mainBranch }
            const taken = await takeSnapshot(place, request, job)
            return schedule.expire ? await thinned(place, taken, job) : { ...nothing, taken }
          },
          runOutcome,
        )
        await claim.end('done', runOutcome(done).text, new Date(clock()))
        return done
      } catch (error) {
        await claim.end('failed', toWireError(error).message, new Date(clock()))
        throw error
      }
    },
  }
}

type DoneRun = ScheduleRunResult & { readonly taken: SnapshotResult; readonly notes?: readonly string[] }

/** Old versions go as the policy says, and what nothing has needed for a day is deleted. */
async function thinned(place: SchedulePlace, taken: SnapshotResult, job: CallContext): Promise<DoneRun> {
  const { dataset } = taken
  job.progress({ done: 1, total: 2, unit: 'steps', text: 'Old versions go as the policy says' })
  const { expired } = await place.store.expire(dataset, {})
  try {
    const { freedBytes } = await place.store.collect({ signal: job.signal })
    return { dataset, taken, expired, freedBytes }
  } catch (error) {
    const { code, message } = toWireError(error)
    // Whoever collects just now frees the same.
    if (code !== 'conflict') throw error
    return { dataset, taken, expired, freedBytes: 0, notes: [message] }
  }
}

function runOutcome({ taken, expired, freedBytes, notes = [] }: DoneRun): JobOutcome {
  const outcome = takenOutcome(taken)
  const gone =
    expired.length === 0
      ? ''
      : `; ${expired.map((version) => `v${version}`).join(', ')} expired${freedBytes > 0 ? `, ${sizeText(freedBytes)} freed` : ''}`
  return { ...outcome, text: `${outcome.text}${gone}`, notes: [...(outcome.notes ?? []), ...notes] }
}

function runsOf({ store }: SchedulePlace, dataset: string): ScheduleRuns {
  return scheduleRuns(join(layout.cache(store.path, 'schedule'), dataset))
}

function dueAfter(
  schedule: ScheduleState['schedule'],
  last: ScheduleState['last'],
  now: Date,
): Date | undefined {
  if (last?.state === 'running') return undefined
  // What was cut short is due again.
  const done =
    last === undefined ? undefined : Date.parse(last.planned) - (last.state === 'interrupted' ? 1 : 0)
  return dueMoment(schedule, done === undefined ? undefined : new Date(done), now)
}

function requireSchedule({ dataset, schedule }: DatasetSettings): ScheduleState['schedule'] {
  if (schedule !== undefined) return schedule
  throw new FirnError('wrong-usage', `${dataset} has no schedule.`, {
    hint: `Set one in its settings, or: firn schedule ${dataset} --every 1d`,
    context: { dataset },
  })
}

function notAgreed({ dataset, sources }: DatasetSettings): FirnError {
  return new FirnError(
    'not-allowed',
    `The schedule of ${dataset} was set elsewhere, and nobody has agreed to it on this machine.`,
    {
      hint: `It reads ${sources.join(', ')}. If that is right: firn schedule ${dataset} --here`,
      context: { dataset, sources },
    },
  )
}
