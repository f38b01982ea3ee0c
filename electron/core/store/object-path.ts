import type { StoreContext } from './context.ts'
import { hashPath } from './file-hash.ts'
import { storeFailure, throwIfCancelled } from './io-error.ts'
import { layout } from './layout.ts'
import { damagedObject, missingObject, requireHash, statObject } from './objects.ts'
import { affectedSnapshots } from './object-users.ts'

export interface ObjectPathOptions {
  readonly signal?: AbortSignal | undefined
  /** Called with the bytes that had to be hashed. */
  readonly onBytes?: ((bytes: number) => void) | undefined
}

/**
 * The path of an object whose bytes are proven: hashed here not too long ago and not changed since, else
 * hashed now. Throws `object-damaged` and `store-incomplete`, naming the object and the snapshots it is in.
 */
export async function provenPath(
  ctx: StoreContext,
  hash: string,
  options: ObjectPathOptions = {},
): Promise<string> {
  requireHash(hash)
  const { signal, onBytes } = options
  const path = layout.object(ctx.root, hash)
  const before = await statObject(ctx, hash)
  if (before === undefined) throw missingObject(ctx, hash, await inWords(ctx, hash))
  if (await ctx.proofs.holds(hash, before)) return path
  const hashedAt = Date.now()
  let actual: string
  try {
    actual = (await hashPath(path, { signal, onBytes })).sha256
  } catch (error) {
    throwIfCancelled(signal)
    throw storeFailure(error, 'read an object', path)
  }
  if (actual !== hash) {
    await ctx.proofs.forget(hash)
    await ctx.proofs.flush()
    throw damagedObject(ctx, hash, 'data', await affectedSnapshots(ctx, hash))
  }
  const after = await statObject(ctx, hash)
  if (after !== undefined && after.ctimeNs === before.ctimeNs && after.ino === before.ino) {
    await ctx.proofs.note(hash, after, 'read', hashedAt)
    await ctx.proofs.flush()
  }
  return path
}

async function inWords(ctx: StoreContext, hash: string): Promise<string> {
  const snapshots = await affectedSnapshots(ctx, hash)
  return snapshots.length === 0 ? 'data' : `data of ${snapshots.slice(0, 5).join(', ')}`
}
