import { setTimeout as sleep } from 'node:timers/promises'
import { FirnError } from '../../../shared/contract/errors.ts'

/** Lost races in a row before giving up: far more than any number of writers on one machine causes. */
const mostTries = 1_000

/**
 * Repeats an attempt to append to a log until it wins (gives something), with short random pauses. Throws
 * `conflict` when it never does.
 */
export async function winRace<T>(dataset: string, attempt: () => Promise<T | undefined>): Promise<T> {
  for (let lost = 0; lost < mostTries; lost += 1) {
    if (lost > 0) await sleep(Math.random() * Math.min(50, 2 * lost))
    const won = await attempt()
    if (won !== undefined) return won
  }
  throw new FirnError('conflict', `Too many writers changed ${dataset} at once.`, {
    hint: 'Try again.',
    context: { dataset },
  })
}
