import type { LineageInput } from '../../../shared/model/lineage.ts'
import { parseReference } from '../../../shared/model/reference.ts'
import type { Snapshot } from '../../../shared/model/snapshot.ts'
import type { StoreContext } from './context.ts'
import { objectsOf } from './file-chunks.ts'
import { listLeases } from './lease.ts'
import { type NamedVersion, allVersionsStrictly } from './object-users.ts'
import { isLost, readObject } from './objects.ts'
import { readTreeRange, readTreeRoot } from './tree.ts'
import { keptBeside } from './kept-beside.ts'

/** Snapshots that must stay, and all objects they need. */
export interface Reachable {
  readonly snapshots: ReadonlySet<string>
  readonly objects: ReadonlySet<string>
}

export interface ReachableOptions {
  /** Ids of snapshots to be treated as expired already. */
  readonly without?: ReadonlySet<string>
  readonly signal?: AbortSignal | undefined
}

/**
 * Everything that must stay: all snapshots that are not expired, what leases hold, and - expired or not - all
 * that these came from. Throws when any of it cannot be read: whoever deletes must know everything first.
 */
export async function reachable(ctx: StoreContext, options: ReachableOptions = {}): Promise<Reachable> {
  const { without = new Set() } = options
  const versions = await allVersionsStrictly(ctx)
  const byId = new Map(versions.map((version) => [version.id, version]))
  const waiting = versions.filter(({ id, expired }) => !expired && !without.has(id)).map(({ id }) => id)
  for (const { alive, lease } of await listLeases(ctx)) if (alive) waiting.push(...(lease?.inputs ?? []))
  const snapshots = new Set<string>()
  const objects = new Set<string>()
  const ranges = new Set<string>()
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (snapshots.has(id)) continue
    snapshots.add(id)
    options.signal?.throwIfAborted()
    const snapshot = await ctx.snapshots.read(ctx, id, byId.get(id)?.reference ?? id)
    await collectObjects(ctx, id, snapshot, objects, ranges)
    for (const input of snapshot.lineage?.inputs ?? []) waiting.push(input.id)
  }
  return { snapshots, objects }
}

/**
 * All objects that snapshots, and what these came from, need, without what only a lost object would tell. Throws
 * when something that may be there cannot be read.
 */
export async function neededBy(ctx: StoreContext, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const waiting = [...ids]
  const seen = new Set<string>()
  const objects = new Set<string>()
  const ranges = new Set<string>()
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (seen.has(id)) continue
    seen.add(id)
    try {
      const snapshot = await ctx.snapshots.read(ctx, id, id)
      waiting.push(...(snapshot.lineage?.inputs ?? []).map((input) => input.id))
      await collectObjects(ctx, id, snapshot, objects, ranges)
    } catch (error) {
      if (!isLost(error)) throw error
    }
  }
  return objects
}

async function collectObjects(
  ctx: StoreContext,
  id: string,
  snapshot: Snapshot,
  objects: Set<string>,
  ranges: Set<string>,
): Promise<void> {
  objects.add(id)
  objects.add(snapshot.tree)
  for (const { hash } of keptBeside(snapshot)) objects.add(hash)
  const read = (hash: string) => readObject(ctx, hash, `the tree of ${snapshot.dataset}@v${snapshot.version}`)
  for (const range of (await readTreeRoot(snapshot.tree, read)).ranges) {
    if (ranges.has(range.sha256)) continue
    ranges.add(range.sha256)
    objects.add(range.sha256)
    for (const entry of await readTreeRange(range, read))
      for (const object of objectsOf(entry)) objects.add(object.sha256)
  }
}

/**
 * Why versions may not be expired, by id: a tag, a training set or model that came from them (over any number
 * of steps), a recipe that names just this version, a writer that reads them now. A recipe that follows the
 * latest pins nothing. Throws when a snapshot cannot be read that might be a reason.
 */
export async function pinnedSnapshots(ctx: StoreContext): Promise<Map<string, string>> {
  const versions = await allVersionsStrictly(ctx)
  const byId = new Map(versions.map((version) => [version.id, version]))
  const pins = new Map<string, string>()
  for (const version of versions) {
    const [tag] = version.tags
    if (tag !== undefined) pins.set(version.id, `tagged ${version.tags.join(', ')}`)
  }
  for (const { alive, lease } of await listLeases(ctx)) {
    if (!alive) continue
    for (const id of lease?.inputs ?? [])
      if (!pins.has(id)) pins.set(id, `in use: ${lease?.purpose ?? 'a writer'}`)
  }
  for (const version of versions) {
    if (version.expired || !dependents.has(version.kind)) continue
    await pinInputs(ctx, version, version.reference, byId, pins, new Set())
  }
  for (const version of versions) {
    if (version.expired) continue
    const { lineage } = await ctx.snapshots.read(ctx, version.id, version.reference)
    for (const input of lineage?.inputs ?? [])
      if (namesItsVersion(input) && !pins.has(input.id))
        pins.set(input.id, `the recipe of ${version.reference} names it (${input.named})`)
  }
  return pins
}

/** `events@v3`, `events@2026-01-05` and `events@3f2c9e`, but neither `events` nor a tag, which pins by itself. */
function namesItsVersion({ named, id }: LineageInput): boolean {
  const parsed = parseReference(named)
  if (!parsed.ok) return false
  const { selector } = parsed.reference
  if (selector.kind === 'name') return selector.mayBeHash && id.startsWith(selector.name)
  return selector.kind !== 'latest'
}

/** Kinds that nobody could explain any more without what they came from. */
const dependents = new Set<NamedVersion['kind']>(['training', 'model', 'predictions', 'labels', 'set'])

async function pinInputs(
  ctx: StoreContext,
  version: NamedVersion,
  why: string,
  byId: ReadonlyMap<string, NamedVersion>,
  pins: Map<string, string>,
  seen: Set<string>,
): Promise<void> {
  const snapshot = await ctx.snapshots.read(ctx, version.id, version.reference)
  for (const { id } of snapshot.lineage?.inputs ?? []) {
    if (seen.has(id)) continue
    seen.add(id)
    if (!pins.has(id))
      pins.set(id, version.kind === 'set' ? `${version.reference} holds it` : `${why} came from it`)
    const input = byId.get(id)
    if (input === undefined) continue
    const held = version.kind === 'set' ? `${input.reference}, which ${version.reference} holds,` : why
    await pinInputs(ctx, input, held, byId, pins, seen)
  }
}
