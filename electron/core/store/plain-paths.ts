import { lstat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { TreeEntry } from '../../../shared/model/snapshot.ts'
import type { StoreContext } from './context.ts'
import { copyFilesOut, secondsOf } from './file-copies.ts'
import { isMissing, storeFailure, throwIfCancelled } from './io-error.ts'
import { layout } from './layout.ts'
import type { ObjectPathOptions } from './object-path.ts'
import { allVersions } from './object-users.ts'
import { readObject } from './objects.ts'
import { fileSystemPath } from './portable-path.ts'
import type { ResolvedSnapshot } from './reference-resolution.ts'
import { readTree } from './tree.ts'

export interface PlainPath {
  /** Folder with the snapshot's files, read-only; of a reference to a table with one file, that file. */
  readonly path: string
  /** Names that this file system cannot hold and that were therefore escaped. */
  readonly escaped: readonly string[]
}

/**
 * A plain folder with the files of a snapshot that any tool can read: reflinks where the file system can,
 * else copies, of proven objects. Made once and checked (names, sizes, times) whenever it is asked for; one
 * that somebody changed is made anew.
 */
export async function materialise(
  ctx: StoreContext,
  staging: string,
  resolved: ResolvedSnapshot,
  options: ObjectPathOptions = {},
): Promise<PlainPath> {
  const folder = layout.plainPath(ctx.root, resolved.dataset, resolved.version)
  const escaped: string[] = []
  const entries = () =>
    readTree(resolved.snapshot.tree, (hash) => readObject(ctx, hash, `the tree of ${resolved.reference}`))
  for await (const { path } of entries()) {
    const own = fileSystemPath(path, process.platform)
    if (own.changed) escaped.push(own.path)
  }
  if (!(await isWhole(folder, entries()))) {
    const unfinished = join(staging, 'plain')
    await build(ctx, unfinished, entries(), options)
    try {
      await ctx.disk.removeFolder(folder)
      await ctx.disk.makeFolder(dirname(folder))
      await ctx.disk.rename(unfinished, folder)
    } catch (error) {
      // Another process may have made the same folder at the same time.
      if (!(await isWhole(folder, entries()))) throw storeFailure(error, 'make a plain folder', folder)
    }
  }
  return { path: join(folder, ...fileOfTable(resolved)), escaped }
}

/** Removes the plain folders of versions whose snapshot object is gone. */
export async function removePlainPaths(ctx: StoreContext, gone: ReadonlySet<string>): Promise<void> {
  for (const { id, dataset, version } of await allVersions(ctx))
    if (gone.has(id))
      await ctx.disk.removeFolder(layout.plainPath(ctx.root, dataset, version)).catch(() => {})
}

/** A reference that names a table which is one file means that file. */
function fileOfTable({ snapshot, table }: ResolvedSnapshot): string[] {
  const [file, ...more] = table?.files ?? []
  if (snapshot.tables.length < 2 || file === undefined || more.length > 0) return []
  return fileSystemPath(file, process.platform).path.split('/')
}

async function build(
  ctx: StoreContext,
  folder: string,
  entries: AsyncIterable<TreeEntry>,
  { signal }: ObjectPathOptions,
): Promise<void> {
  try {
    await copyFilesOut(ctx, folder, entries, { mode: 0o444, signal })
  } catch (error) {
    await ctx.disk.removeFolder(folder).catch(() => {})
    throwIfCancelled(signal)
    throw storeFailure(error, 'make a plain folder', folder)
  }
}

async function isWhole(folder: string, entries: AsyncIterable<TreeEntry>): Promise<boolean> {
  try {
    if (!(await lstat(folder)).isDirectory()) return false
    for await (const { path, kind, size, mtime } of entries) {
      if (kind === 'link') continue
      const facts = await lstat(join(folder, ...fileSystemPath(path, process.platform).path.split('/')))
      if (!facts.isFile() || facts.size !== size) return false
      if (Math.abs(facts.mtimeMs / 1000 - secondsOf(mtime)) > 2) return false
    }
    return true
  } catch (error) {
    if (isMissing(error)) return false
    throw storeFailure(error, 'look at a plain folder', folder)
  }
}
