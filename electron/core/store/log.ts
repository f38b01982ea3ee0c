import { type FileHandle, readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { FirnError } from '../../../shared/contract/errors.ts'
import type { StoreContext } from './context.ts'
import { type DatasetState, foldLog } from './dataset-state.ts'
import { makeDurableFolders } from './durable-folders.ts'
import { isMissing, storeFailure, systemCode } from './io-error.ts'
import { entryNumber, layout } from './layout.ts'
import { listLeases } from './lease.ts'
import { type Change, type Entry, type EntryHead, decodeEntry, encodeEntry, nextTime } from './log-entry.ts'

/** A dataset's whole log, read and checked. */
export interface DatasetLog {
  readonly dataset: string
  /** Oldest first; entry `n` is at position `n - 1`. */
  readonly entries: readonly Entry[]
  readonly head: EntryHead
  readonly state: DatasetState
  /** Number of a last entry that was never committed (file systems without links only). */
  readonly torn?: number
  /** Says that the log went back behind what was seen of it before. */
  readonly wentBack?: string
}

interface CachedLog {
  readonly log: DatasetLog
  /** Size, time and inode of the last entry's file. */
  readonly signature: string
}

/** Reads logs, and keeps what it read: entries are never rewritten, so only new ones are read again. */
export class Logs {
  readonly #cached = new Map<string, CachedLog>()

  /** Names of the folders below `datasets/`, sorted. Throws `store-incomplete` when that folder is gone. */
  async names(ctx: StoreContext): Promise<string[]> {
    const folder = layout.datasets(ctx.root)
    try {
      const found = await readdir(folder, { withFileTypes: true })
      return found
        .filter((entry) => entry.isDirectory())
        .map((entry) => entry.name)
        .toSorted()
    } catch (error) {
      if (isMissing(error))
        throw incomplete(`${folder} is missing: the store was copied only in part.`, folder)
      throw storeFailure(error, 'list the datasets', folder)
    }
  }

  /** The log of a dataset, or undefined when there is none. Throws `store-incomplete`, `store-damaged`. */
  async find(ctx: StoreContext, dataset: string): Promise<DatasetLog | undefined> {
    const cached = this.#cached.get(dataset)
    if (cached !== undefined && cached.log.head.number > 0) {
      const last = layout.entry(ctx.root, dataset, cached.log.head.number)
      if ((await signatureOf(last)) === cached.signature) return this.#readOn(ctx, cached)
      this.#cached.delete(dataset)
    }
    return this.#readAll(ctx, dataset)
  }

  /**
   * What the entries before the first damaged or missing one say, for a log that {@link find} refuses. Their
   * chain is whole, so the versions that they name are what they were; what tags and settings say may be old.
   */
  async findBeforeDamage(ctx: StoreContext, dataset: string): Promise<DatasetLog | undefined> {
    const entries: Entry[] = []
    let head: EntryHead = { number: 0, hash: null, time: undefined }
    for (;;) {
      const found = await readEntry(ctx, dataset, head).catch(() => undefined)
      if (found === undefined || found === 'torn') break
      entries.push(found)
      head = headOf(found)
    }
    return entries.length === 0 ? undefined : logOf(dataset, entries, undefined)
  }

  /** Appends one entry after `log`. Undefined when somebody else was faster: read again and decide anew. */
  async append(
    ctx: StoreContext,
    staging: string,
    dataset: string,
    log: DatasetLog | undefined,
    build: (head: EntryHead, time: string) => Promise<Change> | Change,
  ): Promise<Entry | undefined> {
    const head = log?.head ?? { number: 0, hash: null, time: undefined }
    const clock = ctx.clock()
    const times = { time: nextTime(clock, head.time), clock: new Date(clock).toISOString() }
    const change = await build(head, times.time)
    const { entry, bytes } = encodeEntry(dataset, head, times, ctx, change)
    const file = layout.entry(ctx.root, dataset, entry.number)
    try {
      await makeDurableFolders(ctx, [layout.log(ctx.root, dataset)], layout.datasets(ctx.root))
      if (log?.torn === entry.number && !(await clearTorn(ctx, staging, file))) return undefined
      if (!(await createExclusively(ctx, join(staging, `entry-${entry.number}`), file, bytes)))
        return undefined
      await ctx.disk.syncFolder(layout.log(ctx.root, dataset))
    } catch (error) {
      throw storeFailure(error, `write the log of ${dataset}`, file)
    }
    await ctx.heads?.committed(dataset, entry)
    return entry
  }

  forget(dataset: string): void {
    this.#cached.delete(dataset)
  }

  async #readOn(ctx: StoreContext, { log, signature }: CachedLog): Promise<DatasetLog> {
    const longer = await readFurther(ctx, log)
    return longer === undefined ? this.#remember(ctx, log, signature) : this.#remember(ctx, longer)
  }

  async #readAll(ctx: StoreContext, dataset: string): Promise<DatasetLog | undefined> {
    const folder = layout.log(ctx.root, dataset)
    let numbers: number[]
    try {
      const files = await readdir(folder)
      numbers = files.map(entryNumber).filter((number) => number !== undefined)
      numbers.sort((a, b) => a - b)
    } catch (error) {
      if (!isMissing(error)) throw storeFailure(error, `read the log of ${dataset}`, folder)
      return undefined
    }
    if (numbers.length === 0) return undefined
    refuseGaps(dataset, folder, numbers)
    const entries: Entry[] = []
    let torn: number | undefined
    let head: EntryHead = { number: 0, hash: null, time: undefined }
    // Somebody may append while this reads, so it goes on until there is no next entry.
    for (;;) {
      const found = await readEntry(ctx, dataset, head)
      if (found === undefined) break
      if (found === 'torn') {
        torn = head.number + 1
        break
      }
      entries.push(found)
      head = headOf(found)
    }
    return this.#remember(ctx, logOf(dataset, entries, torn))
  }

  async #remember(ctx: StoreContext, log: DatasetLog, known?: string): Promise<DatasetLog> {
    const { number, hash } = log.head
    if (hash === null) return log
    if (await ctx.heads?.isAhead(log.dataset, number)) {
      // Another process may have committed, and remembered it, after this one had read.
      const longer = await readFurther(ctx, log)
      if (longer !== undefined) return this.#remember(ctx, longer)
    }
    const wentBack = await ctx.heads?.check(log.dataset, { number, hash }, (at) => log.entries[at - 1]?.hash)
    const { wentBack: _, ...rest } = log
    const result: DatasetLog = wentBack === undefined ? rest : { ...rest, wentBack }
    const signature = known ?? (await signatureOf(layout.entry(ctx.root, log.dataset, number)))
    if (signature !== undefined && log.torn === undefined)
      this.#cached.set(log.dataset, { log: result, signature })
    return result
  }
}

function logOf(dataset: string, entries: readonly Entry[], torn: number | undefined): DatasetLog {
  const last = entries.at(-1)
  return {
    dataset,
    entries,
    head: last === undefined ? { number: 0, hash: null, time: undefined } : headOf(last),
    state: foldLog(entries),
    ...(torn === undefined ? {} : { torn }),
  }
}

/** The log with what was appended to it since; undefined when nothing was. */
async function readFurther(ctx: StoreContext, log: DatasetLog): Promise<DatasetLog | undefined> {
  const entries: Entry[] = []
  let head = log.head
  for (;;) {
    const found = await readEntry(ctx, log.dataset, head)
    if (found === undefined || found === 'torn') break
    entries.push(found)
    head = headOf(found)
  }
  return entries.length === 0 ? undefined : logOf(log.dataset, [...log.entries, ...entries], undefined)
}

function headOf(entry: Entry): EntryHead {
  return { number: entry.number, hash: entry.hash, time: entry.time }
}

/** An entry of 1 kB is written and synced in less than this, in milliseconds, on any disk that is not dying. */
const writingTime = 1_000
const lookAgainAfter = 50

/** The entry after `head`: undefined when there is none, `torn` when it was never committed. */
async function readEntry(
  ctx: StoreContext,
  dataset: string,
  head: EntryHead,
  patience = writingTime,
): Promise<Entry | 'torn' | undefined> {
  const number = head.number + 1
  const file = layout.entry(ctx.root, dataset, number)
  let bytes: Buffer
  try {
    bytes = await ctx.disk.read(file)
  } catch (error) {
    if (isMissing(error)) return undefined
    throw storeFailure(error, `read the log of ${dataset}`, file)
  }
  const decoded = decodeEntry(bytes, dataset, number)
  if (!decoded.ok) {
    // Where entries are linked into place they are never half there, so a short one is damage.
    if (decoded.torn && !ctx.links && !(await exists(layout.entry(ctx.root, dataset, number + 1))))
      return 'torn'
    // Who only reads cannot try whether there are links: where there are none, somebody may be writing it now.
    if (decoded.torn && ctx.readOnly !== undefined && patience > 0) {
      await sleep(lookAgainAfter)
      return await readEntry(ctx, dataset, head, patience - lookAgainAfter)
    }
    throw damaged(`Entry ${number} in the log of ${dataset} is damaged: ${decoded.problem}.`, file, dataset)
  }
  if (decoded.entry.previous !== head.hash)
    throw damaged(
      `Entry ${number} in the log of ${dataset} does not follow on entry ${head.number}.`,
      file,
      dataset,
    )
  return decoded.entry
}

function refuseGaps(dataset: string, folder: string, numbers: readonly number[]): void {
  const missing: number[] = []
  let expected = 1
  for (const number of numbers) {
    while (expected < number && missing.length < 5) missing.push(expected++)
    expected = number + 1
  }
  if (missing.length === 0) return
  throw incomplete(
    `The log of ${dataset} has a gap: entry ${missing.join(', ')} is missing. The store was copied only in part, or entries were deleted.`,
    folder,
    dataset,
  )
}

/** Makes a file with these bytes that nobody else can have made. False when somebody was faster. */
async function createExclusively(
  ctx: StoreContext,
  staged: string,
  file: string,
  bytes: Buffer,
): Promise<boolean> {
  await ctx.disk.remove(staged)
  await ctx.disk.writeNew(staged, bytes, 0o444)
  const outcome = ctx.links ? await ctx.disk.link(staged, file) : 'unsupported'
  if (outcome === 'made') return true
  if (outcome === 'exists') return isOurs(ctx, file, bytes)
  let entry: FileHandle
  try {
    entry = await ctx.disk.create(file, 0o444)
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return isOurs(ctx, file, bytes)
    // Whatever lies there now, it was not made here.
    throw error
  }
  try {
    try {
      await entry.writeFile(bytes)
      await ctx.disk.sync(entry)
    } finally {
      await entry.close()
    }
  } catch (error) {
    // Half an entry was never committed; a whole one may have been read by others already and stays.
    if (!(await isOurs(ctx, file, bytes))) await ctx.disk.remove(file)
    throw error
  }
  return true
}

/** Removes an entry that was cut off, unless somebody who began before it was made still lives. */
async function clearTorn(ctx: StoreContext, staging: string, file: string): Promise<boolean> {
  const made = (await stat(file)).mtimeMs
  const own = basename(staging)
  for (const { writer, alive, lease } of await listLeases(ctx)) {
    if (alive && writer !== own && (lease === undefined || Date.parse(lease.time) <= made)) return false
  }
  await ctx.disk.remove(file)
  return true
}

/** A network share may answer "exists" to the second sending of a request that had succeeded. */
async function isOurs(ctx: StoreContext, file: string, bytes: Buffer): Promise<boolean> {
  return (await ctx.disk.read(file)).equals(bytes)
}

async function signatureOf(file: string): Promise<string | undefined> {
  try {
    // Without ctime: it changes when the staged name of the same file goes.
    const { size, mtimeNs, ino } = await stat(file, { bigint: true })
    return `${size} ${mtimeNs} ${ino}`
  } catch (error) {
    if (isMissing(error)) return undefined
    throw storeFailure(error, 'read a log', file)
  }
}

async function exists(file: string): Promise<boolean> {
  return (await signatureOf(file)) !== undefined
}

function incomplete(message: string, file: string, dataset?: string): FirnError {
  return new FirnError('store-incomplete', message, {
    hint: 'Copy the missing files from the original or a backup; nothing was changed or removed here.',
    context: { file, ...(dataset === undefined ? {} : { dataset }) },
  })
}

function damaged(message: string, file: string, dataset: string): FirnError {
  return new FirnError('store-damaged', message, {
    hint: 'Copy this file from a backup or another copy of the store; `firn verify` lists everything that is affected.',
    context: { file, dataset },
  })
}
