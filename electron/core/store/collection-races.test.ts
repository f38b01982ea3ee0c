import { readFile, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { FirnError } from '../../../shared/contract/errors.ts'
import { count, patience, seed, seeded } from '../testing/counts.ts'
import { type Store, initStore, openStore } from './store.ts'
import { hastyDisk } from './testing/failing-disk.ts'
import { PausingDisk } from './testing/pausing-disk.ts'
import { snapshot, temporaryFolder, writeFiles } from './testing/temporary.ts'

/** How many pairs of places are tried at which a writer and a collection are stopped. */
const pairs = count({ everyday: 25, soak: 2_000 })

/** More operations on the disk than either of them needs, so that some run to their end at once. */
const mostOfWriter = 75
const mostOfCollection = 45

const begin = Date.parse('2026-03-01T12:00:00Z')
const threeDaysLater = begin + 3 * 24 * 60 * 60 * 1000

const writers = {
  // Both find bytes in the store that nothing references any more.
  snapshot: (store: Store, folder: string) => snapshot(store, 'events', [join(folder, 'same')]),
  restore: (store: Store) => store.restore('events@v1'),
  // And one a dataset that no collection can have left an epoch in.
  'first snapshot': (store: Store, folder: string) => snapshot(store, 'visits', [join(folder, 'same')]),
}

test(`a collection beside a writer takes nothing that is needed: ${pairs} interleavings`, {
  timeout: patience(300_000),
}, async () => {
  const random = seeded(seed())
  const folder = await temporaryFolder()
  await writeFiles(folder, { 'same/a.csv': 'shared bytes', 'other/a.csv': 'two' })
  const outcomes = { committed: 0, refused: 0, collected: 0 }
  for (let pair = 0; pair < pairs; pair += 1) {
    const kind = (['snapshot', 'restore', 'first snapshot'] as const)[pair % 3] ?? 'snapshot'
    const path = join(folder, 'store')
    await rm(path, { recursive: true, force: true })
    await prepare(path, folder)
    const atWriter = 1 + Math.floor(random() * mostOfWriter)
    const atCollection = 1 + Math.floor(random() * mostOfCollection)
    const collectionFirst = random() < 0.5
    const where = `${kind} stopped at ${atWriter}, collection at ${atCollection}, ${collectionFirst ? 'collection' : 'writer'} first, seed ${seed()}`

    const writing = new PausingDisk()
    const collecting = new PausingDisk()
    // A writer that began three days before the collection is not waited for any more, but fenced.
    const writer = await openStore(path, { disk: writing.disk, clock: () => begin })
    const collector = await openStore(path, { disk: collecting.disk, clock: () => threeDaysLater })
    const write = part(writing, atWriter, () => writers[kind](writer, folder))
    const collect = part(collecting, atCollection, () => collector.collect({ patience: 0 }))
    const [one, other] = collectionFirst ? [collect, write] : [write, collect]
    await one.begun()
    await other.begun()
    await one.ended()
    await other.ended()

    const written = await write.outcome()
    const collected = await collect.outcome()
    expect({ where, code: collected.code }).toEqual({ where, code: undefined })
    if (collected.value !== undefined && collected.value.objects > 0) outcomes.collected += 1
    if (written.value === undefined) {
      // What is expired may be gone before it is restored; what is read from files never fails.
      expect({ where, code: written.code }).toEqual({
        where,
        code: kind === 'restore' ? expect.stringMatching(/^(not-found|store-incomplete|conflict)$/) : '',
      })
      outcomes.refused += 1
    } else outcomes.committed += 1
    await writer.close()
    await collector.close()

    const after = await openStore(path)
    expect({ where, findings: (await after.verify({ data: true })).findings }).toEqual({
      where,
      findings: [],
    })
    expect((await after.resolve('events@v2')).version).toBe(2)
    if (written.value !== undefined) {
      const { snapshot: made, version } = written.value
      const [entry] = await after.tree(await after.resolve(`${made.dataset}@v${version}`))
      expect(await readFile(await after.objectPath(entry?.sha256 ?? ''), 'utf8')).toBe('shared bytes')
    }
    for (const place of ['staging', 'leases'])
      expect({ where, left: await readdir(join(path, place)) }).toEqual({ where, left: [] })
    await after.close()
  }
  console.log(outcomes)
  expect(Math.min(outcomes.committed, outcomes.collected)).toBeGreaterThan(pairs / 10)
})

/** Two versions, of which the first is expired and its objects are known to be unreferenced. */
async function prepare(path: string, folder: string): Promise<void> {
  await initStore(path)
  const store = await openStore(path, { disk: hastyDisk, clock: () => begin })
  await snapshot(store, 'events', [join(folder, 'same')])
  await snapshot(store, 'events', [join(folder, 'other')])
  await store.expire('events', { versions: [1] })
  await store.collect()
  await store.close()
}

/** Work that is begun, stops somewhere, and is ended later. */
function part<T>(disk: PausingDisk, at: number, work: () => Promise<T>) {
  let done: Promise<{ readonly value?: T; readonly code?: string }> | undefined
  const outcome = () => done ?? Promise.reject(new Error('it was never begun'))
  return {
    async begun(): Promise<void> {
      disk.pauseAt(at)
      done = work().then(
        (value) => ({ value }),
        (error: unknown) => {
          if (error instanceof FirnError) return { code: error.code }
          throw error
        },
      )
      await Promise.race([done, disk.paused])
    },
    async ended(): Promise<void> {
      disk.goOn()
      await outcome()
    },
    outcome,
  }
}
