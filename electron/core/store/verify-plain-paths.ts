import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
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
    for await (const { path, sha256 } of readTree(tree, (hash) => readObject(ctx, hash, 'a tree'))) {
      throwIfCancelled(signal)
      if (sha256 === undefined) continue
      const file = join(folder, ...fileSystemPath(path, process.platform).path.split('/'))
      const actual = await hashPath(file, { signal }).catch((error: unknown) => {
        throwIfCancelled(signal)
        // One that cannot be read is none that a tool could read either.
        if (isMissing(error)) return undefined
        throw error
      })
      if (actual?.sha256 !== sha256) return file
    }
  } catch {
    throwIfCancelled(signal)
    // What cannot be read of the version itself is a finding of its own.
  }
  return undefined
}

async function isThere(folder: string): Promise<boolean> {
  try {
    return (await lstat(folder)).isDirectory()
  } catch (error) {
    if (isMissing(error)) return false
    throw storeFailure(error, 'look at a plain folder', folder)
  }
}
