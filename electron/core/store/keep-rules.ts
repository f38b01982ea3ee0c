import { type KeepRuleName, type KeepRules, keepRuleNames } from '../../../shared/model/retention.ts'

/** A version as the rules see it. */
export interface DatedVersion {
  readonly version: number
  /** Milliseconds since 1970 of the time that its data speaks of. */
  readonly time: number
}

/** Which versions the rules keep, and the first rule that keeps each, in words. Versions in rising order. */
export function keptByRules(
  versions: readonly DatedVersion[],
  rules: KeepRules,
): ReadonlyMap<number, string> {
  const kept = new Map<number, string>()
  const keep = (version: number, why: string) => {
    if (!kept.has(version)) kept.set(version, why)
  }
  const { last = 0 } = rules
  if (last > 0)
    for (const { version } of versions.slice(-last))
      keep(version, last === 1 ? 'the newest' : `one of the newest ${last}`)
  const newestFirst = versions.toSorted((a, b) => b.time - a.time || b.version - a.version)
  for (const name of keepRuleNames) {
    const period = periods[name]
    const count = rules[name]
    if (period === undefined || count === undefined) continue
    const seen = new Set<string>()
    for (const { version, time } of newestFirst) {
      const its = period(new Date(time))
      if (seen.has(its)) continue
      if (seen.size === count) break
      seen.add(its)
      keep(version, `the newest of ${its} (${count} ${name})`)
    }
  }
  return kept
}

/** The name of the period that a moment lies in, in the machine's time zone. */
const periods: Readonly<Partial<Record<KeepRuleName, (time: Date) => string>>> = {
  hourly: (time) => `${day(time)} ${two(time.getHours())}:00`,
  daily: day,
  weekly: (time) => {
    const monday = new Date(time.getFullYear(), time.getMonth(), time.getDate() - ((time.getDay() + 6) % 7))
    return `the week of ${day(monday)}`
  },
  monthly: (time) => `${time.getFullYear()}-${two(time.getMonth() + 1)}`,
  yearly: (time) => String(time.getFullYear()),
}

function day(time: Date): string {
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`
}

function two(number: number): string {
  return String(number).padStart(2, '0')
}
