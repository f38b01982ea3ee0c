import { setTimeout as sleep } from 'node:timers/promises'
import type { BackgroundCheck } from '../../../shared/contract/integrity.ts'
import type { VerifyFinding } from '../../../shared/contract/store.ts'
import { proofAge } from '../store/proof.ts'
import type { Store } from '../store/store.ts'

export interface BackgroundWork {
  readonly store: Pick<Store, 'dueObjects' | 'checkObject'>
  readonly isOn: () => boolean
  /** Whether somebody waits for something else. */
  readonly isBusy: () => boolean
  readonly found: (finding: VerifyFinding) => Promise<void>
  /** All objects have a young proof. */
  readonly completed: () => Promise<void>
  /** For tests. */
  readonly wait?: (milliseconds: number, signal: AbortSignal) => Promise<void>
}

export interface RunningBackgroundCheck {
  round(): BackgroundCheck['round']
  stop(): Promise<void>
}

/** Renewed well before they would have to be when somebody waits for a query. */
const renewalAge = 0.7 * proofAge
/** Opening a store and looking around in it comes first. */
const firstDelay = 60_000
const betweenRounds = 60 * 60 * 1000
const lookAgain = 2_000
/** Milliseconds of work between two pauses, and how many times as long each pause is: a tenth of one processor. */
const workAtOnce = 5
const restFactor = 9

/** Reads objects again whose proof grows old, in small portions, while nothing else runs. */
export function startBackgroundCheck({
  store,
  isOn,
  isBusy,
  found,
  completed,
  wait = unobtrusively,
}: BackgroundWork): RunningBackgroundCheck {
  const stopping = new AbortController()
  const { signal } = stopping
  let round: BackgroundCheck['round']
  let workingSince = performance.now()

  async function pause(): Promise<void> {
    const worked = performance.now() - workingSince
    if (worked >= workAtOnce) await wait(worked * restFactor, signal)
    while (isBusy() || !isOn()) await wait(lookAgain, signal)
    if (worked >= workAtOnce) workingSince = performance.now()
  }

  async function goRound(): Promise<void> {
    workingSince = performance.now()
    const { due } = await store.dueObjects(renewalAge, { signal, pause })
    for (const [done, hash] of due.entries()) {
      round = { done, due: due.length }
      await pause()
      const finding = await store.checkObject(hash, { signal, pause })
      if (finding !== undefined) await found(finding)
    }
    await completed()
  }

  async function run(): Promise<void> {
    await wait(firstDelay, signal)
    while (!signal.aborted) {
      while (isBusy() || !isOn()) await wait(lookAgain, signal)
      try {
        await goRound()
      } catch {
        // A disk that is not plugged in, for one: whoever reads the store is told of that. Tried again later.
      } finally {
        round = undefined
      }
      await wait(betweenRounds, signal)
    }
  }

  const running = run().catch(() => {
    // Only a stop ends the waiting.
  })
  return {
    round: () => round,
    async stop() {
      stopping.abort()
      await running
    },
  }
}

async function unobtrusively(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal, ref: false })
}
