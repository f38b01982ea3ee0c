import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rm, rmdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Lineage } from '../../../shared/model/lineage.ts'
import { layout } from './layout.ts'
import { type CommittedSnapshot, type Store, walkSources } from './store.ts'
import { snapshot, temporaryStore, writeFiles } from './testing/temporary.ts'

const day = 24 * 60 * 60 * 1000

/** A store whose clock the test turns, with a source file that is different each time. */
async function movingStore() {
  let now = Date.parse('2026-03-01T12:00:00Z')
  const made = await temporaryStore({ clock: () => now })
  return {
    ...made,
    pass: (milliseconds: number) => {
      now += milliseconds
    },
    async take(
      dataset: string,
      text: string,
      from?: CommittedSnapshot,
      kind: 'raw' | 'aggregation' | 'training' = 'raw',
    ) {
      await writeFile(join(made.folder, 'a.csv'), text)
      const lineage = from === undefined ? {} : { lineage: cameFrom(from) }
      return snapshot(made.store, dataset, [join(made.folder, 'a.csv')], { kind, ...lineage })
    },
  }
}

/** As a recipe names its input that follows the latest version, or another way. */
function cameFrom(
  { snapshot: { dataset }, version, id }: CommittedSnapshot,
  named: string = dataset,
): Lineage {
  return { inputs: [{ dataset, version, id, named }], parameters: {}, program: 'firn test', engine: 'none' }
}

async function countObjects(path: string): Promise<number> {
  let count = 0
  for (const prefix of await readdir(join(path, 'objects')))
    count += (await readdir(join(path, 'objects', prefix))).length
  return count
}

describe('expiring', () => {
  test('keeps the newest, what is tagged, and what a training set came from', async () => {
    const { store, take } = await movingStore()
    const versions: CommittedSnapshot[] = []
    for (const text of ['one', 'two', 'three', 'four', 'five']) versions.push(await take('events', text))
    await store.tag('events@v2', 'prod')
    const [, , third] = versions
    if (third === undefined) throw new Error('three versions were taken')
    const daily = await take('daily', 'aggregated', third, 'aggregation')
    await take('train-set', 'frozen', daily, 'training')
    const preview = await store.expire('events', { keep: { last: 1 }, dryRun: true })
    expect(preview.expired).toEqual([1, 4])
    expect(preview.kept).toEqual([
      { version: 2, why: 'tagged prod' },
      { version: 3, why: 'train-set@v1 came from it' },
      { version: 5, why: 'the newest' },
    ])
    expect(preview.freedBytes).toBeGreaterThan('one'.length + 'four'.length)
    expect((await store.log('events')).some(({ action }) => action === 'expire')).toBe(false)
    expect((await store.expire('events', { keep: { last: 1 } })).expired).toEqual([1, 4])
    await expect(store.resolve('events@v1')).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('expired'),
    })
    expect((await store.versions('events')).map(({ expired }) => expired)).toEqual([
      false,
      true,
      false,
      false,
      true,
    ])
    expect((await store.facts('events@v1')).expired).toBe(true)
    await expect(store.expire('events', { versions: [3] })).rejects.toMatchObject({ code: 'pinned' })
    await expect(store.expire('events', { versions: [1] })).rejects.toMatchObject({ code: 'not-found' })
    expect(await store.setPolicy('events', { last: 5, daily: 7 })).toEqual({
      dataset: 'events',
      keep: { last: 5, daily: 7 },
    })
    expect((await store.expire('events', { dryRun: true })).expired).toEqual([])
    await expect(store.setPolicy('events', {})).rejects.toMatchObject({ code: 'invalid-input' })
    const entries = (await store.log('events')).length
    await store.setPolicy('events', { daily: 7, last: 5 })
    expect((await store.log('events')).length).toBe(entries)
    await store.setPolicy('events', undefined)
    expect(await store.policy('events')).toEqual({ dataset: 'events' })
    await expect(store.expire('events', {})).rejects.toMatchObject({ code: 'wrong-usage' })
    expect((await store.versions('events')).find(({ version }) => version === 3)?.usedBy).toEqual([
      'daily@v1',
    ])
  })

  test('keeps what a recipe names by its version, and says what was made of what goes', async () => {
    const { store, folder, take } = await movingStore()
    const source = join(folder, 'a.csv')
    const versions: CommittedSnapshot[] = []
    for (const text of ['one', 'two', 'three', 'four', 'five']) versions.push(await take('events', text))
    const [first, second, third, fourth] = versions
    if (first === undefined || second === undefined || third === undefined || fourth === undefined)
      throw new Error('five versions were taken')
    const make = async (dataset: string, from: CommittedSnapshot, named: string) => {
      await writeFile(source, dataset)
      await snapshot(store, dataset, [source], { kind: 'aggregation', lineage: cameFrom(from, named) })
    }
    await make('follows', first, 'events')
    await make('by-number', second, 'events@v2/table')
    await make('by-id', third, `events@${third.id.slice(0, 10)}`)
    await make('by-day', fourth, 'events@2026-03-01')
    const preview = await store.expire('events', { keep: { last: 1 }, dryRun: true })
    expect(preview.expired).toEqual([1])
    expect(preview.usedBy).toEqual([{ version: 1, references: ['follows@v1'] }])
    expect(preview.kept).toEqual([
      { version: 2, why: 'the recipe of by-number@v1 names it (events@v2/table)' },
      { version: 3, why: `the recipe of by-id@v1 names it (events@${third.id.slice(0, 10)})` },
      { version: 4, why: 'the recipe of by-day@v1 names it (events@2026-03-01)' },
      { version: 5, why: 'the newest' },
    ])
    await expect(store.expire('events', { versions: [2] })).rejects.toMatchObject({ code: 'pinned' })
    // What is expired needs its inputs no longer.
    await make('by-number', fourth, 'events')
    await store.expire('by-number', { keep: { last: 1 } })
    expect((await store.expire('events', { versions: [2] })).expired).toEqual([2])
  })
})

describe('collecting', () => {
  test('deletes only what nothing has referenced for 24 hours', async () => {
    const { store, take, pass, path, reopen } = await movingStore()
    await take('events', 'one')
    await take('events', 'two')
    await store.expire('events', { versions: [1] })
    const before = await countObjects(path)
    expect(await store.collect({ dryRun: true })).toMatchObject({ objects: 0, waiting: 4 })
    expect(await store.collect()).toMatchObject({ objects: 0, waiting: 4 })
    pass(day - 1000)
    expect(await store.collect()).toMatchObject({ objects: 0, waiting: 4 })
    pass(1000)
    expect(await store.collect({ dryRun: true })).toMatchObject({ objects: 4, waiting: 0 })
    const collected = await store.collect()
    expect(collected).toMatchObject({ objects: 4, waiting: 0 })
    expect(collected.freedBytes).toBeGreaterThan(3)
    expect(await countObjects(path)).toBe(before - 4)
    expect((await store.log('events')).map(({ action }) => action)).toEqual([
      'epoch',
      'expire',
      'snapshot',
      'snapshot',
      'create',
    ])
    expect(await store.verify({ data: true })).toMatchObject({ ok: true })
    // What an expired version was called stays known.
    expect((await store.versions('events')).at(-1)).toMatchObject({ version: 1, expired: true, rows: 0 })
    // And nothing is wrong with the store.
    await expect((await reopen()).facts('events@v1')).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringMatching(/^events@v1 was expired on 2026-03-01T.* collected since\.$/) as string,
    })
    expect(await readdir(join(path, 'staging'))).toEqual([])
  })

  test('the 24 hours begin anew when something was referenced between two collections', async () => {
    const { store, take, pass } = await movingStore()
    await take('events', 'one')
    await take('events', 'two')
    await store.expire('events', { versions: [1] })
    await store.collect()
    pass(day / 2)
    await take('events', 'one')
    await take('events', 'two')
    expect((await store.expire('events', { versions: [3] })).expired).toEqual([3])
    pass(day / 2)
    // The snapshot and the list of files of v1, but not its file, which v3 has too.
    expect(await store.collect()).toMatchObject({ objects: 3, waiting: 4 })
    expect(await store.restore('events@v3')).toMatchObject({ version: 5, changed: true })
    expect((await store.verify({ data: true })).findings).toEqual([])
  })

  test('keeps the expired inputs of what is not expired', async () => {
    const { store, take, pass } = await movingStore()
    const raw = await take('events', 'one')
    await take('events', 'two')
    await take('daily', 'aggregated', raw, 'aggregation')
    expect((await store.expire('events', { versions: [1] })).expired).toEqual([1])
    await store.collect()
    pass(2 * day)
    expect(await store.collect()).toMatchObject({ objects: 0 })
    const found = await store.resolve('events@v1', { expired: true })
    expect(found.expired).toBe(true)
    expect(await store.tree(found)).toHaveLength(1)
  })

  test('keeps what a lease holds, and waits for writers', async () => {
    const { store, take, pass } = await movingStore()
    const raw = await take('events', 'one')
    await take('events', 'two')
    const writer = await store.begin('freeze', { inputs: [raw.id] })
    const preview = await store.expire('events', { keep: { last: 1 }, dryRun: true })
    expect(preview.kept).toContainEqual({ version: 1, why: 'in use: freeze' })
    await writer.release()
    await store.expire('events', { keep: { last: 1 } })
    await store.collect()
    pass(2 * day)
    const other = await store.begin('import')
    expect(await store.collect({ patience: 50 })).toMatchObject({ objects: 0, waiting: 4 })
    await other.release()
    expect(await store.collect()).toMatchObject({ objects: 4 })
  })

  test('deletes nothing while a snapshot, a tree or a log cannot be read', async () => {
    const { store, take, pass, path, reopen } = await movingStore()
    await take('events', 'one')
    const second = await take('events', 'two')
    await store.expire('events', { versions: [1] })
    await store.collect()
    pass(2 * day)
    const before = await countObjects(path)
    await rm(layout.object(path, second.snapshot.tree))
    const again = await reopen()
    await expect(again.collect()).rejects.toMatchObject({ code: 'store-incomplete' })
    await rm(layout.entry(path, 'events', 2))
    await expect((await reopen()).collect()).rejects.toMatchObject({ code: 'store-incomplete' })
    expect(await countObjects(path)).toBe(before - 1)
    expect(await readdir(join(path, 'leases'))).toEqual([])
  })

  test('what was expired is passed over when it is lost, not when it cannot be read', async () => {
    const { store, take, pass, path, reopen } = await movingStore()
    const first = await take('events', 'one')
    await take('events', 'two')
    await store.collect()
    await store.expire('events', { versions: [1] })
    const object = layout.object(path, first.id)
    await rm(object)
    await mkdir(object)
    await expect((await reopen()).collect()).rejects.toMatchObject({ code: 'io' })
    await rmdir(object)
    await (await reopen()).collect()
    pass(2 * day)
    await expect((await reopen()).collect()).resolves.toBeDefined()
  })
})

describe('fencing', () => {
  /** A writer has found an object in the store, is paused for days, and a collection takes the object. */
  async function pausedWriter(store: Store, folder: string) {
    const writer = await store.begin('slow')
    const taken = await writer.takeFiles(await walkSources([join(folder, 'slow.csv')]))
    return { writer, taken, tree: await writer.writeTree(taken.entries) }
  }

  test('a writer that was paused beyond the age limit writes again what was collected', async () => {
    const { store, take, pass, folder, path, reopen } = await movingStore()
    await take('events', 'shared bytes')
    await take('events', 'two')
    await store.expire('events', { versions: [1] })
    await store.collect()
    await writeFiles(folder, { 'slow.csv': 'shared bytes' })
    const existing = await pausedWriter(store, folder)
    const fresh = await pausedWriter(store, folder)
    pass(3 * day)
    expect(
      (await (await reopen({ clock: () => Date.parse('2026-03-10T00:00:00Z') })).collect()).objects,
    ).toBeGreaterThan(0)
    for (const [{ writer, tree, taken }, dataset] of [
      [existing, 'events'],
      [fresh, `new-${randomUUID()}`],
    ] as const) {
      const committed = await writer.commitSnapshot({ dataset, kind: 'raw', tree, tables: [] })
      expect(committed.changed).toBe(true)
      await expect(stat(layout.object(path, taken.entries[0]?.sha256 ?? ''))).resolves.toMatchObject({
        size: 12,
      })
      await writer.release()
    }
    expect(await store.verify({ data: true })).toMatchObject({ ok: true })
  })

  test('it does so too in a store that has no dataset yet, whose logs could tell it', async () => {
    const { store, take, pass, folder, path } = await movingStore()
    await take('events', 'shared bytes')
    await rm(layout.dataset(path, 'events'), { recursive: true })
    await store.collect()
    await writeFiles(folder, { 'slow.csv': 'shared bytes' })
    const { writer, tree } = await pausedWriter(store, folder)
    pass(3 * day)
    expect((await store.collect()).objects).toBeGreaterThan(0)
    await writer.commitSnapshot({ dataset: 'first', kind: 'raw', tree, tables: [] })
    await writer.release()
    expect(await store.verify({ data: true })).toMatchObject({ ok: true })
  })

  test('when that is no longer possible it fails and loses nothing', async () => {
    const { store, take, pass, folder } = await movingStore()
    await take('events', 'shared bytes')
    await take('events', 'two')
    await store.expire('events', { versions: [1] })
    await store.collect()
    await writeFiles(folder, { 'slow.csv': 'shared bytes' })
    const { writer, tree } = await pausedWriter(store, folder)
    pass(3 * day)
    expect((await store.collect()).objects).toBeGreaterThan(0)
    await rm(join(folder, 'slow.csv'))
    await expect(
      writer.commitSnapshot({ dataset: 'events', kind: 'raw', tree, tables: [] }),
    ).rejects.toMatchObject({ code: 'conflict' })
    await writer.release()
    expect(await store.verify({ data: true })).toMatchObject({ ok: true })
    expect((await store.resolve('events')).version).toBe(2)
  })
})
