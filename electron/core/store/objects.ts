import { stat } from 'node:fs/promises'
import { FirnError } from '../../../shared/contract/errors.ts'
import { isSha256, sha256 } from './canonical.ts'
import type { StoreContext } from './context.ts'
import { isMissing, storeFailure } from './io-error.ts'
import { layout } from './layout.ts'

/** Size, times and inode of an object's file; undefined when it is not there. */
export interface ObjectFile {
  readonly size: number
  readonly mtimeNs: bigint
  readonly ctimeNs: bigint
  readonly ino: bigint
}

export async function statObject(ctx: StoreContext, hash: string): Promise<ObjectFile | undefined> {
  const file = layout.object(ctx.root, hash)
  try {
    const { size, mtimeNs, ctimeNs, ino } = await stat(file, { bigint: true })
    return { size: Number(size), mtimeNs, ctimeNs, ino }
  } catch (error) {
    if (isMissing(error)) return undefined
    throw storeFailure(error, 'look at an object', file)
  }
}

/**
 * The bytes of a small object (a snapshot or a part of a tree), hashed before they are used. Throws
 * `store-incomplete` when it is missing and `object-damaged` when its bytes are not those of its name.
 */
export async function readObject(ctx: StoreContext, hash: string, what: string): Promise<Buffer> {
  const file = layout.object(ctx.root, hash)
  let bytes: Buffer
  try {
    bytes = await ctx.disk.read(file)
  } catch (error) {
    if (isMissing(error)) throw missingObject(ctx, hash, what)
    throw storeFailure(error, `read ${what}`, file)
  }
  if (sha256(bytes) !== hash) throw damagedObject(ctx, hash, what, [])
  return bytes
}

/** Whether an error says that an object is missing or damaged, and not that it cannot be read just now. */
export const isLost = (error: unknown): boolean =>
  error instanceof FirnError && (error.code === 'store-incomplete' || error.code === 'object-damaged')

export function missingObject(ctx: StoreContext, hash: string, what: string): FirnError {
  return new FirnError('store-incomplete', `Object ${hash} (${what}) is missing from the store.`, {
    hint: 'The store was copied only in part, or files were deleted: copy the object from the original, or take the same data again.',
    context: { object: hash, file: layout.object(ctx.root, hash) },
  })
}

/** `snapshots` are references of those that hold the object, where they are known. */
export function damagedObject(
  ctx: StoreContext,
  hash: string,
  what: string,
  snapshots: readonly string[],
): FirnError {
  const affected = snapshots.length === 0 ? '' : ` It belongs to ${listed(snapshots)}.`
  return new FirnError(
    'object-damaged',
    `Object ${hash} (${what}) is damaged: its bytes have changed.${affected}`,
    {
      hint: 'Take the same data again, or copy the object from a backup; it heals either way. `firn verify --data` shows everything that is affected.',
      context: { object: hash, file: layout.object(ctx.root, hash), snapshots },
    },
  )
}

export function requireHash(hash: string): void {
  if (!isSha256(hash)) throw new FirnError('invalid-input', `"${hash}" is not the name of an object.`)
}

function listed(names: readonly string[]): string {
  return names.length <= 5 ? names.join(', ') : `${names.slice(0, 5).join(', ')} and ${names.length - 5} more`
}
