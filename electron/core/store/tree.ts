import { createHash } from 'node:crypto'
import { FirnError } from '../../../shared/contract/errors.ts'
import type { TreeEntry } from '../../../shared/model/snapshot.ts'
import { canonicalBytes, canonicalText, sha256 } from './canonical.ts'
import { bytesName, holdsBytes } from './file-chunks.ts'
import { comparePaths, pathBytes, pathProblem, pathText } from './tree-path.ts'

/** Ranges hold about this many entries; few changes then touch few small objects. */
const aboutEntries = 2_000
const leastEntries = 500
const mostEntries = 8_000

/** A run of a tree's entries, which is an object of its own: one canonical entry per line. */
export interface TreeRange {
  readonly sha256: string
  readonly entries: number
  /** Path of its first entry. */
  readonly first: TreeEntry['path']
}

/** The object that a snapshot's `tree` names. */
export interface TreeRoot {
  readonly format: 1
  readonly ranges: readonly TreeRange[]
  readonly entries: number
  /** Bytes of all files. */
  readonly bytes: number
  /** SHA-256 over paths, kinds and names of bytes, without sizes and times: equal digests mean nothing changed. */
  readonly digest: string
}

/** Where objects of a tree come from and go to. */
export type ReadObject = (hash: string) => Promise<Buffer>
export type PutObject = (bytes: Buffer) => Promise<string>

/** Cuts entries into ranges, stores them and the root, and returns the root's hash. Sorts; refuses doubles. */
export async function writeTree(
  entries: readonly TreeEntry[],
  put: PutObject,
): Promise<{ hash: string; root: TreeRoot }> {
  const sorted = entries.toSorted((a, b) => comparePaths(a.path, b.path))
  refuseBadPaths(sorted)
  const digest = createHash('sha256')
  const ranges: TreeRange[] = []
  let lines: string[] = []
  let first: TreeEntry['path'] | undefined
  let bytes = 0
  const finish = async () => {
    if (first === undefined) return
    ranges.push({ sha256: await put(Buffer.from(lines.join(''), 'utf8')), entries: lines.length, first })
    lines = []
    first = undefined
  }
  for (const entry of sorted) {
    first ??= entry.path
    const { path, kind, size, target } = entry
    const name = typeof path === 'string' ? JSON.stringify(path) : canonicalText(path)
    lines.push(entryLine(entry, name))
    digest.update(`[${name},"${kind}",${JSON.stringify(bytesName(entry) ?? target ?? '')}]\n`)
    bytes += size
    if (lines.length >= mostEntries || (lines.length >= leastEntries && endsRange(entry))) await finish()
  }
  await finish()
  const root: TreeRoot = { format: 1, ranges, entries: sorted.length, bytes, digest: digest.digest('hex') }
  return { hash: await put(canonicalBytes(root)), root }
}

/** The root of a tree, from its object. Throws `store-damaged`. */
export async function readTreeRoot(hash: string, read: ReadObject): Promise<TreeRoot> {
  const value = JSON.parse((await read(hash)).toString('utf8')) as Partial<TreeRoot>
  if (value.format !== 1 || !Array.isArray(value.ranges)) throw notATree(hash)
  return value as TreeRoot
}

/** The entries of one range. Throws `store-damaged` for entries that would lead out of the snapshot. */
export async function readTreeRange(range: TreeRange, read: ReadObject): Promise<TreeEntry[]> {
  const text = (await read(range.sha256)).toString('utf8')
  const entries: TreeEntry[] = []
  for (const line of text.split('\n')) if (line !== '') entries.push(JSON.parse(line) as TreeEntry)
  for (const entry of entries) {
    const whole = entry.kind === 'link' ? entry.target !== undefined : holdsBytes(entry)
    if (!whole || pathProblem(entry.path) !== undefined) throw notATree(range.sha256)
  }
  return entries
}

/** All entries in order, a range at a time. */
export async function* readTree(hash: string, read: ReadObject): AsyncGenerator<TreeEntry> {
  const root = await readTreeRoot(hash, read)
  for (const range of root.ranges) yield* await readTreeRange(range, read)
}

/** The canonical text of an entry, put together by hand: a million of them are written at once. */
function entryLine({ chunks, kind, mtime, sha256: hash, size, target }: TreeEntry, name: string): string {
  if (!Number.isSafeInteger(size)) throw new FirnError('internal', `${size} is not the size of a file.`)
  const bytes = hash === undefined ? '' : `,"sha256":${JSON.stringify(hash)}`
  const pieces = chunks === undefined ? '' : `"chunks":${canonicalText(chunks)},`
  const link = target === undefined ? '' : `,"target":${JSON.stringify(target)}`
  return `{${pieces}"kind":"${kind}","mtime":${JSON.stringify(mtime)},"path":${name}${bytes},"size":${size}${link}}\n`
}

/** Whether a range ends after this entry: decided by its path alone, so that edits elsewhere do not matter. */
function endsRange(entry: TreeEntry): boolean {
  const word = Number.parseInt(sha256(pathBytes(entry.path)).slice(0, 8), 16)
  return word % (aboutEntries - leastEntries) === 0
}

function refuseBadPaths(sorted: readonly TreeEntry[]): void {
  for (const [index, entry] of sorted.entries()) {
    const problem = pathProblem(entry.path)
    if (problem !== undefined)
      throw new FirnError(
        'invalid-input',
        `"${pathText(entry.path)}" cannot be a path in a snapshot: ${problem}.`,
      )
    const next = sorted[index + 1]
    if (next !== undefined && comparePaths(entry.path, next.path) === 0)
      throw new FirnError(
        'invalid-input',
        `Two files would be called "${pathText(entry.path)}" in the snapshot.`,
        {
          context: { file: pathText(entry.path) },
        },
      )
  }
}

function notATree(hash: string): FirnError {
  return new FirnError('store-damaged', `Object ${hash} should list files, but does not.`, {
    hint: '`firn verify` lists everything that is affected.',
    context: { object: hash },
  })
}
