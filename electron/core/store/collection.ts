import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { FirnError } from '../../../shared/contract/errors.ts'
import type { CollectResult } from '../../../shared/contract/store.ts'
import type { StoreContext } from './context.ts'
import { storeFailure, throwIfCancelled } from './io-error.ts'
import { layout } from './layout.ts'
import { type HeldLease, leaseAgeLimit, listLeases, takeLease } from './lease.ts'
import { listObjects } from './object-listing.ts'
import { allVersions } from './object-users.ts'
import { statObject } from './objects.ts'
import { removePlainPaths } from './plain-paths.ts'
import { winRace } from './race.ts'
import { withReserve } from './reserve.ts'
import { neededBy, reachable } from './roots.ts'
import { giveBackTrash, trashFolder, sweepDeadWriters } from './staging.ts'
import { headNumbers } from './writer.ts'

/** An object goes when nothing has referenced it for this long: 24 hours. */
export const collectionGrace = 24 * 60 * 60 * 1000

export interface CollectRequest {
  /** Only says what would happen. */
  readonly dryRun?: boolean
  /** How long to wait for writers that began earlier, in milliseconds; 5 s when absent. */
  readonly patience?: number
  readonly signal?: AbortSignal | undefined
}

/** What a collection leaves to the next one. */
interface Unreferenced {
  /** When each object was first seen without a reference, in milliseconds since 1970 by the store's clock. */
  readonly since: Map<string, number>
  /** Number of the newest entry of each dataset's log at that time. */
  readonly heads: ReadonlyMap<string, number>
}

/**
 * Deletes objects that nothing has referenced for 24 hours; those that it sees so for the first time only
 * begin to wait. Deletes nothing while any log, snapshot or tree cannot be read, and nothing while a writer
 * is at work that began less than 24 hours ago.
 *
 * The order is what makes it safe beside writers: objects are set aside, every log gets an epoch entry, the
 * references are read once more, and what is referenced by then is given back. Whoever commits later finds
 * the epoch and looks at its objects again.
 *
 * Throws `conflict` when another collection runs, `store-damaged`, `store-incomplete`, `not-allowed`, `io`.
 */
export async function collect(ctx: StoreContext, request: CollectRequest = {}): Promise<CollectResult> {
  const { dryRun = false, signal } = request
  if (dryRun) {
    const { due, waiting } = await examine(ctx, signal)
    return { objects: due.length, freedBytes: await bytesOf(ctx, due), waiting: waiting.length }
  }
  // What a dead writer was going to commit is in use from then on.
  await sweepDeadWriters(ctx).catch(() => {})
  const held = await withReserve(ctx, () => takeCollectionLease(ctx))
  let finished = false
  try {
    const { due, waiting, seen } = await examine(ctx, signal)
    if (due.length === 0 || (await writersAtWork(ctx, held, request))) {
      await rememberUnreferenced(ctx, seen)
      finished = true
      return { objects: 0, freedBytes: 0, waiting: due.length + waiting.length }
    }
    throwIfCancelled(signal)
    // From here on nothing can be cancelled: it takes seconds, and stopping half-way gains nothing.
    const gone = await sweep(ctx, held, due)
    for (const hash of due) seen.since.delete(hash)
    await rememberUnreferenced(ctx, seen)
    finished = true
    return { ...gone, waiting: waiting.length + due.length - gone.objects }
  } finally {
    // Releasing removes the private folder: never before what was set aside is back, or known to be unwanted.
    if (finished || (await givenBack(ctx, held))) await held.release()
  }
}

async function takeCollectionLease(ctx: StoreContext): Promise<HeldLease> {
  const held = await takeLease(ctx, 'collect', 'collect', { since: {}, inputs: [] })
  const others = (await listLeases(ctx)).filter(
    ({ writer, alive, lease }) => alive && lease?.kind === 'collect' && writer !== held.lease.writer,
  )
  if (others.length === 0) return held
  await held.release()
  throw new FirnError('conflict', 'Another collection is running.', {
    hint: 'Wait until it has ended.',
    context: { writers: others.map(({ writer }) => writer) },
  })
}

async function examine(ctx: StoreContext, signal: AbortSignal | undefined) {
  const heads = new Map(Object.entries(await headNumbers(ctx)))
  const { objects } = await listObjects(ctx)
  const wanted = (await reachable(ctx, { signal })).objects
  const before = await recallUnreferenced(ctx)
  const wantedMeanwhile = await referencedSince(ctx, before)
  const now = ctx.clock()
  const since = new Map<string, number>()
  const due: string[] = []
  const waiting: string[] = []
  for (const hash of objects) {
    if (wanted.has(hash)) continue
    const first = wantedMeanwhile.has(hash) ? now : (before.since.get(hash) ?? now)
    // A time in the future comes from a clock that was wrong then.
    since.set(hash, Math.min(first, now))
    if (now - first >= collectionGrace) due.push(hash)
    else waiting.push(hash)
  }
  return { due, waiting, seen: { since, heads } }
}

/** Objects of versions that were expired after the collection before looked at the logs. */
async function referencedSince(ctx: StoreContext, { heads }: Unreferenced): Promise<ReadonlySet<string>> {
  const hidden = (await allVersions(ctx)).filter(
    ({ dataset, expiredIn = 0 }) => expiredIn > (heads.get(dataset) ?? 0),
  )
  return neededBy(
    ctx,
    hidden.map(({ id }) => id),
  )
}

/** Waits for writers for a while. True when one is still at work that is not too old to be waited for. */
async function writersAtWork(
  ctx: StoreContext,
  held: HeldLease,
  { patience = 5_000, signal }: CollectRequest,
): Promise<boolean> {
  const end = Date.now() + patience
  for (;;) {
    throwIfCancelled(signal)
    const writers = (await listLeases(ctx)).filter(({ writer, alive, lease }) => {
      if (!alive || writer === held.lease.writer) return false
      return lease === undefined || ctx.clock() - Date.parse(lease.time) < leaseAgeLimit
    })
    if (writers.length === 0) return false
    if (Date.now() >= end) return true
    await sleep(Math.min(100, patience))
  }
}

async function sweep(
  ctx: StoreContext,
  held: HeldLease,
  due: readonly string[],
): Promise<Omit<CollectResult, 'waiting'>> {
  const staging = layout.writerStaging(ctx.root, held.lease.writer)
  const trash = join(staging, trashFolder)
  const sizes = new Map<string, number>()
  try {
    await ctx.disk.makeFolder(trash)
    for (const hash of due) {
      sizes.set(hash, (await statObject(ctx, hash))?.size ?? 0)
      await ctx.disk.rename(layout.object(ctx.root, hash), join(trash, hash))
    }
  } catch (error) {
    throw storeFailure(error, 'set objects aside', trash)
  }
  for (const dataset of await ctx.logs.names(ctx)) await raiseEpoch(ctx, staging, dataset, held.lease.writer)
  const wanted = await reachableWithTrash(ctx, staging)
  if (wanted === undefined) return { objects: 0, freedBytes: 0 }
  let objects = 0
  let freedBytes = 0
  try {
    for (const hash of due) {
      if (wanted.has(hash)) continue
      await ctx.disk.remove(join(trash, hash))
      objects += 1
      freedBytes += sizes.get(hash) ?? 0
    }
    await giveBackTrash(ctx, staging)
    await removePlainPaths(ctx, new Set(due.filter((hash) => !wanted.has(hash))))
  } catch (error) {
    throw storeFailure(error, 'delete what nothing references', trash)
  }
  return { objects, freedBytes }
}

/**
 * What is referenced now. A snapshot that was committed meanwhile may need what was set aside even to be
 * read: then everything is given back, and undefined says that nothing may be deleted this time.
 */
async function reachableWithTrash(
  ctx: StoreContext,
  staging: string,
): Promise<ReadonlySet<string> | undefined> {
  try {
    return (await reachable(ctx)).objects
  } catch {
    await giveBackTrash(ctx, staging)
    return undefined
  }
}

async function raiseEpoch(
  ctx: StoreContext,
  staging: string,
  dataset: string,
  collection: string,
): Promise<void> {
  await winRace(dataset, async () => {
    const log = await ctx.logs.find(ctx, dataset)
    if (log === undefined) return true
    const entry = await ctx.logs.append(ctx, staging, dataset, log, () => ({ action: 'epoch', collection }))
    return entry === undefined ? undefined : true
  })
}

async function givenBack(ctx: StoreContext, held: HeldLease): Promise<boolean> {
  try {
    return await giveBackTrash(ctx, layout.writerStaging(ctx.root, held.lease.writer))
  } catch {
    return false
  }
}

async function bytesOf(ctx: StoreContext, hashes: readonly string[]): Promise<number> {
  let bytes = 0
  for (const hash of hashes) bytes += (await statObject(ctx, hash))?.size ?? 0
  return bytes
}

async function recallUnreferenced(ctx: StoreContext): Promise<Unreferenced> {
  const since = new Map<string, number>()
  const heads = new Map<string, number>()
  try {
    const text = await readFile(unreferencedFile(ctx), 'utf8')
    for (const line of text.split('\n')) {
      const [, hash, time] = /^([0-9a-f]{64}) (\d+)$/.exec(line) ?? []
      if (hash !== undefined) since.set(hash, Number(time))
      const [, dataset, number] = /^log ([^ ]+) (\d+)$/.exec(line) ?? []
      if (dataset !== undefined) heads.set(dataset, Number(number))
    }
  } catch {
    // Nothing is remembered: the 24 hours begin anew.
  }
  return { since, heads }
}

async function rememberUnreferenced(ctx: StoreContext, { since, heads }: Unreferenced): Promise<void> {
  const file = unreferencedFile(ctx)
  const lines = [
    ...[...heads].map(([dataset, number]) => `log ${dataset} ${number}\n`),
    ...[...since].map(([hash, time]) => `${hash} ${time}\n`),
  ]
  try {
    await mkdir(layout.cache(ctx.root, 'collection'), { recursive: true })
    await writeFile(`${file}.new`, lines.join(''))
    await rename(`${file}.new`, file)
  } catch (error) {
    throw storeFailure(error, 'remember what may be deleted', file)
  }
}

function unreferencedFile(ctx: StoreContext): string {
  return join(layout.cache(ctx.root, 'collection'), 'unreferenced')
}
