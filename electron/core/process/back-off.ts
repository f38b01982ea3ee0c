/** Milliseconds before the first, second, … restart in a row. */
const delays = [0, 200, 1000, 3000, 5000]

/** A process that lived this long, in milliseconds, was well; its next death counts as the first again. */
const wellAfter = 20_000

/** Decides how long to wait before a process that died is started again. */
export interface BackOff {
  /** Call when the process was started. */
  started(): void
  /** Milliseconds to wait now that it died; grows while it keeps dying soon after its start. */
  died(): number
}

export function createBackOff(now: () => number = () => performance.now()): BackOff {
  let startedAt = now()
  let deaths = 0
  return {
    started: () => {
      startedAt = now()
    },
    died: () => {
      if (now() - startedAt >= wellAfter) deaths = 0
      const delay = delays[Math.min(deaths, delays.length - 1)] ?? 0
      deaths += 1
      return delay
    },
  }
}
