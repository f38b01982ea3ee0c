import { Cron } from 'croner'
import { FirnError } from '../../../shared/contract/errors.ts'
import { everyMs, type Schedule, type ScheduleTimes } from '../../../shared/model/schedule.ts'

/** A schedule that is due more often would run all the time. */
const leastEveryMs = 60_000
const mostEveryMs = 366 * 86_400_000

/**
 * Moments after a time, at most so many. In a zone with summer time, a moment that is skipped is due when clocks have
 * gone on, and one that comes twice is due the first time; what is due each hour is due in both.
 */
export function nextMoments(times: ScheduleTimes, after: Date, from: Date, most: number): readonly Date[] {
  if (times.kind === 'cron') return patternOf(times).nextRuns(most, after)
  const every = requireEvery(times.every)
  const passed = Math.max(0, Math.floor((after.getTime() - from.getTime()) / every))
  return Array.from({ length: most }, (_, step) => new Date(from.getTime() + (passed + step + 1) * every))
}

/** The newest moment that is not later than `now` and later than `since`; undefined: nothing is due. */
export function dueMoment(
  { times, from }: Pick<Schedule, 'times' | 'from'>,
  since: Date | undefined,
  now: Date,
): Date | undefined {
  const start = new Date(from)
  // A clock that was ahead once must not keep everything from running until then.
  const done = Math.min(Math.max(start.getTime(), since?.getTime() ?? 0), now.getTime())
  const newest =
    times.kind === 'cron' ? newestOfPattern(times, now) : newestOfEvery(requireEvery(times.every), start, now)
  return newest !== undefined && newest.getTime() > done ? newest : undefined
}

/** Throws `invalid-input` for what is no schedule, or one that is never due. */
export function checkTimes(times: ScheduleTimes, now: Date): void {
  if (nextMoments(times, now, now, 1).length > 0) return
  throw new FirnError(
    'invalid-input',
    `The pattern "${times.kind === 'cron' ? times.cron : ''}" is never due.`,
    {
      hint: 'Look at its day and month: there may be no such date.',
    },
  )
}

function newestOfPattern(times: Extract<ScheduleTimes, { kind: 'cron' }>, now: Date): Date | undefined {
  // Patterns have whole minutes; "before" the next second includes this one.
  const before = new Date(Math.floor(now.getTime() / 1000) * 1000 + 1000)
  return patternOf(times).previousRuns(1, before)[0]
}

function newestOfEvery(every: number, from: Date, now: Date): Date | undefined {
  const passed = Math.floor((now.getTime() - from.getTime()) / every)
  return passed < 1 ? undefined : new Date(from.getTime() + passed * every)
}

function patternOf({ cron, zone }: Extract<ScheduleTimes, { kind: 'cron' }>): Cron {
  try {
    new Date(0).toLocaleString('en', { timeZone: zone })
  } catch (error) {
    throw new FirnError('invalid-input', `"${zone}" is no time zone.`, {
      hint: 'Give a name such as Europe/Berlin or UTC.',
      cause: error,
    })
  }
  try {
    return new Cron(cron, { timezone: zone, mode: '5-part', paused: true })
  } catch (error) {
    throw new FirnError('invalid-input', `"${cron}" is no pattern of times: ${sentenceOf(error)}`, {
      hint: "Give minute, hour, day of month, month and day of week: '0 9 * * *' is daily at 9.",
      cause: error,
    })
  }
}

function requireEvery(every: string): number {
  const ms = everyMs(every)
  if (ms !== undefined && ms >= leastEveryMs && ms <= mostEveryMs) return ms
  throw new FirnError('invalid-input', `"${every}" is no time between runs.`, {
    hint: 'Give a number and m, h, d or w, up to a year: 30m, 6h, 1d, 2w.',
  })
}

function sentenceOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return `${text.replace(/^CronPattern: /, '').replace(/\.$/, '')}.`
}
