import { open, realpath, stat } from 'node:fs/promises'
import { join, resolve, sep } from 'node:path'
import { FirnError } from '../../../shared/contract/errors.ts'
import type { TreeEntry } from '../../../shared/model/snapshot.ts'
import { type CommittedSnapshot, type SnapshotDraft, commitSnapshot } from './commit.ts'
import type { TogetherPart } from './commit-together.ts'
import type { StoreContext } from './context.ts'
import { hashFile } from './file-hash.ts'
import { objectsOf } from './file-chunks.ts'
import { newerThanThisProgram } from './firn-file.ts'
import { sourceFailure, storeFailure, throwIfCancelled } from './io-error.ts'
import { type HeldLease, type Lease, takeLease } from './lease.ts'
import { provenPath } from './object-path.ts'
import type { ResolvedSnapshot } from './reference-resolution.ts'
import { recallSources, rememberSources } from './source-memory.ts'
import type { SourceFile } from './source-walk.ts'
import { StagedObjects } from './staged-objects.ts'
import { type TakeOptions, type TakenTree, takeFiles } from './taking.ts'
import { readObject } from './objects.ts'
import { readTree, writeTree } from './tree.ts'
import { pathText } from './tree-path.ts'
import type { WriterSession } from './writer-session.ts'

export interface BeginOptions {
  /** Datasets that will be written; only for people who look at the lease. */
  readonly datasets?: readonly string[]
  /** Ids of snapshots that must stay until this writer is released, because it reads them. */
  readonly inputs?: readonly string[]
}

export interface TakeFilesOptions extends Omit<TakeOptions, 'before'> {
  /** The version before: files about which nothing has changed since are not read again. */
  readonly parent?: ResolvedSnapshot
  /** Reads every file, whatever its times say. */
  readonly rehash?: boolean
}

/** A lease and a private folder. Nothing that it writes is seen by others before `commitSnapshot`. */
export interface Writer {
  readonly id: string
  /** Private folder; workers may write into it. It goes with the writer. */
  readonly staging: string
  /** Reads sources into the store: hashes and copies in one pass. */
  takeFiles(sources: readonly SourceFile[], options?: TakeFilesOptions): Promise<TakenTree>
  /** Forgets what was taken for files that `entries` no longer hold; for a snapshot of nothing but these. */
  dropAllBut(entries: readonly TreeEntry[]): Promise<void>
  /** Makes an object of a finished file inside `staging`; the file is no longer there afterwards. */
  adopt(
    stagedFile: string,
    options?: TakeOptions,
  ): Promise<{ readonly sha256: string; readonly bytes: number; readonly new: boolean }>
  /** Makes an object of bytes at hand (rejected rows, for example). */
  putBytes(bytes: Uint8Array): Promise<string>
  /** Stores a list of files and returns the name of the tree. Any order; doubles are refused. */
  writeTree(entries: readonly TreeEntry[]): Promise<string>
  /** Proven path of an object of this writer or of the store. Own ones move when the writer commits. */
  objectPath(sha256: string, options?: { readonly signal?: AbortSignal | undefined }): Promise<string>
  /** Makes a version of it. May be called more than once, for several datasets. */
  commitSnapshot(draft: SnapshotDraft): Promise<CommittedSnapshot>
  /** Ends the lease and removes the private folder. Safe to call twice; always call it. */
  release(): Promise<void>
}

/** Begins to write. Throws `store-newer` or `not-allowed` for a store that can only be read. */
export async function beginWriting(
  ctx: StoreContext,
  purpose: string,
  options: BeginOptions = {},
): Promise<StoreWriter> {
  requireWritable(ctx)
  const since = await headNumbers(ctx)
  const held = await takeLease(ctx, 'write', purpose, { since, inputs: options.inputs ?? [] })
  return new StoreWriter(ctx, held)
}

export function requireWritable(ctx: StoreContext): void {
  if (ctx.readOnly === undefined) return
  const newer = newerThanThisProgram(ctx.firn) !== undefined
  throw new FirnError(newer ? 'store-newer' : 'not-allowed', ctx.readOnly, {
    hint: newer
      ? 'Use a newer version of Firn to write into it.'
      : ctx.readOnlyByChoice
        ? 'Start it without --read-only to change the store.'
        : 'Check who owns the folder and whether it is mounted for writing, or work in a copy of the store.',
    context: { file: ctx.root },
  })
}

/** Numbers of the newest entries; a log that cannot be read counts as one whose every entry is news. */
export async function headNumbers(ctx: StoreContext): Promise<Lease['since']> {
  const since: Record<string, number> = {}
  for (const dataset of await ctx.logs.names(ctx)) {
    const log = await ctx.logs.find(ctx, dataset).catch(() => undefined)
    since[dataset] = log?.head.number ?? 0
  }
  return since
}

/** See {@link Writer}. */
export class StoreWriter implements Writer {
  readonly id: string
  readonly staging: string
  readonly #ctx: StoreContext
  readonly #held: HeldLease
  readonly #session: WriterSession
  #released = false
  #onRelease: () => void = () => {}

  constructor(ctx: StoreContext, held: HeldLease) {
    const { writer } = held.lease
    this.id = writer
    this.staging = join(ctx.root, 'staging', writer)
    this.#ctx = ctx
    this.#held = held
    const staged = new StagedObjects(ctx, this.staging)
    this.#session = { lease: held.lease, staging: this.staging, staged, taken: [], trees: new Map() }
  }

  async takeFiles(sources: readonly SourceFile[], options: TakeFilesOptions = {}): Promise<TakenTree> {
    this.#requireOpen()
    const { parent, rehash = false } = options
    const recall =
      parent === undefined || rehash
        ? () => undefined
        : await recallSources(this.#ctx, parent.dataset, parent.id)
    const { staged, taken } = this.#session
    const before = parent === undefined ? new Map<string, TreeEntry>() : await this.#inChunks(parent, sources)
    return takeFiles(this.#ctx, staged, sources, recall, (one) => taken.push(one), { ...options, before })
  }

  /** Files in chunks of the version before, by `pathText`; none where that version cannot be read. */
  async #inChunks(
    { snapshot, reference }: ResolvedSnapshot,
    sources: readonly SourceFile[],
  ): Promise<Map<string, TreeEntry>> {
    const before = new Map<string, TreeEntry>()
    const { least } = this.#ctx.chunkSizes
    if (!sources.some(({ size }) => size > least)) return before
    const read = (hash: string) => readObject(this.#ctx, hash, `the tree of ${reference}`)
    try {
      for await (const entry of readTree(snapshot.tree, read))
        if (entry.chunks !== undefined) before.set(pathText(entry.path), entry)
    } catch {
      before.clear()
    }
    return before
  }

  async dropAllBut(entries: readonly TreeEntry[]): Promise<void> {
    this.#requireOpen()
    const wanted = entries.flatMap((entry) => objectsOf(entry).map(({ sha256 }) => sha256))
    await this.#session.staged.dropAllBut(new Set(wanted))
  }

  async adopt(
    stagedFile: string,
    options: TakeOptions = {},
  ): Promise<{ readonly sha256: string; readonly bytes: number; readonly new: boolean }> {
    this.#requireOpen()
    const { staged } = this.#session
    await this.#requireInside(stagedFile)
    const { signal, progress } = options
    try {
      const handle = await open(stagedFile, 'r+')
      let sha256: string
      let bytes: number
      try {
        const total = (await handle.stat()).size
        let done = 0
        const onBytes = (more: number) => {
          done += more
          progress?.({ done, total, unit: 'bytes' })
        }
        ;({ sha256, bytes } = await hashFile(handle, undefined, { signal, onBytes }))
        await this.#ctx.disk.sync(handle)
      } finally {
        await handle.close()
      }
      if (await staged.has(sha256, bytes)) {
        await this.#ctx.disk.remove(stagedFile)
        return { sha256, bytes, new: false }
      }
      const place = await staged.nextFile()
      await this.#ctx.disk.rename(stagedFile, place)
      return { sha256, bytes, new: await staged.keep(sha256, place, bytes, true) }
    } catch (error) {
      throwIfCancelled(signal)
      throw storeFailure(error, 'put a file into the store', stagedFile)
    }
  }

  async putBytes(bytes: Uint8Array): Promise<string> {
    this.#requireOpen()
    return (await this.#session.staged.put(bytes, true)).hash
  }

  async writeTree(entries: readonly TreeEntry[]): Promise<string> {
    this.#requireOpen()
    const { staged, trees } = this.#session
    const { hash } = await writeTree(entries, async (bytes) => (await staged.put(bytes, false)).hash)
    trees.set(hash, entries)
    return hash
  }

  async objectPath(
    sha256: string,
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<string> {
    return this.stagedPath(sha256) ?? provenPath(this.#ctx, sha256, options)
  }

  /** Where an object lies that this writer made and has not committed yet. */
  stagedPath(sha256: string): string | undefined {
    return this.#session.staged.find(sha256)
  }

  async commitSnapshot(draft: SnapshotDraft): Promise<CommittedSnapshot> {
    this.#requireOpen()
    const committed = await commitSnapshot(this.#ctx, this.#session, draft)
    await this.remember(committed)
    return committed
  }

  /** What is to be committed together with what other writers hold. */
  partOf(draft: SnapshotDraft): TogetherPart {
    this.#requireOpen()
    return { session: this.#session, draft }
  }

  /** Notes which sources a version was taken of, so that the next one need not read them again. */
  async remember({ snapshot, id }: CommittedSnapshot): Promise<void> {
    const { taken } = this.#session
    if (taken.length > 0) await rememberSources(this.#ctx, snapshot.dataset, id, taken)
  }

  async release(): Promise<void> {
    if (this.#released) return
    this.#released = true
    this.#onRelease()
    await this.#held.release()
  }

  /** Calls back once, when the writer is released. */
  onRelease(listener: () => void): void {
    this.#onRelease = listener
  }

  #requireOpen(): void {
    if (this.#released) throw new FirnError('internal', 'This writer was released already.')
  }

  async #requireInside(file: string): Promise<void> {
    let real: string
    try {
      real = await realpath(resolve(file))
      if (!(await stat(real)).isFile()) throw new FirnError('invalid-input', `${file} is not a file.`)
    } catch (error) {
      throw sourceFailure(error, file)
    }
    if (!real.startsWith((await realpath(this.staging)) + sep))
      throw new FirnError('not-allowed', `${file} does not lie in the writer's own folder.`, {
        context: { file },
      })
  }
}
