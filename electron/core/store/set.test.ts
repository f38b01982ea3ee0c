import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Store } from './store.ts'
import { csvTable, snapshot, temporaryStore, writeFiles } from './testing/temporary.ts'

const program = 'test'

/** Two datasets of one and of two tables: `events` and `labels`. */
async function twoDatasets() {
  const opened = await temporaryStore()
  const { folder, store } = opened
  await writeFiles(folder, {
    'e.csv': 'a\n1\n2\n',
    'l/x.csv': 'a\n1\n',
    'l/y.csv': 'a\n7\n',
    'l/readme': 'hi',
  })
  await snapshot(store, 'events', [join(folder, 'e.csv')], { tables: [csvTable('e', ['e.csv'])] })
  await snapshot(store, 'labels', [join(folder, 'l')], {
    tables: [csvTable('x', ['x.csv']), csvTable('y', ['y.csv'])],
    tag: 'prod',
  })
  return opened
}

async function changeEvents(store: Store, folder: string, text: string) {
  await writeFiles(folder, { 'e.csv': text })
  await snapshot(store, 'events', [join(folder, 'e.csv')], { tables: [csvTable('e', ['e.csv'])] })
}

test('a set holds the files and tables of its members, and writes no data again', async () => {
  const { folder, store } = await twoDatasets()
  const made = await store.makeSet({ dataset: 'release', members: ['events', 'labels@prod'], program })
  expect(made).toMatchObject({ version: 1, changed: true, snapshot: { kind: 'set' } })
  expect(made.snapshot.statistics).toMatchObject({ files: '4', newBytes: '0', rows: '6' })

  const resolved = await store.resolve('release@v1')
  expect(resolved.snapshot.tables.map(({ name, files }) => [name, files])).toEqual([
    ['events', ['events/e.csv']],
    ['labels/x', ['labels/x.csv']],
    ['labels/y', ['labels/y.csv']],
  ])
  expect((await store.resolve('release/events')).table?.name).toBe('events')
  const out = join(folder, 'out')
  await store.checkOut('release', out, { signal: new AbortController().signal, progress: () => {} })
  expect(await readFile(join(out, 'events', 'e.csv'), 'utf8')).toBe('a\n1\n2\n')
  expect(await readFile(join(out, 'labels', 'readme'), 'utf8')).toBe('hi')

  expect(await store.setMembers('release')).toMatchObject({
    reference: 'release@v1',
    members: [
      { dataset: 'events', version: 1, named: 'events', rows: 2, tables: ['events'] },
      { dataset: 'labels', version: 1, named: 'labels@prod', files: 3, tables: ['labels/x', 'labels/y'] },
    ],
  })
  expect(await store.setMembers('events')).toEqual({ reference: 'events@v1' })
  expect((await store.verify({ data: true })).findings).toEqual([])
})

test('a set is versioned like any other dataset', async () => {
  const { folder, store } = await twoDatasets()
  const members = ['events', 'labels']
  await store.makeSet({ dataset: 'release', members, program })
  expect(await store.makeSet({ dataset: 'release', members, program })).toMatchObject({
    version: 1,
    changed: false,
  })
  await changeEvents(store, folder, 'a\n3\n4\n')
  const second = await store.makeSet({ dataset: 'release', members, program, message: 'more', tag: 'good' })
  expect(second).toMatchObject({ version: 2, changed: true })
  expect((await store.setMembers('release@v1')).members?.map(({ version }) => version)).toEqual([1, 1])
  expect((await store.setMembers('release@good')).members?.map(({ version }) => version)).toEqual([2, 1])
  const restored = await store.restore('release@v1')
  expect(restored).toMatchObject({ version: 3, snapshot: { kind: 'set' } })
  expect((await store.setMembers('release')).members?.map(({ version }) => version)).toEqual([1, 1])
  const outer = await store.makeSet({ dataset: 'outer', members: ['release@v2', 'labels'], program })
  expect(outer.snapshot.tables.map(({ name }) => name)).toEqual([
    'release/events',
    'release/labels/x',
    'release/labels/y',
    'labels/x',
    'labels/y',
  ])
})

test('members do not expire, and a set keeps what is collected around it', async () => {
  const { folder, store } = await twoDatasets()
  await store.makeSet({ dataset: 'release', members: ['events@v1', 'labels'], program })
  await changeEvents(store, folder, 'a\n3\n4\n')
  await changeEvents(store, folder, 'a\n5\n6\n')
  const plan = await store.expire('events', { keep: { last: 1 }, dryRun: true })
  expect(plan).toMatchObject({ expired: [2] })
  expect(plan.kept).toContainEqual({ version: 1, why: 'release@v1 holds it' })
  await expect(store.expire('events', { versions: [1] })).rejects.toMatchObject({ code: 'pinned' })
  await store.expire('events', { keep: { last: 1 } })
  await store.collect()
  expect((await store.setMembers('release')).members?.map(({ problem }) => problem)).toEqual([
    undefined,
    undefined,
  ])
  expect((await store.verify({ data: true })).findings).toEqual([])
})

test('what members came from is kept with them, and said so', async () => {
  const { folder, store } = await twoDatasets()
  const { id } = await store.resolve('events')
  const lineage = {
    inputs: [{ dataset: 'events', version: 1, id, named: 'events' }],
    parameters: {},
    program,
  }
  await snapshot(store, 'counted', [join(folder, 'e.csv')], { kind: 'aggregation', lineage })
  await store.makeSet({ dataset: 'release', members: ['counted', 'labels'], program })
  await changeEvents(store, folder, 'a\n3\n4\n')
  const { kept } = await store.expire('events', { keep: { last: 1 }, dryRun: true })
  expect(kept).toContainEqual({ version: 1, why: 'counted@v1, which release@v1 holds, came from it' })
})

test('a set is all or nothing, and says what it cannot hold', async () => {
  const { store } = await twoDatasets()
  const make = (...members: string[]) => store.makeSet({ dataset: 'release', members, program })
  await expect(make('events', 'nothing')).rejects.toMatchObject({ code: 'not-found' })
  await expect(make('events', 'labels@v9')).rejects.toMatchObject({ code: 'not-found' })
  await expect(make('events', 'events@v1')).rejects.toMatchObject({ code: 'invalid-input' })
  await expect(make('labels/x')).rejects.toMatchObject({
    code: 'invalid-input',
    hint: 'Name the snapshot: labels',
  })
  await expect(store.makeSet({ dataset: 'events', members: ['labels'], program })).rejects.toMatchObject({
    code: 'conflict',
  })
  expect((await store.datasets()).map(({ name }) => name)).toEqual(['events', 'labels'])
  await make('events')
  await expect(make('events', 'release')).rejects.toMatchObject({ code: 'invalid-input' })
})
