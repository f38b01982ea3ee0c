import type { Job } from '../../shared/model/job.ts'

/** As Electron wants it: negative for nothing, above 1 for "it goes on". */
export const noProgress = -1
export const unknownProgress = 2

/** How far several jobs are together, for the bar at the program's sign in the dock or task bar. */
export function progressOf(jobs: readonly Job[]): number {
  if (jobs.length === 0) return noProgress
  const shares = jobs.map(({ progress: { done, total, unit } }) => {
    if (total !== undefined && total > 0) return done / total
    // A job that has not told anything yet stands at 0 percent.
    return unit === 'percent' && done > 0 ? done / 100 : undefined
  })
  const known = shares.filter((share) => share !== undefined)
  if (known.length < jobs.length) return unknownProgress
  return Math.min(1, known.reduce((sum, share) => sum + share, 0) / known.length)
}
