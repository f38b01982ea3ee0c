import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type SnapshotDraft, type Store, type Writer, openStore, walkSources } from '../store.ts'

/** Something that the store has acknowledged, as plain JSON. */
export type Acknowledge = (fact: object) => void

/** Takes a snapshot of a source, and acknowledges the version. */
export async function take(
  store: Store,
  dataset: string,
  source: string,
  acknowledge: Acknowledge,
  tag?: string,
): Promise<number> {
  return commit(store, acknowledge, async (writer) => {
    const taken = await writer.takeFiles(await walkSources([source]))
    return {
      dataset,
      kind: 'raw',
      tree: await writer.writeTree(taken.entries),
      tables: [],
      message: source,
      ...(tag === undefined ? {} : { tag }),
    }
  })
}

/** Makes a version of a file that a worker has written, as aggregating does. */
async function aggregate(
  store: Store,
  dataset: string,
  from: string,
  acknowledge: Acknowledge,
): Promise<number> {
  const input = await store.resolve(from)
  return commit(store, acknowledge, async (writer) => {
    const file = join(writer.staging, 'result.parquet')
    writeFileSync(file, `made of ${input.id}`)
    const { sha256, bytes } = await writer.adopt(file)
    const { version, id } = input
    return {
      dataset,
      kind: 'aggregation',
      tree: await writer.writeTree([
        { path: 'result.parquet', kind: 'file', size: bytes, mtime: '0', sha256 },
      ]),
      tables: [],
      lineage: {
        inputs: [{ dataset: input.dataset, version, id, named: input.dataset }],
        parameters: {},
        program: 'firn test',
        engine: 'none',
      },
    }
  })
}

async function commit(
  store: Store,
  acknowledge: Acknowledge,
  draft: (writer: Writer) => Promise<SnapshotDraft>,
): Promise<number> {
  const writer = await store.begin('test')
  try {
    const meant = await draft(writer)
    const { version, id, changed } = await writer.commitSnapshot(meant)
    const { dataset, tag } = meant
    acknowledge({ dataset, version, id, changed, ...(tag === undefined ? {} : { tag }) })
    return version
  } finally {
    await writer.release()
  }
}

/** Collects as if a day had passed. Returns how many objects are gone. */
export async function collectLater(path: string): Promise<number> {
  const later = await openStore(path, { clock: () => Date.now() + 25 * 60 * 60 * 1000 })
  const { objects } = await later.collect()
  await later.close()
  return objects
}

/**
 * Everything that writes into a store: two snapshots, an aggregation, restoring, tagging, untagging, a policy,
 * expiring and collecting. Each is acknowledged as soon as the store has answered.
 */
export async function wholeLife(
  path: string,
  dataset: string,
  source: string,
  acknowledge: Acknowledge,
): Promise<void> {
  const store = await openStore(path)
  const first = await take(store, dataset, join(source, 'first'), acknowledge, 'prod')
  await take(store, dataset, join(source, 'second'), acknowledge)
  await aggregate(store, `${dataset}-daily`, `${dataset}@v${first}`, acknowledge)
  const restored = await store.restore(`${dataset}@v${first}`, { tag: 'back' })
  acknowledge({ dataset, version: restored.version, id: restored.id, tag: 'back' })
  acknowledge({ moved: (await store.tag(`${dataset}@v${restored.version}`, 'prod')).changed })
  acknowledge({ untagged: (await store.untag(dataset, 'back')).tag })
  acknowledge({ keep: (await store.setPolicy(dataset, { last: 1 })).keep })
  acknowledge({ expired: (await store.expire(dataset, {})).expired })
  await store.collect()
  acknowledge({ collected: await collectLater(path) })
  await store.close()
}
