import { FirnError } from '../../../shared/contract/errors.ts'
import type { DatasetKind } from '../../../shared/model/kind.ts'
import { formatReference } from '../../../shared/model/reference.ts'
import type { Snapshot } from '../../../shared/model/snapshot.ts'
import type { StoreContext } from './context.ts'
import { tagsOf } from './dataset-state.ts'
import { objectsOf } from './file-chunks.ts'
import type { DatasetLog } from './log.ts'
import { readObject } from './objects.ts'
import { readTreeRange, readTreeRoot } from './tree.ts'
import { keptBeside } from './kept-beside.ts'

/** A version of a dataset, as far as its log names it. */
export interface NamedVersion {
  readonly reference: string
  readonly dataset: string
  readonly kind: DatasetKind
  readonly version: number
  readonly id: string
  readonly expired: boolean
  /** Number of the entry that expired it, when it is expired. */
  readonly expiredIn?: number
  readonly tags: readonly string[]
}

/** All versions that the readable logs name. Datasets whose log cannot be read are passed over. */
export async function allVersions(ctx: StoreContext): Promise<NamedVersion[]> {
  const versions: NamedVersion[] = []
  for (const dataset of await ctx.logs.names(ctx)) {
    const log = await ctx.logs.find(ctx, dataset).catch(() => undefined)
    if (log !== undefined) versions.push(...versionsOf(log))
  }
  return versions
}

/**
 * All versions of all datasets. Throws `store-damaged` or `store-incomplete` as soon as one log cannot be
 * read or went back: what it no longer names may still be wanted.
 */
export async function allVersionsStrictly(ctx: StoreContext): Promise<NamedVersion[]> {
  const versions: NamedVersion[] = []
  const names = await ctx.logs.names(ctx)
  for (const dataset of names) {
    const log = await ctx.logs.find(ctx, dataset)
    const problem = log === undefined ? await ctx.heads?.missing(dataset) : log.wentBack
    if (problem !== undefined) throw wentBack(problem, dataset)
    if (log !== undefined) versions.push(...versionsOf(log))
  }
  for (const dataset of (await ctx.heads?.datasets()) ?? []) {
    if (!names.includes(dataset)) throw wentBack(`The history of ${dataset} is gone.`, dataset)
  }
  return versions
}

/** The versions that a log names, oldest first. */
export function versionsOf({ dataset, state }: Pick<DatasetLog, 'dataset' | 'state'>): NamedVersion[] {
  return [...state.versions.values()].map(({ version, id, expiredAt, expiredIn }) => ({
    reference: formatReference(dataset, version),
    dataset,
    kind: state.kind,
    version,
    id,
    expired: expiredAt !== undefined,
    ...(expiredIn === undefined ? {} : { expiredIn }),
    tags: tagsOf(state, version),
  }))
}

function wentBack(problem: string, dataset: string): FirnError {
  return new FirnError('store-incomplete', problem, {
    hint: 'Nothing is deleted while the history is in doubt. Copy the missing entries from the original; where this is a restored backup, go on with it: firn verify --accept-history.',
    context: { dataset },
  })
}

/** References of the snapshots in which an object is. Reads every tree: for telling about damage only. */
export async function affectedSnapshots(ctx: StoreContext, hash: string): Promise<string[]> {
  return (await snapshotsOfObjects(ctx, new Set([hash]))).get(hash) ?? []
}

/** As {@link affectedSnapshots} for several objects in one pass. What cannot be read itself is passed over. */
export async function snapshotsOfObjects(
  ctx: StoreContext,
  hashes: ReadonlySet<string>,
): Promise<Map<string, string[]>> {
  const users = new Map<string, string[]>()
  const note = (hash: string, reference: string) => {
    if (!hashes.has(hash)) return
    const known = users.get(hash) ?? []
    if (!known.includes(reference)) users.set(hash, [...known, reference])
  }
  // Neighbouring versions share most ranges: each is read once.
  const inRange = new Map<string, readonly string[]>()
  for (const { id, reference } of await allVersions(ctx)) {
    note(id, reference)
    let snapshot: Snapshot
    try {
      snapshot = await ctx.snapshots.read(ctx, id, reference)
    } catch {
      continue
    }
    note(snapshot.tree, reference)
    for (const { hash } of keptBeside(snapshot)) note(hash, reference)
    try {
      const root = await readTreeRoot(snapshot.tree, (hash) => readObject(ctx, hash, 'a tree'))
      for (const range of root.ranges) {
        note(range.sha256, reference)
        const hits = inRange.get(range.sha256) ?? (await wantedIn(ctx, range, hashes))
        inRange.set(range.sha256, hits)
        for (const hash of hits) note(hash, reference)
      }
    } catch {
      continue
    }
  }
  return users
}

async function wantedIn(
  ctx: StoreContext,
  range: Parameters<typeof readTreeRange>[0],
  hashes: ReadonlySet<string>,
): Promise<string[]> {
  const hits: string[] = []
  try {
    for (const entry of await readTreeRange(range, (hash) => readObject(ctx, hash, 'a tree')))
      for (const object of objectsOf(entry)) if (hashes.has(object.sha256)) hits.push(object.sha256)
  } catch {
    // The range itself is what is damaged.
  }
  return hits
}
