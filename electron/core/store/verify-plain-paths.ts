import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import type { TreeEntry } from '../../../shared/model/snapshot.ts'
import type { StoreContext } from './context.ts'
import { hashPath } from './file-hash.ts'
import type { Findings } from './findings.ts'
import { isMissing, storeFailure, throwIfCancelled } from './io-error.ts'
import { layout } from './layout.ts'
import { type NamedVersion, allVersions } from './object-users.ts'
import { readObject } from './objects.ts'
import { fileSystemPath } from './portable-path.ts'
import { readTree } from './tree.ts'

/**
 * Hashes the files of plain folders, of all or of `only` those. Other tools read them without asking, so that a
 * changed one would give them other data than the version has.
 */
export async function verifyPlainPaths(
  ctx: StoreContext,
  findings: Findings,
  signal: AbortSignal | undefined,
  only?: ReadonlySet<string>,
): Promise<void> {
  for (const version of await allVersions(ctx)) {
    const folder = layout.plainPath(ctx.root, version.dataset, version.version)
    if (only !== undefined && !only.has(folder)) continue
    if (!(await isThere(folder))) continue
    const changed = await changedFile(ctx, version, folder, signal)
    if (changed !== undefined)
      findings.add(
        'plain-path-changed',
        folder,
        `${changed} is not as it is in ${version.reference}: somebody changed the plain folder.`,
        version.reference,
      )
  }
}

async function changedFile(
  ctx: StoreContext,
  { id, reference }: NamedVersion,
  folder: string,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  try {
    const { tree } = await ctx.snapshots.read(ctx, id, reference)
    for await (const entry of readTree(tree, (hash) => readObject(ctx, hash, 'a tree'))) {
      throwIfCancelled(signal)
      if (entry.kind !== 'file') continue
      const file = join(folder, ...fileSystemPath(entry.path, process.platform).path.split('/'))
      const same = await holdsBytesOf(file, entry, signal).catch((error: unknown) => {
        throwIfCancelled(signal)
        // One that cannot be read is none that a tool could read either.
        if (isMissing(error)) return false
        throw error
      })
      if (!same) return file
    }
  } catch {
    throwIfCancelled(signal)
    // What cannot be read of the version itself is a finding of its own.
  }
  return undefined
}

/** Whether a file has the bytes of an entry. Of a file in chunks the hash of the whole may not be known. */
async function holdsBytesOf(
  file: string,
  { sha256, size, chunks = [] }: TreeEntry,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  if (sha256 !== undefined) return (await hashPath(file, { signal })).sha256 === sha256
  if ((await lstat(file)).size !== size) return false
  let start = 0
  for (const chunk of chunks) {
    const hash = createHash('sha256')
    const piece = createReadStream(file, { start, end: start + chunk.size - 1, signal })
    for await (const bytes of piece) hash.update(bytes as Buffer)
    if (hash.digest('hex') !== chunk.sha256) return false
    start += chunk.size
  }
  return true
}

async function isThere(folder: string): Promise<boolean> {
  try {
    return (await lstat(folder)).isDirectory()
  } catch (error) {
    if (isMissing(error)) return false
    throw storeFailure(error, 'look at a plain folder', folder)
  }
}
