import type { BigIntStats } from 'node:fs'
import { readdir, realpath } from 'node:fs/promises'
import { join, relative, resolve, sep } from 'node:path'
import { FirnError } from '../../../shared/contract/errors.ts'
import { sourceFailure, throwIfCancelled } from './io-error.ts'
import { type SourceFile, describeSource, factsOf, withTarget } from './source-file.ts'
import { type SourceRoot, openRoot, portable, prefixes } from './source-roots.ts'
import { comparePaths, pathOfBytes, pathText } from './tree-path.ts'

export { type SourceFile, pathToOpen } from './source-file.ts'

export interface WalkOptions {
  readonly signal?: AbortSignal | undefined
  /** Relative sources are meant from here; the process's folder when absent. */
  readonly from?: string
  /** Absolute folders that are left out of what lies around them, such as the store itself. */
  readonly exclude?: readonly string[]
  /** Told of a folder that cannot be listed, which is then passed over; without it that is thrown. */
  readonly onUnreadable?: (error: FirnError, folder: string) => void
}

/**
 * Finds the files behind sources: files, folders and globs. Sorted by path, the same on every machine. Links
 * are never followed, except one that is itself named as a source. One file keeps its name, one folder or
 * glob gives the paths below it; of several sources each keeps its own name in front, and where these are
 * equal, as much of the folders above as tells them apart.
 *
 * Throws `file-missing` and `file-unreadable`, naming the file, and `nothing-to-read` when there is none.
 */
export async function walkSources(
  sources: readonly string[],
  options: WalkOptions = {},
): Promise<SourceFile[]> {
  const { signal, from = process.cwd(), exclude = [], onUnreadable } = options
  // Sources are walked by their real paths, so these must be real too.
  const excluded = new Set(
    await Promise.all(exclude.map((folder) => realpath(folder).catch(() => resolve(folder)))),
  )
  const roots: SourceRoot[] = []
  for (const source of sources) roots.push(await openRoot(source, from))
  const found = new Map<string, SourceFile>()
  for (const [index, prefix] of prefixes(roots).entries()) {
    const root = roots[index]
    if (root === undefined) continue
    for await (const file of filesOf(root, prefix, excluded, signal, onUnreadable)) {
      // A file that two sources name is one file.
      const key = file.absoluteBytes?.toString('latin1') ?? file.absolute
      if (!found.has(key)) found.set(key, file)
    }
  }
  const files = [...found.values()].toSorted((a, b) => comparePaths(a.path, b.path))
  if (files.length === 0) {
    const named = sources.map((source) => `"${source}"`).join(', ')
    throw new FirnError('nothing-to-read', `There is no file in ${named}.`, {
      hint: 'Check the path; a pattern such as logs/*.csv is matched from the folder you are in.',
      context: { sources },
    })
  }
  refuseMerges(files)
  return files
}

async function* filesOf(
  root: SourceRoot,
  prefix: string,
  excluded: ReadonlySet<string>,
  signal: AbortSignal | undefined,
  onUnreadable: WalkOptions['onUnreadable'],
): AsyncGenerator<SourceFile> {
  if (root.kind === 'folder') {
    yield* walkFolder(root.real, prefix, excluded, signal, onUnreadable)
    return
  }
  if (root.kind === 'file') {
    yield describeSource(prefix, root.real, undefined, await factsOf(root.real))
    return
  }
  const around = [...excluded].filter((folder) => !isWithin(root.real, folder))
  for (const match of root.matches) {
    throwIfCancelled(signal)
    if (around.some((folder) => isWithin(match, folder))) continue
    const path = joined(prefix, portable(relative(root.real, match)))
    const stats = await factsIfThere(match)
    if (stats === undefined) continue
    if (stats.isDirectory()) {
      yield* walkFolder(match, path, excluded, signal, onUnreadable)
      continue
    }
    const file = describeSource(path, match, undefined, stats)
    yield file.kind === 'link' ? await withTarget(file) : file
  }
}

async function* walkFolder(
  folder: string,
  prefix: string,
  excluded: ReadonlySet<string>,
  signal: AbortSignal | undefined,
  onUnreadable: WalkOptions['onUnreadable'],
): AsyncGenerator<SourceFile> {
  throwIfCancelled(signal)
  if (excluded.has(folder)) return
  let names: string[]
  try {
    names = await readdir(folder)
  } catch (error) {
    if (onUnreadable === undefined) throw sourceFailure(error, folder)
    onUnreadable(sourceFailure(error, folder), folder)
    return
  }
  // Only a name that is not UTF-8 (or holds this very character) is worth a second look at its bytes.
  if (names.some((name) => name.includes('\uFFFD'))) {
    yield* walkBytes(Buffer.from(folder), Buffer.from(prefix), excluded, signal)
    return
  }
  const batch = 64
  for (let start = 0; start < names.length; start += batch) {
    const part = names.slice(start, start + batch)
    const facts = await Promise.all(part.map((name) => factsIfThere(join(folder, name))))
    for (const [index, name] of part.entries()) {
      const stats = facts[index]
      const absolute = join(folder, name)
      if (stats === undefined) continue
      if (stats.isDirectory())
        yield* walkFolder(absolute, joined(prefix, name), excluded, signal, onUnreadable)
      else {
        const file = describeSource(joined(prefix, name), absolute, undefined, stats)
        yield file.kind === 'link' ? await withTarget(file) : file
      }
    }
  }
}

/** As {@link walkFolder}, for names whose bytes are no text. */
async function* walkBytes(
  folder: Buffer,
  prefix: Buffer,
  excluded: ReadonlySet<string>,
  signal: AbortSignal | undefined,
): AsyncGenerator<SourceFile> {
  throwIfCancelled(signal)
  if (excluded.has(folder.toString())) return
  let names: Buffer[]
  try {
    names = await readdir(folder, { encoding: 'buffer' })
  } catch (error) {
    throw sourceFailure(error, folder.toString())
  }
  for (const name of names) {
    const absolute = joinedBytes(folder, name)
    const path = prefix.length === 0 ? name : joinedBytes(prefix, name)
    const stats = await factsIfThere(absolute)
    if (stats === undefined) continue
    if (stats.isDirectory()) yield* walkBytes(absolute, path, excluded, signal)
    else {
      const bytes = typeof pathOfBytes(absolute) === 'string' ? undefined : absolute
      const file = describeSource(pathOfBytes(path), absolute.toString(), bytes, stats)
      yield file.kind === 'link' ? await withTarget(file) : file
    }
  }
}

/** Undefined for a file that went after its folder was listed: people work in folders that are taken. */
async function factsIfThere(path: string | Buffer): Promise<BigIntStats | undefined> {
  try {
    return await factsOf(path)
  } catch (error) {
    if (error instanceof FirnError && error.code === 'file-missing') return undefined
    throw error
  }
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}

function joined(prefix: string, name: string): string {
  return prefix === '' ? name : `${prefix}/${name}`
}

function joinedBytes(folder: Buffer, name: Buffer): Buffer {
  return Buffer.concat([folder, Buffer.from('/'), name])
}

function refuseMerges(sorted: readonly SourceFile[]): void {
  for (const [index, file] of sorted.entries()) {
    const next = sorted[index + 1]
    if (next === undefined || comparePaths(file.path, next.path) !== 0) continue
    throw new FirnError(
      'ambiguous',
      `${file.absolute} and ${next.absolute} would both be called "${pathText(file.path)}".`,
      {
        hint: 'Name the folder above them instead, or take them as two datasets.',
        context: { file: file.absolute },
      },
    )
  }
}
