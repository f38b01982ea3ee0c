import { lstat } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import type { StoreContext } from './context.ts'
import { hashPath } from './file-hash.ts'
import { throwIfCancelled } from './io-error.ts'
import { layout } from './layout.ts'
import { type NamedVersion, allVersions } from './object-users.ts'
import { readObject } from './objects.ts'
import { fileSystemPath } from './portable-path.ts'
import { placesOfSources } from './source-memory.ts'
import { readTree } from './tree.ts'

export interface SearchOptions {
  /** Folders of other stores. */
  readonly others: readonly string[]
  /** Whether a file outside of any store may be looked at: a store may come from anybody, and so what it names. */
  readonly mayRead: (file: string) => Promise<boolean>
  readonly signal?: AbortSignal | undefined
  readonly onBytes?: ((bytes: number) => void) | undefined
}

interface Candidate {
  readonly file: string
  /** Bytes that it must have; unknown of objects that are no file of a snapshot. */
  readonly size?: number
  /** It lies where only who asks may say whether it is read. */
  readonly outside?: true
}

/**
 * Files of this machine that have the bytes of lost objects: in plain folders, where the data was taken from, and in
 * other stores. Each was hashed. Only places are looked at that are known to have had them.
 */
export async function findSameBytes(
  ctx: StoreContext,
  wanted: ReadonlySet<string>,
  affected: ReadonlySet<string>,
  { others, mayRead, signal, onBytes }: SearchOptions,
): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  if (wanted.size === 0) return found
  for (const [hash, candidates] of await placesOf(ctx, wanted, affected, others)) {
    const tried = new Set<string>()
    for (const { file, size, outside } of candidates) {
      throwIfCancelled(signal)
      if (tried.has(file)) continue
      tried.add(file)
      if (outside === true && !(await mayRead(file))) continue
      if (!(await hasBytes(file, hash, size, { signal, onBytes }))) continue
      found.set(hash, file)
      break
    }
  }
  return found
}

async function placesOf(
  ctx: StoreContext,
  wanted: ReadonlySet<string>,
  affected: ReadonlySet<string>,
  others: readonly string[],
): Promise<Map<string, Candidate[]>> {
  const places = new Map<string, Candidate[]>([...wanted].map((hash) => [hash, []]))
  const versions = (await allVersions(ctx)).filter(({ reference }) => affected.has(reference))
  for (const version of versions) await placesOfVersion(ctx, version, places)
  for (const dataset of new Set(versions.map((version) => version.dataset)))
    for (const { file, sha256 } of await placesOfSources(ctx, dataset, wanted))
      places.get(sha256)?.push({ file, outside: true })
  for (const other of others)
    for (const [hash, candidates] of places) candidates.push({ file: layout.object(other, hash) })
  return places
}

/** Where a version's files lie in its plain folder, and lay when it was taken from a path that was given in full. */
async function placesOfVersion(
  ctx: StoreContext,
  { id, reference, dataset, version }: NamedVersion,
  places: ReadonlyMap<string, Candidate[]>,
): Promise<void> {
  const plain = layout.plainPath(ctx.root, dataset, version)
  try {
    const { tree, sources } = await ctx.snapshots.read(ctx, id, reference)
    const roots = sources.filter((source) => isAbsolute(source))
    for await (const { path, size, sha256 = '' } of readTree(tree, (hash) =>
      readObject(ctx, hash, 'a tree'),
    )) {
      const candidates = places.get(sha256)
      if (candidates === undefined) continue
      const parts = fileSystemPath(path, process.platform).path.split('/')
      candidates.push({ file: join(plain, ...parts), size })
      for (const root of roots)
        for (const file of [root, join(root, ...parts)]) candidates.push({ file, size, outside: true })
    }
  } catch {
    // Of a version whose own objects are lost nothing more is known here.
  }
}

async function hasBytes(
  file: string,
  hash: string,
  size: number | undefined,
  options: Pick<SearchOptions, 'signal' | 'onBytes'>,
): Promise<boolean> {
  try {
    const facts = await lstat(file)
    if (!facts.isFile() || (size !== undefined && facts.size !== size)) return false
    return (await hashPath(file, options)).sha256 === hash
  } catch {
    throwIfCancelled(options.signal)
    // A place that cannot be read is none.
    return false
  }
}
