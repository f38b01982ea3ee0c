import { type BigIntStats, constants } from 'node:fs'
import { type FileHandle, copyFile, open } from 'node:fs/promises'
import type { Progress } from '../../../shared/model/job.ts'
import type { TreeEntry } from '../../../shared/model/snapshot.ts'
import { sha256 as hashOf } from './canonical.ts'
import type { StoreContext } from './context.ts'
import { type HashedBytes, hashFile } from './file-hash.ts'
import { sourceFailure, storeFailure, throwIfCancelled } from './io-error.ts'
import { statObject } from './objects.ts'
import type { SourceMemory, TakenSource } from './source-memory.ts'
import { type SourceFile, pathToOpen } from './source-walk.ts'
import type { StagedObjects } from './staged-objects.ts'
import { pathText } from './tree-path.ts'

export interface TakeOptions {
  readonly signal?: AbortSignal | undefined
  /** Called with bytes done of bytes in total. */
  readonly progress?: ((progress: Progress) => void) | undefined
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
  /** Devices from which nothing can be cloned into the store. */
  readonly noClones: Set<bigint>
}

interface TakenFile {
  readonly entry: TreeEntry
  readonly isNew: boolean
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
    newBytes: files.reduce((sum, file) => sum + (file.isNew ? file.entry.size : 0), 0),
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
    return { entry, isNew: false, unchanged: false }
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
  const there = await statObject(taking.ctx, hash)
  if (there === undefined || there.size !== source.size) return undefined
  if (!(await taking.ctx.proofs.heldOnce(hash, there))) return undefined
  taking.onBytes(source.size)
  taking.remember({ source, sha256: hash, takenAt: Date.now() })
  return {
    entry: entryOf(source, source, { sha256: hash, bytes: source.size }),
    isNew: false,
    unchanged: true,
  }
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
    const result =
      limit <= smallFile
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
    const { sha256, bytes } = result.hashed
    let isNew = false
    if (!(await staged.has(sha256, bytes))) {
      if (copy === undefined) isNew = await staged.putHashed(sha256, result.small ?? Buffer.alloc(0), true)
      else {
        isNew = await staged.keep(sha256, copy, bytes, true)
        copy = undefined
      }
    }
    if (quiet) taking.remember({ source: asSeen(source, after), sha256, takenAt })
    return { entry: entryOf(source, after, result.hashed), isNew, unchanged: false }
  } catch (error) {
    throwIfCancelled(signal)
    throw storeFailure(error, `take ${source.absolute}`, source.absolute)
  } finally {
    await file.close()
    if (copy !== undefined) await ctx.disk.remove(copy).catch(() => {})
  }
}

interface HashedSource {
  readonly hashed: HashedBytes
  readonly copy?: string
  readonly small?: Buffer
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
  { sha256, bytes }: HashedBytes,
): TreeEntry {
  return { path: source.path, kind: 'file', size: bytes, mtime: String(facts.mtimeNs), sha256 }
}
