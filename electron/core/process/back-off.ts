/** Milliseconds before the first, second, … restart in a row; after the last one it is given up. */
const usualDelays = [0, 200, 1000, 3000, 5000]

/** A process that lived this long, in milliseconds, was well; its next death counts as the first again. */
const wellAfter = 20_000

/** Decides how long to wait before a process that died is started again. */
export interface BackOff {
  /** Call when the process was started. */
  started(): void
  /**
   * Milliseconds to wait now that it died; grows while it keeps dying soon after its start. Undefined when that
   * went on for too long: starting it once more is then up to a person.
   */
  died(): number | undefined
  /** A person wants it to be started again. */
  forgive(): void
}

export function createBackOff(
  now: () => number = () => performance.now(),
  delays: readonly number[] = usualDelays,
): BackOff {
  let startedAt = now()
  let deaths = 0
  return {
    started: () => {
      startedAt = now()
    },
    died: () => {
      if (now() - startedAt >= wellAfter) deaths = 0
      deaths += 1
      return delays[deaths - 1]
    },
    forgive: () => {
      deaths = 0
    },
  }
}
