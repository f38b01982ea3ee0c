/** When something is due again: by the clock on the wall of a time zone, or every so often. */
export type ScheduleTimes =
  | {
      readonly kind: 'cron'
      /** Five fields: minute, hour, day of month, month, day of week. */
      readonly cron: string
      /** By the names of the time zone database, `Europe/Berlin`. */
      readonly zone: string
    }
  | {
      readonly kind: 'every'
      /** A number and `m`, `h`, `d` or `w`: `6h`. A day is 24 hours, also when clocks are changed. */
      readonly every: string
    }

/** How the sources of a dataset are taken again. */
export interface Schedule {
  readonly times: ScheduleTimes
  /** When it was set; nothing is due before. ISO 8601 in UTC. */
  readonly from: string
  /** After each run old versions go as the dataset's policy says, and what nothing needs is collected. */
  readonly expire: boolean
}

const unitWords = { m: 'minute', h: 'hour', d: 'day', w: 'week' } as const
const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const
const everyPattern = /^([1-9][0-9]{0,4})(m|h|d|w)$/
const weekdays = ['Sundays', 'Mondays', 'Tuesdays', 'Wednesdays', 'Thursdays', 'Fridays', 'Saturdays']

/** Milliseconds of `6h`; undefined for what is no such text. */
export function everyMs(every: string): number | undefined {
  const [, number, unit] = everyPattern.exec(every) ?? []
  return unit === undefined ? undefined : Number(number) * unitMs[unit as keyof typeof unitMs]
}

/** `daily at 09:00, Europe/Berlin`, `every 6 hours`, or the pattern itself where it has no simpler words. */
export function scheduleText(times: ScheduleTimes): string {
  if (times.kind === 'every') {
    const [, number, unit] = everyPattern.exec(times.every) ?? []
    if (unit === undefined) return `every ${times.every}`
    const word = unitWords[unit as keyof typeof unitWords]
    return number === '1' ? `every ${word}` : `every ${number} ${word}s`
  }
  const plain = plainCron(times.cron)
  const zone = `, ${times.zone}`
  if (plain === undefined) return `by the pattern ${times.cron}${zone}`
  const { minute, hour, weekday } = plain
  if (hour === undefined) return `hourly at minute ${minute}`
  const clock = `${two(hour)}:${two(minute)}`
  return weekday === undefined ? `daily at ${clock}${zone}` : `${weekdays[weekday]} at ${clock}${zone}`
}

/** The parts of a pattern that says one minute of each hour, day or week; undefined for any other. */
export function plainCron(
  cron: string,
): { readonly minute: number; readonly hour?: number; readonly weekday?: number } | undefined {
  const match = /^(\d{1,2}) (\*|\d{1,2}) \* \* (\*|[0-6])$/.exec(cron.trim())
  if (match === null) return undefined
  const [, minute, hour, weekday] = match
  if (hour === '*') return weekday === '*' ? { minute: Number(minute) } : undefined
  return {
    minute: Number(minute),
    hour: Number(hour),
    ...(weekday === '*' ? {} : { weekday: Number(weekday) }),
  }
}

/** As options of the command line: `--cron '0 9 * * *' --zone Europe/Berlin`. */
export function scheduleOptions(times: ScheduleTimes): string {
  return times.kind === 'every' ? `--every ${times.every}` : `--cron '${times.cron}' --zone ${times.zone}`
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
