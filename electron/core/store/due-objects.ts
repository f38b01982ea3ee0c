import type { VerifyFinding } from '../../../shared/contract/store.ts'
import type { StoreContext } from './context.ts'
import type { HashOptions } from './file-hash.ts'
import { throwIfCancelled } from './io-error.ts'
import { listObjects } from './object-listing.ts'
import { affectedSnapshots } from './object-users.ts'
import { statObject } from './objects.ts'
import { objectProblem } from './verification.ts'

export interface DueObjects {
  /** Names, the one whose proof is oldest first; those without one before all. */
  readonly due: readonly string[]
  /** Objects of the store. */
  readonly objects: number
}

export interface DueOptions {
  readonly signal?: AbortSignal | undefined
  /** Awaited now and then. */
  readonly pause?: () => Promise<void>
}

/** Objects looked at between two pauses: a few milliseconds. */
const portion = 200

/** Objects whose bytes were not proven within the last `age` milliseconds. */
export async function dueObjects(
  ctx: StoreContext,
  age: number,
  { signal, pause }: DueOptions = {},
): Promise<DueObjects> {
  const { objects } = await listObjects(ctx)
  const now = ctx.clock()
  const due: { readonly hash: string; readonly at: number }[] = []
  let looked = 0
  for (const hash of objects) {
    looked += 1
    if (looked % portion === 0) await pause?.()
    throwIfCancelled(signal)
    const file = await statObject(ctx, hash)
    if (file === undefined) continue
    const at = (await ctx.proofs.provenAt(hash, file)) ?? 0
    if (now - at > age) due.push({ hash, at })
  }
  return { due: due.toSorted((a, b) => a.at - b.at).map(({ hash }) => hash), objects: objects.size }
}

/** Hashes one object and renews its proof, or says what is wrong with it and which versions have it. */
export async function checkObject(
  ctx: StoreContext,
  hash: string,
  options: Pick<HashOptions, 'signal' | 'pause'> = {},
): Promise<VerifyFinding | undefined> {
  const message = await objectProblem(ctx, hash, options)
  await ctx.proofs.flush()
  if (message === undefined) return undefined
  return { kind: 'object-damaged', object: hash, message, snapshots: await affectedSnapshots(ctx, hash) }
}
