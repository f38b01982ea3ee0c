import type { Dirent } from 'node:fs'
import { lstat, readdir, realpath } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { FirnError } from '../../../shared/contract/errors.ts'
import { isPattern, matchesPart, patternParts } from './glob-pattern.ts'
import { isMissing, sourceFailure } from './io-error.ts'

/** A source as the user named it, found on disk. */
export interface SourceRoot {
  readonly kind: 'file' | 'folder' | 'glob'
  /** As it was named; of a glob, the folder above its first pattern. */
  readonly absolute: string
  readonly real: string
  /** Of a glob: files and folders that match, absolute and in order. */
  readonly matches: readonly string[]
}

/** Finds a source. A name that exists is taken as it is, also when it looks like a pattern. */
export async function openRoot(source: string, from: string): Promise<SourceRoot> {
  const absolute = resolve(from, source)
  try {
    const real = await realpath(absolute)
    const kind = (await lstat(real)).isDirectory() ? 'folder' : 'file'
    return { kind, absolute, real, matches: [] }
  } catch (error) {
    if (!isMissing(error) || !isPattern(source)) throw sourceFailure(error, absolute)
  }
  return openGlob(source, absolute)
}

async function openGlob(source: string, absolute: string): Promise<SourceRoot> {
  const parts = absolute.split(sep)
  // The folder above the first part that is a pattern.
  const first = parts.findIndex((part) => isPattern(part))
  const base = parts.slice(0, first).join(sep) || sep
  const real = await realpath(base).catch(() => base)
  const matches = new Set<string>()
  for (const pattern of patternParts(parts.slice(first).join('/')))
    for await (const match of matchesBelow(real, pattern)) matches.add(match)
  if (matches.size === 0) {
    throw new FirnError('nothing-to-read', `No file matches "${source}".`, {
      hint: 'Put the pattern in quotes, and check it from the folder you are in.',
      context: { sources: [source] },
    })
  }
  return { kind: 'glob', absolute: base, real, matches: [...matches].toSorted() }
}

/** Folders that are links are matched by name, but never looked into. */
async function* matchesBelow(
  folder: string,
  [part = '', ...rest]: readonly string[],
): AsyncGenerator<string> {
  let entries: Dirent[]
  try {
    entries = await readdir(folder, { withFileTypes: true })
  } catch (error) {
    if (isMissing(error)) return
    throw sourceFailure(error, folder)
  }
  if (part === '**') {
    yield* matchesBelow(folder, rest)
    for (const entry of entries)
      if (entry.isDirectory() && !entry.name.startsWith('.'))
        yield* matchesBelow(join(folder, entry.name), ['**', ...rest])
    return
  }
  for (const entry of entries) {
    if (!matchesPart(entry.name, part)) continue
    if (rest.length === 0) yield join(folder, entry.name)
    else if (entry.isDirectory()) yield* matchesBelow(join(folder, entry.name), rest)
  }
}

/** What stands in front of the paths of each root. */
export function prefixes(roots: readonly SourceRoot[]): string[] {
  const labels = roots.map((root) => basename(root.absolute) || 'root')
  if (roots.length === 1) return roots.map((root) => (root.kind === 'file' ? (labels[0] ?? '') : ''))
  const distinct = new Set(roots.map((root) => root.absolute))
  if (new Set(labels).size === distinct.size) return labels
  const shared = sharedFolder(roots.map((root) => dirname(root.absolute)))
  return roots.map((root) => portable(relative(shared, root.absolute)))
}

function sharedFolder(folders: readonly string[]): string {
  let shared = folders[0] ?? sep
  for (const folder of folders) {
    while (
      shared !== dirname(shared) &&
      folder !== shared &&
      !folder.startsWith(shared.endsWith(sep) ? shared : shared + sep)
    )
      shared = dirname(shared)
  }
  return shared
}

/** With `/`; the drive of a path that has nothing in common with the others becomes a folder. */
export function portable(path: string): string {
  const plain = isAbsolute(path) ? path.replace(/^([A-Za-z]):/, '$1') : path
  return plain
    .split(sep)
    .filter((part) => part !== '' && part !== '..')
    .join('/')
}
