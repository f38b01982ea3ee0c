import type { FileHandle } from 'node:fs/promises'
import type { FileChunk } from '../../../shared/model/snapshot.ts'
import type { StoreContext } from './context.ts'
import { type CutRule, hasHead } from './cut-rule.ts'
import { chunkLength, decidingBytes, headLength } from './cutting.ts'
import { type HashedPiece, type Hashing, hashingHere, sharedMemory } from './hashing.ts'
import { sourceFailure, throwIfCancelled } from './io-error.ts'
import type { StagedObjects } from './staged-objects.ts'

/** A file of which all chunks lie in the private folder of a writer or in the store. */
export interface TakenChunks {
  readonly chunks: readonly FileChunk[]
  /** Of all bytes; absent where only the end was read. */
  readonly sha256?: string
  readonly bytes: number
  readonly newBytes: number
}

/** The part of a file that is known already: all chunks but the last of the version before. */
export interface KnownBeginning {
  readonly chunks: readonly FileChunk[]
  /** The last chunk of the version before; it is taken anew, if the file still holds it. */
  readonly last: FileChunk
}

export interface ChunkSource {
  readonly file: FileHandle
  readonly absolute: string
  /** Bytes to be read; what is appended meanwhile is left for another time. */
  readonly limit: number
  readonly rule: CutRule
  readonly signal: AbortSignal | undefined
  readonly onBytes: (bytes: number) => void
}

/** As much is read at once. */
const pieceSize = 4 * 1024 * 1024

/** Less is hashed where it is read: starting two threads takes as long as hashing 80 MB twice. */
const worthThreads = 64 * 1024 * 1024

interface Chunk extends HashedPiece {
  readonly size: number
  readonly newBytes: number
}

/** Two stretches of memory: one is filled while the chunks in the other are hashed and written. */
interface Memory {
  readonly bytes: Buffer
  pending: Promise<unknown>[]
}

/** Takes files in chunks, one after another, in about 130 MB of memory. */
export class ChunkTaker {
  readonly #ctx: StoreContext
  readonly #staged: StagedObjects
  #threads: Promise<Hashing> | undefined
  /** In bytes, so far. */
  #toHash = 0
  #memories: readonly [Memory, Memory] | undefined
  #before: Promise<unknown> = Promise.resolve()

  constructor(ctx: StoreContext, staged: StagedObjects) {
    this.#ctx = ctx
    this.#staged = staged
  }

  /**
   * Undefined for a file that cannot be cut without the danger of cutting through a record, and, with a
   * `beginning`, for one that does not hold the last chunk of the version before where it was.
   */
  take(source: ChunkSource, beginning?: KnownBeginning): Promise<TakenChunks | undefined> {
    const taking = this.#before.then(() => this.#take(source, beginning))
    this.#before = taking.catch(() => {})
    return taking
  }

  /** Ends the threads. */
  async close(): Promise<void> {
    await this.#before
    await (await this.#threads)?.close()
  }

  async #take(source: ChunkSource, beginning: KnownBeginning | undefined): Promise<TakenChunks | undefined> {
    throwIfCancelled(source.signal)
    this.#toHash += source.limit - (beginning === undefined ? 0 : sizeOf(beginning.chunks))
    if (this.#toHash >= worthThreads) this.#threads ??= this.#ctx.startHashing()
    const hashing = (await this.#threads) ?? hashingHere()
    const { most } = this.#ctx.chunkSizes
    const memory = (): Memory => ({ bytes: sharedMemory(2 * (most + decidingBytes)), pending: [] })
    this.#memories ??= [memory(), memory()]
    const file = new CutFile(this.#ctx, this.#staged, hashing, this.#memories, source)
    try {
      return await file.take(beginning)
    } finally {
      // Nothing is written into the memory any more, and no file is open, when this ends.
      await Promise.allSettled(this.#memories.flatMap(({ pending }) => pending))
      for (const memory of this.#memories) memory.pending = []
    }
  }
}

/** The way of one file through the memory. */
class CutFile {
  readonly #ctx: StoreContext
  readonly #staged: StagedObjects
  readonly #hashing: Hashing
  readonly #source: ChunkSource
  #memory: Memory
  #other: Memory
  /** In the memory: where the next chunk begins, and where what was read ends. */
  #start = 0
  #filled = 0
  /** In the file: where reading goes on. */
  #position = 0
  #atEnd = false
  #failure: Error | undefined

  constructor(
    ctx: StoreContext,
    staged: StagedObjects,
    hashing: Hashing,
    [memory, other]: readonly [Memory, Memory],
    source: ChunkSource,
  ) {
    this.#ctx = ctx
    this.#staged = staged
    this.#hashing = hashing
    this.#memory = memory
    this.#other = other
    this.#source = source
  }

  async take(beginning: KnownBeginning | undefined): Promise<TakenChunks | undefined> {
    const { rule } = this.#source
    if (beginning !== undefined && !(await this.#holdsLast(beginning))) return undefined
    const whole = beginning === undefined ? this.#hashing.whole() : undefined
    const chunks: Promise<Chunk>[] = []
    for (;;) {
      await this.#fill()
      const ahead = this.#memory.bytes.subarray(this.#start, this.#filled)
      if (ahead.length === 0) break
      const isHead = chunks.length === 0 && beginning === undefined && hasHead(rule)
      const length =
        isHead && rule.kind === 'delimited'
          ? headLength(ahead, rule)
          : chunkLength(ahead, this.#atEnd, rule, this.#ctx.chunkSizes)
      if (length === undefined) return undefined
      const bytes = ahead.subarray(0, length)
      // A piece counts in the order of the calls, so before anything is waited for.
      const added = whole?.add(bytes) ?? Promise.resolve()
      const chunk = Promise.all([this.#store(bytes), added]).then(([stored]) => stored)
      chunks.push(chunk)
      this.#memory.pending.push(
        chunk.catch((error: unknown) => {
          this.#failure ??= error as Error
        }),
      )
      this.#start += length
    }
    const stored = await Promise.all(chunks)
    if (rule.kind === 'delimited' && stored.some(({ bareReturns }) => bareReturns > 0)) return undefined
    const all = [...(beginning?.chunks ?? []), ...withLines(stored, beginning?.last.line ?? 1)]
    return {
      chunks: all,
      ...(whole === undefined ? {} : { sha256: await whole.digest() }),
      bytes: sizeOf(all),
      newBytes: stored.reduce((sum, { newBytes }) => sum + newBytes, 0),
    }
  }

  /** Reads the last chunk of the version before, from which it goes on. */
  async #holdsLast({ chunks, last }: KnownBeginning): Promise<boolean> {
    const before = sizeOf(chunks)
    if (last.size > this.#memory.bytes.length || before + last.size > this.#source.limit) return false
    this.#position = before
    this.#source.onBytes(before)
    while (this.#filled < last.size && (await this.#read(last.size - this.#filled)) > 0);
    const { sha256 } = await this.#hashing.piece(this.#memory.bytes.subarray(0, this.#filled))
    return sha256 === last.sha256
  }

  /** Has as much of the file in memory as is needed to find the next cut. */
  async #fill(): Promise<void> {
    const wanted = this.#ctx.chunkSizes.most + decidingBytes
    if (this.#start + wanted > this.#memory.bytes.length) await this.#changeMemory()
    while (!this.#atEnd && this.#filled - this.#start < wanted) {
      throwIfCancelled(this.#source.signal)
      const read = await this.#read(wanted - (this.#filled - this.#start))
      this.#atEnd = read === 0 || this.#position >= this.#source.limit
    }
  }

  async #changeMemory(): Promise<void> {
    await Promise.all(this.#other.pending)
    this.#other.pending = []
    if (this.#failure !== undefined) throw this.#failure
    this.#memory.bytes.copy(this.#other.bytes, 0, this.#start, this.#filled)
    this.#filled -= this.#start
    this.#start = 0
    const full = this.#memory
    this.#memory = this.#other
    this.#other = full
  }

  async #read(most: number): Promise<number> {
    const { file, limit, absolute, onBytes } = this.#source
    const wanted = Math.min(most, pieceSize, limit - this.#position)
    if (wanted <= 0) return 0
    try {
      const { bytesRead } = await file.read(this.#memory.bytes, this.#filled, wanted, this.#position)
      this.#filled += bytesRead
      this.#position += bytesRead
      onBytes(bytesRead)
      return bytesRead
    } catch (error) {
      throw sourceFailure(error, absolute)
    }
  }

  async #store(bytes: Buffer): Promise<Chunk> {
    const { disk } = this.#ctx
    const hashed = await this.#hashing.piece(bytes)
    const size = bytes.length
    if (await this.#staged.has(hashed.sha256, size)) return { ...hashed, size, newBytes: 0 }
    const { file, handle } = await this.#staged.create()
    try {
      try {
        await handle.writeFile(bytes)
        await disk.sync(handle)
      } finally {
        await handle.close()
      }
      const isNew = await this.#staged.keep(hashed.sha256, file, size, true)
      return { ...hashed, size, newBytes: isNew ? size : 0 }
    } catch (error) {
      await this.#staged.drop(file).catch(() => {})
      throw error
    }
  }
}

function withLines(stored: readonly Chunk[], first: number): FileChunk[] {
  let line = first
  return stored.map(({ sha256, size, lines }) => {
    const chunk = { sha256, size, line }
    line += lines
    return chunk
  })
}

function sizeOf(chunks: readonly FileChunk[]): number {
  return chunks.reduce((sum, { size }) => sum + size, 0)
}
