// How often a random test tries, and from which seed. The same tests run every day with a few attempts, the same
// ones each time, and with all that is promised in `npm run soak`, which runs every file that imports this one and
// draws another seed each time.

import { randomInt } from 'node:crypto'

/** Whether this is `npm run soak`. */
export const soaking = (process.env['FIRN_SOAK'] ?? '') !== ''

/** How many attempts are made: a few every day, all that is promised when soaking. */
export function count(attempts: { readonly everyday: number; readonly soak: number }): number {
  return soaking ? attempts.soak : attempts.everyday
}

/** A time limit in milliseconds, for a test whose attempts are counted by `count`. */
export function patience(everydayMs: number): number {
  return soaking ? Math.max(20 * everydayMs, 60 * 60_000) : everydayMs
}

let printed: number | undefined

/** Whoever changes the program is not to be stopped by a fault that was there before: every day tries the same. */
const everydaySeed = 20_261_121

/** The seed of this test file: FIRN_SEED, or any in a soak. Printed when it is first asked for: it repeats a run. */
export function seed(): number {
  if (printed === undefined) {
    printed = Number(process.env['FIRN_SEED'] ?? (soaking ? randomInt(2 ** 31) : everydaySeed))
    console.log(`seed ${printed} (FIRN_SEED=${printed} repeats this run)`)
  }
  return printed
}

/** What fast-check is given, in `assert` and in `sample`. */
export function runs(attempts: { readonly everyday: number; readonly soak: number }): {
  readonly numRuns: number
  readonly seed: number
} {
  return { numRuns: count(attempts), seed: seed() }
}

/** A sequence of numbers in [0, 1) that a seed repeats (mulberry32). */
export function seeded(start: number): () => number {
  let state = start >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
