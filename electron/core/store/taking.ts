import { type BigIntStats, constants } from 'node:fs'
import { type FileHandle, copyFile, open } from 'node:fs/promises'
import type { Progress } from '../../../shared/model/job.ts'
import type { FileChunk, TreeEntry } from '../../../shared/model/snapshot.ts'
import { sha256 as hashOf } from './canonical.ts'
import type { StoreContext } from './context.ts'
import type { CutRule } from './cut-rule.ts'
import { bytesName, objectsOf } from './file-chunks.ts'
import { type HashedBytes, hashFile } from './file-hash.ts'
import { sourceFailure, storeFailure, throwIfCancelled } from './io-error.ts'
import { statObject } from './objects.ts'
import type { SourceMemory, TakenSource } from './source-memory.ts'
import { type SourceFile, pathToOpen } from './source-walk.ts'
import type { StagedObjects } from './staged-objects.ts'
import { type ChunkSource, ChunkTaker, type KnownBeginning, type TakenChunks } from './taking-chunks.ts'
import { pathText } from './tree-path.ts'

export interface TakeOptions {
  readonly signal?: AbortSignal | undefined
  /** Called with bytes done of bytes in total. */
  readonly progress?: ((progress: Progress) => void) | undefined
  /** How a long file may be cut, asked before it is read; one that gets no rule is kept whole. */
  readonly cutting?: (source: SourceFile) => Promise<CutRule | undefined>
  /** Whether a file must be kept in one piece, even one that was in chunks before. */
  readonly keptWhole?: (source: SourceFile) => boolean
  /** Whether nothing but the end of this file changes: then it is read from the last chunk on that it had. */
  readonly appendOnly?: (source: SourceFile) => boolean
  /** Files in chunks of the version before, by `pathText`. */
  readonly before?: ReadonlyMap<string, TreeEntry>
}

/** What was taken from sources. */
export interface TakenTree {
  readonly entries: readonly TreeEntry[]
  /** Files that changed while they were read, and the like: sentences for people. */
  readonly warnings: readonly string[]
  /** Bytes that the store did not have. */
  readonly newBytes: number
  /** Files and links. */
  readonly files: number
  readonly bytes: number
  /** Sockets, devices and FIFOs, which are not taken. */
  readonly skipped: number
  /** Files that were not read again, because nothing about them had changed. */
  readonly unchanged: number
}

interface Taking {
  readonly ctx: StoreContext
  readonly staged: StagedObjects
  readonly recall: SourceMemory
  readonly remember: (taken: TakenSource) => void
  readonly signal: AbortSignal | undefined
  readonly onBytes: (bytes: number) => void
  readonly warnings: string[]
  readonly chunks: ChunkTaker
  readonly options: TakeOptions
  /** Devices from which nothing can be cloned into the store. */
  readonly noClones: Set<bigint>
}

interface TakenFile {
  readonly entry: TreeEntry
  /** Bytes that the store did not have. */
  readonly newBytes: number
  readonly unchanged: boolean
}

/** How often a file that changes while it is read is read again before it is taken as it is. */
const attempts = 3

/** Files read at once: reading, hashing and syncing overlap, memory stays under 20 MB. */
const together = 8

/** Smaller files are read whole, so that one that the store has is never written. */
const smallFile = 512 * 1024

/** Reads sources into the private folder of a writer, hashing the bytes that are stored in the same pass. */
export async function takeFiles(
  ctx: StoreContext,
  staged: StagedObjects,
  sources: readonly SourceFile[],
  recall: SourceMemory,
  remember: (taken: TakenSource) => void,
  options: TakeOptions,
): Promise<TakenTree> {
  const { signal, progress } = options
  const total = sources.reduce((sum, source) => sum + source.size, 0)
  let done = 0
  const failed = new AbortController()
  const failures: Error[] = []
  const taking: Taking = {
    ctx,
    staged,
    recall,
    remember,
    signal: signal === undefined ? failed.signal : AbortSignal.any([signal, failed.signal]),
    onBytes(bytes) {
      done += bytes
      progress?.({ done: Math.min(done, total), total, unit: 'bytes' })
    },
    warnings: [],
    chunks: new ChunkTaker(ctx, staged),
    options,
    noClones: new Set(),
  }
  const wanted = sources.filter((source) => source.kind !== 'other')
  const taken: (TakenFile | undefined)[] = wanted.map(() => undefined)
  let next = 0
  const takeNext = async (): Promise<void> => {
    while (next < wanted.length) {
      throwIfCancelled(taking.signal)
      const index = next
      next += 1
      const source = wanted[index]
      if (source !== undefined) taken[index] = await takeOne(taking, source)
    }
  }
  const takeOrStop = () =>
    takeNext().catch((error: unknown) => {
      // The first error counts, and what the others are reading is no longer wanted.
      failed.abort()
      failures.push(error as Error)
    })
  await Promise.all(Array.from({ length: together }, takeOrStop))
  await taking.chunks.close()
  const [failure] = failures
  if (failure !== undefined) throw failure
  const files = taken.filter((file) => file !== undefined)
  const skipped = sources.length - wanted.length
  if (skipped > 0)
    taking.warnings.push(
      skipped === 1
        ? '1 socket, device or pipe was left out.'
        : `${skipped} sockets, devices or pipes were left out.`,
    )
  return {
    entries: files.map((file) => file.entry),
    warnings: taking.warnings.toSorted(),
    newBytes: files.reduce((sum, file) => sum + file.newBytes, 0),
    files: files.length,
    bytes: files.reduce((sum, file) => sum + file.entry.size, 0),
    skipped,
    unchanged: files.filter((file) => file.unchanged).length,
  }
}

async function takeOne(taking: Taking, source: SourceFile): Promise<TakenFile> {
  if (source.kind === 'link') {
    const { path, mtimeNs, target = '' } = source
    const entry: TreeEntry = { path, kind: 'link', size: 0, mtime: String(mtimeNs), target }
    return { entry, newBytes: 0, unchanged: false }
  }
  const known = await takeUnchanged(taking, source)
  if (known !== undefined) return known
  let counted = 0
  for (let attempt = 1; ; attempt += 1) {
    const onBytes = (bytes: number) => {
      counted += bytes
      taking.onBytes(bytes)
    }
    const result = await readOnce(taking, source, attempt === attempts, onBytes)
    if (result !== 'changed') return result
    taking.onBytes(-counted)
    counted = 0
  }
}

/** A file about which nothing has changed since the parent was taken, and whose object is there, proven. */
async function takeUnchanged(taking: Taking, source: SourceFile): Promise<TakenFile | undefined> {
  const hash = taking.recall(source)
  if (hash === undefined) return undefined
  const before = beforeOf(taking, source)
  const inChunks = before !== undefined && bytesName(before) === hash
  if (inChunks && taking.options.keptWhole?.(source) === true) return undefined
  const entry = inChunks
    ? { ...before, mtime: String(source.mtimeNs) }
    : entryOf(source, source, { sha256: hash, bytes: source.size })
  for (const object of objectsOf(entry)) {
    const there = await statObject(taking.ctx, object.sha256)
    if (there === undefined || there.size !== object.size) return undefined
    if (!(await taking.ctx.proofs.heldOnce(object.sha256, there))) return undefined
  }
  taking.onBytes(source.size)
  taking.remember({ source, sha256: hash, entry, takenAt: Date.now() })
  return { entry, newBytes: 0, unchanged: true }
}

async function readOnce(
  taking: Taking,
  source: SourceFile,
  last: boolean,
  onBytes: (bytes: number) => void,
): Promise<TakenFile | 'changed'> {
  const { ctx, staged, signal } = taking
  const takenAt = Date.now()
  const file = await openSource(source)
  let copy: string | undefined
  try {
    const before = await file.stat({ bigint: true })
    if (!before.isFile()) throw changedKind(source)
    const limit = Number(before.size)
    const cut = await takeInChunks(taking, source, file, limit, onBytes)
    const result =
      cut !== undefined
        ? { hashed: cut }
        : limit <= smallFile
          ? await hashSmall(taking, source, file, limit, onBytes)
          : await hashLarge(taking, source, file, before, onBytes)
    copy = result.copy
    const after = await file.stat({ bigint: true })
    const quiet = sameFile(before, after) && result.hashed.bytes === limit
    if (!quiet && !last) return 'changed'
    if (!quiet) {
      const name = pathText(source.path)
      taking.warnings.push(
        `${name} was being changed while it was read; it was taken as it was, which may be no state it ever had.`,
      )
    }
    const { hashed, small } = result
    const entry = entryOf(source, after, hashed)
    let newBytes = hashed.newBytes ?? 0
    const { sha256 } = hashed
    if (cut === undefined && sha256 !== undefined && !(await staged.has(sha256, hashed.bytes))) {
      const isNew =
        copy === undefined
          ? await staged.putHashed(sha256, small ?? Buffer.alloc(0), true)
          : await staged.keep(sha256, copy, hashed.bytes, true)
      copy = undefined
      if (isNew) newBytes = hashed.bytes
    }
    const known = {
      source: asSeen(source, after),
      sha256: bytesName(entry) ?? '',
      entry,
      takenAt,
    }
    if (quiet) taking.remember({ ...known, ...(cut === undefined ? {} : { rule: cut.rule }) })
    return { entry, newBytes, unchanged: false }
  } catch (error) {
    throwIfCancelled(signal)
    throw storeFailure(error, `take ${source.absolute}`, source.absolute)
  } finally {
    await file.close()
    if (copy !== undefined) await ctx.disk.remove(copy).catch(() => {})
  }
}

interface HashedSource {
  readonly hashed: TakenBytes
  readonly copy?: string
  readonly small?: Buffer
}

/** `sha256` is absent only where there are chunks. */
interface TakenBytes extends Partial<HashedBytes> {
  readonly bytes: number
  readonly chunks?: readonly FileChunk[]
  readonly newBytes?: number
}

/** Undefined for a file that is kept whole. */
async function takeInChunks(
  taking: Taking,
  source: SourceFile,
  file: FileHandle,
  limit: number,
  onBytes: (bytes: number) => void,
): Promise<(TakenBytes & { readonly rule: CutRule }) | undefined> {
  const { ctx, staged, signal, options } = taking
  if (limit <= ctx.chunkSizes.least) return undefined
  const rule = await options.cutting?.(source)
  if (rule === undefined) return undefined
  let counted = 0
  const bytesOf = (bytes: number) => {
    counted += bytes
    onBytes(bytes)
  }
  const from: ChunkSource = { file, absolute: source.absolute, limit, rule, signal, onBytes: bytesOf }
  const again = () => {
    onBytes(-counted)
    counted = 0
  }
  const beginning = await knownBeginning(taking, source)
  let taken: TakenChunks | undefined
  if (beginning !== undefined) {
    taken = await taking.chunks.take(from, beginning)
    if (taken === undefined) {
      again()
      const name = pathText(source.path)
      taking.warnings.push(
        `${name} is declared append-only, but what it held before has changed; all of it was read.`,
      )
    }
  }
  taken ??= await taking.chunks.take(from)
  if (taken === undefined) {
    again()
    return undefined
  }
  // One chunk is the file itself. And a store that has the file whole needs no pieces of it.
  const { sha256, bytes, chunks } = taken
  const whole = sha256 !== undefined && (chunks.length < 2 || (await staged.has(sha256, bytes)))
  return whole
    ? { sha256, bytes, newBytes: chunks.length < 2 ? taken.newBytes : 0, rule }
    : { ...taken, rule }
}

/** What an append-only file held before, whose bytes are in the store, proven. */
async function knownBeginning(taking: Taking, source: SourceFile): Promise<KnownBeginning | undefined> {
  const before = beforeOf(taking, source)
  if (before?.chunks === undefined || taking.options.appendOnly?.(source) !== true) return undefined
  const chunks = before.chunks.slice(0, -1)
  const last = before.chunks.at(-1)
  for (const { sha256, size } of chunks) if (!(await taking.staged.has(sha256, size))) return undefined
  return last === undefined || chunks.length === 0 ? undefined : { chunks, last }
}

/** The file in chunks that the version before has at this path. */
function beforeOf({ options }: Taking, { path }: SourceFile): TreeEntry | undefined {
  return options.before?.get(pathText(path))
}

async function hashSmall(
  { signal }: Taking,
  source: SourceFile,
  file: FileHandle,
  limit: number,
  onBytes: (bytes: number) => void,
): Promise<HashedSource> {
  throwIfCancelled(signal)
  const small = Buffer.allocUnsafe(limit)
  let length = 0
  while (length < limit) {
    const { bytesRead } = await sourceRead(file.read(small, length, limit - length, length), source.absolute)
    if (bytesRead === 0) break
    length += bytesRead
  }
  onBytes(length)
  const bytes = small.subarray(0, length)
  return { hashed: { sha256: hashOf(bytes), bytes: length }, small: bytes }
}

/** Clones where the file system can and hashes the clone; else copies, hashing what is written. */
async function hashLarge(
  taking: Taking,
  source: SourceFile,
  file: FileHandle,
  before: BigIntStats,
  onBytes: (bytes: number) => void,
): Promise<HashedSource> {
  const { ctx, staged, signal } = taking
  const limit = Number(before.size)
  const clone = await cloneSource(taking, source, before)
  if (clone !== undefined) {
    const handle = await open(clone, 'r+')
    try {
      const hashed = await hashFile(handle, undefined, { signal, onBytes })
      await ctx.disk.sync(handle)
      return { hashed, copy: clone }
    } catch (error) {
      await staged.drop(clone).catch(() => {})
      throw error
    } finally {
      await handle.close()
    }
  }
  const { file: copy, handle } = await staged.create()
  try {
    const inWords = (error: unknown) => sourceFailure(error, source.absolute)
    const hashed = await hashFile(file, handle, { limit, signal, onBytes, inWords })
    await ctx.disk.sync(handle)
    return { hashed, copy }
  } catch (error) {
    await staged.drop(copy).catch(() => {})
    throw error
  } finally {
    await handle.close()
  }
}

async function cloneSource(
  { staged, noClones }: Taking,
  source: SourceFile,
  before: BigIntStats,
): Promise<string | undefined> {
  if (noClones.has(before.dev)) return undefined
  const target = await staged.nextFile()
  try {
    await copyFile(pathToOpen(source), target, constants.COPYFILE_FICLONE_FORCE | constants.COPYFILE_EXCL)
  } catch {
    noClones.add(before.dev)
    await staged.drop(target).catch(() => {})
    return undefined
  }
  return target
}

async function openSource(source: SourceFile): Promise<FileHandle> {
  // Neither a link nor a pipe that took the file's place meanwhile is followed or waited for.
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants
  return sourceRead(open(pathToOpen(source), O_RDONLY | O_NOFOLLOW | O_NONBLOCK), source.absolute)
}

async function sourceRead<T>(work: Promise<T>, file: string): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw sourceFailure(error, file)
  }
}

function changedKind(source: SourceFile): Error {
  return sourceFailure(Object.assign(new Error('it is no longer a file'), { code: 'ELOOP' }), source.absolute)
}

function sameFile(a: BigIntStats, b: BigIntStats): boolean {
  return a.size === b.size && a.mtimeNs === b.mtimeNs && a.ctimeNs === b.ctimeNs && a.ino === b.ino
}

/** The source as it was when it was read: mostly what was known of it already, which is not kept twice. */
function asSeen(source: SourceFile, stats: BigIntStats): SourceFile {
  const facts = factsFrom(stats)
  const same =
    source.size === facts.size &&
    source.mtimeNs === facts.mtimeNs &&
    source.ctimeNs === facts.ctimeNs &&
    source.ino === facts.ino &&
    source.dev === facts.dev
  return same ? source : { ...source, ...facts }
}

function factsFrom({ size, mtimeNs, ctimeNs, ino, dev }: BigIntStats) {
  return { size: Number(size), mtimeNs, ctimeNs, ino, dev }
}

function entryOf(
  source: SourceFile,
  facts: { readonly mtimeNs: bigint },
  { sha256, bytes, chunks }: TakenBytes,
): TreeEntry {
  return {
    path: source.path,
    kind: 'file',
    size: bytes,
    mtime: String(facts.mtimeNs),
    ...(sha256 === undefined ? {} : { sha256 }),
    ...(chunks === undefined ? {} : { chunks }),
  }
}
