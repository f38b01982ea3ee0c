import type { ScheduleState } from '../../shared/contract/schedule.ts'

/** A snapshot that a schedule will take by itself. */
export interface NextRun {
  readonly dataset: string
  /** ISO 8601 in UTC; one that has passed is due. */
  readonly at: string
}

/** What schedules take by themselves on this machine, the soonest first, one for each. */
export function nextRuns(schedules: readonly ScheduleState[]): NextRun[] {
  return schedules
    .flatMap(({ dataset, due, next, idle }) => {
      const at = due ?? next[0]
      return at === undefined || idle !== undefined ? [] : [{ dataset, at }]
    })
    .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))
}
