import { FirnError } from '../../../shared/contract/errors.ts'
import type {
  Lineage,
  LineageEdge,
  LineageInput,
  LineageNode,
  LineageResult,
} from '../../../shared/model/lineage.ts'
import { formatReference } from '../../../shared/model/reference.ts'
import type { ResolvedSnapshot, Store } from '../store/store.ts'
import { lossInWords } from './loss.ts'

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

/** What was read of the store so far, by node key, and what could not be read, by reference. */
interface Survey {
  readonly store: Store
  readonly all: Map<string, Found>
  readonly problems: Map<string, string>
}

/**
 * The graph of snapshots and what they were made of. Without a reference it holds every snapshot that is not
 * expired, and those that others were made of. An input that the store no longer has is a node all the same:
 * expired, with no rows. One that is lost or damaged is a node with its `problem`; `problems` names it, and every
 * dataset whose history cannot be read. Inputs come before what was made of them. Throws what resolving the
 * reference throws.
 */
export async function lineageGraph(
  store: Store,
  { reference, direction = 'both' }: LineageQuestion,
): Promise<LineageResult> {
  const survey: Survey = { store, all: new Map(), problems: new Map() }
  const { all } = survey
  if (reference === undefined) {
    await readAll(survey)
    const wanted = new Set([...all.values()].filter(({ node }) => !node.expired).map(({ node }) => node.key))
    await climb(survey, wanted)
    return resultOf(survey, wanted)
  }
  const start = found(await store.resolve(reference, { expired: true }))
  if (direction !== 'up') await readAll(survey)
  all.set(start.node.key, start)
  const wanted = new Set([start.node.key])
  if (direction !== 'down') await climb(survey, wanted)
  if (direction !== 'up') descend(all, start.node.key, wanted)
  return resultOf(survey, wanted)
}

/** Adds everything that the wanted snapshots came from. */
async function climb(survey: Survey, wanted: Set<string>): Promise<void> {
  const { all } = survey
  const open = [...wanted]
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    for (const input of all.get(key)?.inputs ?? []) {
      const above = keyOf(input)
      if (!all.has(above)) all.set(above, await findInput(survey, input))
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

function resultOf({ all, problems }: Survey, wanted: ReadonlySet<string>): LineageResult {
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
  return {
    nodes,
    edges: [...edges.values()],
    problems: [...problems].map(([reference, problem]) => ({ reference, problem })),
  }
}

/** Reads every snapshot of every dataset, as far as that is possible. */
async function readAll({ store, all, problems }: Survey): Promise<void> {
  for (const { name, kind } of await store.datasets()) {
    const versions = await store.versions(name).catch((error: unknown) => {
      problems.set(name, lossInWords(error))
      return []
    })
    for (const version of versions) {
      const reference = formatReference(name, version.version)
      try {
        all.set(reference, found(await store.resolve(reference, { expired: true })))
      } catch (error) {
        // What was expired may be collected, too.
        if (version.expired && isNotFound(error)) continue
        const problem = lossInWords(error)
        problems.set(reference, problem)
        const { id, time, message, expired, tags } = version
        all.set(reference, {
          node: unknown(reference, { dataset: name, kind, id, time, message, expired, tags, problem }),
          inputs: [],
        })
      }
    }
  }
}

async function findInput({ store, problems }: Survey, input: LineageInput): Promise<Found> {
  const { dataset, id } = input
  const reference = keyOf(input)
  const gone = { time: '', message: 'not in this store', expired: true, tags: [] }
  try {
    const resolved = await store.resolve(reference, { expired: true })
    if (resolved.id === id) return found(resolved)
  } catch (error) {
    if (!isNotFound(error)) {
      const problem = lossInWords(error)
      problems.set(reference, problem)
      const kind = (await store.datasets()).find(({ name }) => name === dataset)?.kind ?? 'raw'
      const lost = { ...gone, message: '', expired: false, problem }
      return { node: unknown(reference, { dataset, kind, id, ...lost }), inputs: [] }
    }
  }
  return { node: unknown(reference, { dataset, kind: 'raw', id, ...gone }), inputs: [] }
}

/** A snapshot of which little more than its name is known. */
function unknown(key: string, facts: Omit<LineageNode, 'key' | 'version' | 'rows'>): LineageNode {
  return { key, version: Number(/\d+$/.exec(key)?.[0]), rows: 0, ...facts }
}

function isNotFound(error: unknown): boolean {
  return error instanceof FirnError && error.code === 'not-found'
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
function howMade({ recipe, command, seed, git }: Lineage): string {
  const commit = git === undefined ? undefined : `${git.commit.slice(0, 7)}${git.dirty ? '*' : ''}`
  return [
    recipe?.file,
    command?.words.join(' ').slice(0, 60),
    seed === undefined ? undefined : `seed ${seed}`,
    commit,
  ]
    .filter((part) => part !== undefined)
    .join(' · ')
}

function keyOf({ dataset, version }: { readonly dataset: string; readonly version: number }): string {
  return formatReference(dataset, version)
}
