import { type FileHandle, chmod, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { sha256 } from './canonical.ts'
import type { StoreContext } from './context.ts'
import { makeDurableFolders } from './durable-folders.ts'
import { storeFailure } from './io-error.ts'
import { layout } from './layout.ts'
import { readObject, statObject } from './objects.ts'

interface Staged {
  readonly file: string
  readonly bytes: number
  /** Counts towards the new bytes. */
  readonly counted: boolean
}

/**
 * Objects of one writer that nobody else sees yet. They lie in its private folder, durable, and move into
 * `objects/` only when a snapshot is about to be committed, so that cancelling leaves nothing behind.
 */
export class StagedObjects {
  readonly #ctx: StoreContext
  readonly #folder: string
  readonly #staged = new Map<string, Staged>()
  /** Objects that were moved into the store by this writer. */
  readonly #published = new Set<string>()
  #nextFile = 1
  #lastPublished = 0
  #newBytes = 0

  constructor(ctx: StoreContext, staging: string) {
    this.#ctx = ctx
    this.#folder = join(staging, 'objects')
  }

  /** Bytes of data (not of trees and snapshots) that the store did not have. */
  get newBytes(): number {
    return this.#newBytes
  }

  /** Makes a file in the private folder, to be given to {@link keep} or {@link drop}. */
  async create(): Promise<{ readonly file: string; readonly handle: FileHandle }> {
    const file = await this.nextFile()
    return { file, handle: await this.#ctx.disk.create(file) }
  }

  /** A path in the private folder at which nothing lies yet. */
  async nextFile(): Promise<string> {
    if (this.#nextFile === 1) await this.#ctx.disk.makeFolder(this.#folder)
    const file = join(this.#folder, String(this.#nextFile))
    this.#nextFile += 1
    return file
  }

  /**
   * Whether the store (or this writer) already has the object, whole beyond doubt. What is there but was
   * never proven, or has another size, is written anew: that heals damage.
   */
  async has(hash: string, bytes: number): Promise<boolean> {
    if (this.#staged.has(hash) || this.#published.has(hash)) return true
    const there = await statObject(this.#ctx, hash)
    return there !== undefined && there.size === bytes && (await this.#ctx.proofs.heldOnce(hash, there))
  }

  /** Takes a durable file of the private folder as an object. `data` counts towards the new bytes. */
  async keep(hash: string, file: string, bytes: number, data: boolean): Promise<boolean> {
    if (this.#staged.has(hash) || this.#published.has(hash)) {
      await this.#ctx.disk.remove(file)
      return false
    }
    const isNew = (await statObject(this.#ctx, hash)) === undefined
    // Two copies of one file may end at the same time.
    if (this.#staged.has(hash)) {
      await this.#ctx.disk.remove(file)
      return false
    }
    this.#staged.set(hash, { file, bytes, counted: isNew && data })
    if (isNew && data) this.#newBytes += bytes
    return isNew
  }

  /** Removes what was kept and is not wanted any more, except for `wanted` objects. */
  async dropAllBut(wanted: ReadonlySet<string>): Promise<void> {
    for (const [hash, { file, bytes, counted }] of this.#staged) {
      if (wanted.has(hash)) continue
      this.#staged.delete(hash)
      if (counted) this.#newBytes -= bytes
      await this.drop(file)
    }
  }

  async drop(file: string): Promise<void> {
    await this.#ctx.disk.remove(file)
  }

  /** Stores bytes that are at hand. Returns their hash. */
  async put(bytes: Uint8Array, data: boolean): Promise<{ readonly hash: string; readonly isNew: boolean }> {
    const hash = sha256(bytes)
    if (await this.has(hash, bytes.length)) return { hash, isNew: false }
    return { hash, isNew: await this.putHashed(hash, bytes, data) }
  }

  /** As {@link put}, for bytes whose hash is known. Returns whether the store lacked them. */
  async putHashed(hash: string, bytes: Uint8Array, data: boolean): Promise<boolean> {
    let file: string | undefined
    try {
      file = await this.nextFile()
      await this.#ctx.disk.writeNew(file, bytes)
      return await this.keep(hash, file, bytes.length, data)
    } catch (error) {
      if (file !== undefined) await this.drop(file).catch(() => {})
      throw storeFailure(error, 'write an object', this.#folder)
    }
  }

  /** Where an object of this writer lies now, or undefined when it is not one of its own. */
  find(hash: string): string | undefined {
    return this.#staged.get(hash)?.file
  }

  /** No longer trusts that what it moved into the store is still there: a collection may have been. */
  forgetPublished(): void {
    this.#published.clear()
  }

  /** A small object, from the private folder or from the store. */
  async read(hash: string, what: string): Promise<Buffer> {
    const staged = this.find(hash)
    if (staged === undefined) return readObject(this.#ctx, hash, what)
    try {
      return await this.#ctx.disk.read(staged)
    } catch (error) {
      throw storeFailure(error, `read ${what}`, staged)
    }
  }

  /** Moves everything into the store and returns when all of it would survive a power loss. */
  async publish(): Promise<void> {
    if (this.#staged.size === 0) return
    const { root, disk, proofs } = this.#ctx
    const folders = new Set([...this.#staged.keys()].map((hash) => layout.objectFolder(root, hash)))
    try {
      await makeDurableFolders(this.#ctx, [...folders], layout.objects(root))
      const waiting = [...this.#staged]
      const moveNext = async () => {
        for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) await this.#move(...next)
      }
      const moved = await Promise.allSettled(Array.from({ length: together }, moveNext))
      for (const result of moved) if (result.status === 'rejected') throw result.reason
      for (const folder of folders) await disk.syncFolder(folder)
    } catch (error) {
      throw storeFailure(error, 'put objects into the store', layout.objects(root))
    }
    await proofs.flush()
  }

  async #move(hash: string, { file }: Staged): Promise<void> {
    const { root, disk, proofs } = this.#ctx
    const target = layout.object(root, hash)
    await chmod(file, 0o444)
    await disk.rename(file, target)
    const { size, mtimeNs, ctimeNs, ino } = await stat(target, { bigint: true })
    await proofs.note(hash, { size: Number(size), mtimeNs, ctimeNs, ino }, 'written', Date.now())
    this.#lastPublished = Math.max(this.#lastPublished, Number(ctimeNs / 1_000_000n))
    this.#staged.delete(hash)
    this.#published.add(hash)
  }

  /**
   * Waits until the file system's clock has moved on since the last object was put in place, so that whoever
   * changes one after the acknowledgement changes its ctime too. Usually that moment has long passed.
   */
  async settle(): Promise<void> {
    const remaining = this.#lastPublished + clockTick - Date.now()
    if (remaining > 0) await new Promise((resolve) => setTimeout(resolve, Math.min(remaining, clockTick)))
  }
}

/** Objects moved at once; each move waits for the disk, not for the processor. */
const together = 16

/** Kernels stamp files with a clock that ticks every 1 to 10 ms. */
const clockTick = 20
