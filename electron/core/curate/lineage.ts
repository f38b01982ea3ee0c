import { FirnError } from '../../../shared/contract/errors.ts'
import type {
  Lineage,
  LineageEdge,
  LineageGraph,
  LineageInput,
  LineageNode,
} from '../../../shared/model/lineage.ts'
import { formatReference } from '../../../shared/model/reference.ts'
import type { ResolvedSnapshot, Store } from '../store/store.ts'

export interface LineageQuestion {
  /** Absent: the whole store. */
  readonly reference?: string | undefined
  /** `up`: what it came from; `down`: what came from it. `both` when absent. */
  readonly direction?: 'up' | 'down' | 'both' | undefined
}

/** What a node needs besides its own facts. */
interface Found {
  readonly node: LineageNode
  readonly inputs: readonly LineageInput[]
}

/**
 * The graph of snapshots and what they were made of. Without a reference it holds every snapshot that is not
 * expired, and those that others were made of. An input that the store no longer has is a node all the same:
 * expired, with no rows. Inputs come before what was made of them. Throws what resolving the reference throws.
 */
export async function lineageGraph(
  store: Store,
  { reference, direction = 'both' }: LineageQuestion,
): Promise<LineageGraph> {
  if (reference === undefined) {
    const all = await everySnapshot(store)
    const wanted = new Set([...all.values()].filter(({ node }) => !node.expired).map(({ node }) => node.key))
    await climb(store, all, wanted)
    return graphOf(all, wanted)
  }
  const start = found(await store.resolve(reference, { expired: true }))
  const all = direction === 'up' ? new Map([[start.node.key, start]]) : await everySnapshot(store)
  all.set(start.node.key, start)
  const wanted = new Set([start.node.key])
  if (direction !== 'down') await climb(store, all, wanted)
  if (direction !== 'up') descend(all, start.node.key, wanted)
  return graphOf(all, wanted)
}

/** Adds everything that the wanted snapshots came from. */
async function climb(store: Store, all: Map<string, Found>, wanted: Set<string>): Promise<void> {
  const open = [...wanted]
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    for (const input of all.get(key)?.inputs ?? []) {
      const above = keyOf(input)
      if (!all.has(above)) all.set(above, await findInput(store, input))
      if (wanted.has(above)) continue
      wanted.add(above)
      open.push(above)
    }
  }
}

/** Adds everything that was made of a snapshot, directly or not. */
function descend(all: ReadonlyMap<string, Found>, from: string, wanted: Set<string>): void {
  const made = new Map<string, string[]>()
  for (const { node, inputs } of all.values())
    for (const input of inputs) made.set(keyOf(input), [...(made.get(keyOf(input)) ?? []), node.key])
  const open = [from]
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    for (const below of made.get(key) ?? []) {
      if (wanted.has(below)) continue
      wanted.add(below)
      open.push(below)
    }
  }
}

function graphOf(all: ReadonlyMap<string, Found>, wanted: ReadonlySet<string>): LineageGraph {
  const chosen = [...wanted].flatMap((key) => all.get(key) ?? [])
  const edges = new Map<string, LineageEdge>()
  for (const { node, inputs } of chosen) {
    for (const input of inputs) {
      const from = keyOf(input)
      if (wanted.has(from)) edges.set(`${from} ${node.key}`, { from, to: node.key })
    }
  }
  // Something is always made after what it was made of.
  const nodes = chosen
    .map(({ node }) => node)
    .toSorted((a, b) => a.time.localeCompare(b.time) || a.key.localeCompare(b.key))
  return { nodes, edges: [...edges.values()] }
}

/** A dataset that cannot be read is an error here: a graph with holes would look like the truth. */
async function everySnapshot(store: Store): Promise<Map<string, Found>> {
  const all = new Map<string, Found>()
  for (const { name } of await store.datasets()) {
    for (const { version, expired } of await store.versions(name)) {
      const resolved = await store
        .resolve(formatReference(name, version), { expired: true })
        .catch((error: unknown) => {
          // What was expired may be collected, too.
          if (expired && error instanceof FirnError && error.code === 'not-found') return undefined
          throw error
        })
      if (resolved !== undefined) all.set(keyOf(resolved), found(resolved))
    }
  }
  return all
}

async function findInput(store: Store, input: LineageInput): Promise<Found> {
  try {
    const resolved = await store.resolve(formatReference(input.dataset, input.version), { expired: true })
    if (resolved.id === input.id) return found(resolved)
  } catch (error) {
    if (!(error instanceof FirnError) || !['not-found', 'store-incomplete'].includes(error.code)) throw error
  }
  const { dataset, version, id } = input
  const node = {
    key: keyOf(input),
    dataset,
    kind: 'raw' as const,
    version,
    id,
    rows: 0,
    time: '',
    message: 'not in this store',
    expired: true,
    tags: [],
  }
  return { node, inputs: [] }
}

function found({ dataset, kind, version, id, snapshot, tags, expired }: ResolvedSnapshot): Found {
  const { lineage } = snapshot
  const made = lineage === undefined ? '' : howMade(lineage)
  return {
    node: {
      key: formatReference(dataset, version),
      dataset,
      kind,
      version,
      id,
      rows: Number(snapshot.statistics.rows),
      time: snapshot.time,
      message: snapshot.message,
      expired,
      tags,
      ...(made === '' ? {} : { made }),
    },
    inputs: lineage?.inputs ?? [],
  }
}

/** `sessions.sql · seed 42 · 3f2c9e1*`: the star says that the folder had changes that were not committed. */
function howMade({ recipe, seed, git }: Lineage): string {
  const commit = git === undefined ? undefined : `${git.commit.slice(0, 7)}${git.dirty ? '*' : ''}`
  return [recipe?.file, seed === undefined ? undefined : `seed ${seed}`, commit]
    .filter((part) => part !== undefined)
    .join(' · ')
}

function keyOf({ dataset, version }: { readonly dataset: string; readonly version: number }): string {
  return formatReference(dataset, version)
}
