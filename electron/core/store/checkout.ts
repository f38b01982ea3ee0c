import { randomUUID } from 'node:crypto'
import { readdir, rmdir } from 'node:fs/promises'
import type { Checkout } from '../../../shared/contract/store.ts'
import { FirnError } from '../../../shared/contract/errors.ts'
import type { CallContext } from '../../../shared/contract/responder.ts'
import type { TreeEntry } from '../../../shared/model/snapshot.ts'
import type { StoreContext } from './context.ts'
import { copyFilesOut } from './file-copies.ts'
import { isMissing, storeFailure, systemCode, throwIfCancelled } from './io-error.ts'
import { readObject } from './objects.ts'
import type { ResolvedSnapshot } from './reference-resolution.ts'
import { readTree } from './tree.ts'
import { pathText } from './tree-path.ts'

/**
 * Writes the files of a snapshot, byte for byte, into a folder of the person's: one that is new or empty, so that
 * nothing there is lost. A reference that names one of several tables means the files of that table. The files may
 * be changed afterwards; they have the times that they had. The folder is there when all of it is: what was cut off
 * lies beside it, named `<folder>.unfinished-…`, and is removed here where that is possible.
 *
 * Throws `already-exists` for a folder that holds something, `file-missing` when the folder above is not there,
 * `object-damaged`, `store-incomplete`, `disk-full`, `not-allowed`, `io`.
 */
export async function checkOut(
  ctx: StoreContext,
  resolved: ResolvedSnapshot,
  folder: string,
  { signal, progress }: Pick<CallContext, 'signal' | 'progress'>,
): Promise<Checkout> {
  const emptyFolder = await requireNoneOrEmpty(folder)
  const unfinished = `${folder}.unfinished-${randomUUID().slice(0, 8)}`
  const total = await bytesOf(ctx, resolved)
  let bytes = 0
  const onBytes = (more: number) => {
    bytes += more
    progress({ done: bytes, total, unit: 'bytes' })
  }
  try {
    const copied = await copyFilesOut(ctx, unfinished, filesOf(ctx, resolved), {
      mode: 0o644,
      signal,
      onBytes,
    })
    throwIfCancelled(signal)
    if (emptyFolder) await rmdir(folder)
    await ctx.disk.rename(unfinished, folder)
    return { reference: resolved.reference, folder, bytes, ...copied }
  } catch (error) {
    await ctx.disk.removeFolder(unfinished).catch(() => {})
    throwIfCancelled(signal)
    if (systemCode(error) === 'ENOTEMPTY' || systemCode(error) === 'EEXIST') throw notEmpty(folder, error)
    throw storeFailure(error, `check out ${resolved.reference}`, folder)
  }
}

/** Whether there is an empty folder. Throws when there is anything else. */
async function requireNoneOrEmpty(folder: string): Promise<boolean> {
  let names: string[]
  try {
    names = await readdir(folder)
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false
    if (systemCode(error) === 'ENOTDIR' || isMissing(error)) throw notEmpty(folder, error)
    throw storeFailure(error, 'look into the folder', folder)
  }
  if (names.length > 0) throw notEmpty(folder)
  return true
}

function notEmpty(folder: string, cause?: unknown): FirnError {
  return new FirnError('already-exists', `${folder} is there already, and is not an empty folder.`, {
    hint: 'Name a folder that does not exist yet, or an empty one: nothing is written over.',
    context: { file: folder },
    cause,
  })
}

/** The files that a reference means where it does not mean all of them: those of one of several tables. */
function onlyFiles({ snapshot, table }: ResolvedSnapshot): ReadonlySet<string> | undefined {
  return table === undefined || snapshot.tables.length < 2 ? undefined : new Set(table.files)
}

async function* filesOf(ctx: StoreContext, resolved: ResolvedSnapshot): AsyncGenerator<TreeEntry> {
  const only = onlyFiles(resolved)
  for await (const entry of readTree(resolved.snapshot.tree, (hash) =>
    readObject(ctx, hash, `the tree of ${resolved.reference}`),
  ))
    if (only === undefined || only.has(pathText(entry.path))) yield entry
}

async function bytesOf(ctx: StoreContext, resolved: ResolvedSnapshot): Promise<number> {
  if (onlyFiles(resolved) === undefined) return Number(resolved.snapshot.statistics.bytes)
  let bytes = 0
  for await (const { size, kind } of filesOf(ctx, resolved)) if (kind === 'file') bytes += size
  return bytes
}
