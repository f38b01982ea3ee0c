import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { SnapshotDraft, Store } from './store.ts'
import { snapshot, temporaryStore, writeFiles } from './testing/temporary.ts'

async function take(store: Store, folder: string, text: string, more: Partial<SnapshotDraft> = {}) {
  await writeFiles(folder, { 'a.csv': text })
  return snapshot(store, 'events', [join(folder, 'a.csv')], more)
}

test('a branch begins at a version and goes on by itself', async () => {
  const { folder, store } = await temporaryStore()
  const first = await take(store, folder, '1')
  const second = await take(store, folder, '2')
  expect(await store.branch('events@v1', 'cleanup')).toEqual({
    dataset: 'events',
    branch: 'cleanup',
    version: 1,
    changed: true,
  })
  expect((await store.resolve('events@cleanup')).version).toBe(1)
  expect(await take(store, folder, '1', { branch: 'cleanup' })).toMatchObject({ version: 1, changed: false })

  const third = await take(store, folder, '3', { branch: 'cleanup' })
  expect(third).toMatchObject({ version: 3, snapshot: { branch: 'cleanup', parents: [first.id] } })
  const fourth = await take(store, folder, '4')
  expect(fourth).toMatchObject({ version: 4, snapshot: { branch: 'main', parents: [second.id] } })
  const versionOf = async (reference: string) => (await store.resolve(reference)).version
  expect(await versionOf('events@cleanup')).toBe(3)
  expect(await versionOf('events@cleanup^')).toBe(1)
  expect(await versionOf('events')).toBe(4)
  expect(await versionOf('events@main')).toBe(4)
  expect(await versionOf('events@2100-01-01')).toBe(4)
  expect((await store.datasets())[0]).toMatchObject({
    latest: 4,
    branches: [
      { name: 'main', version: 4, versions: 3 },
      { name: 'cleanup', version: 3, versions: 1 },
    ],
  })
  expect((await store.log('events')).filter(({ branch }) => branch !== undefined)).toMatchObject([
    { action: 'snapshot', version: 3, branch: 'cleanup' },
    { action: 'branch', version: 1, branch: 'cleanup' },
  ])
  expect((await store.verify({ data: true })).findings).toEqual([])
})

test('new versions go onto the branch that was switched to, and the name still means main', async () => {
  const { folder, store, reopen } = await temporaryStore()
  await take(store, folder, '1')
  await store.branch('events', 'cleanup')
  expect(await store.switchTo('events', 'cleanup')).toMatchObject({ version: 1, changed: true })
  expect(await store.switchTo('events', 'cleanup')).toMatchObject({ changed: false })
  const other = await reopen()
  expect(await take(other, folder, '2')).toMatchObject({ version: 2, snapshot: { branch: 'cleanup' } })
  expect((await other.resolve('events')).version).toBe(1)
  expect(await store.branches('events')).toMatchObject({ current: 'cleanup' })
  expect(await store.restore('events@v1')).toMatchObject({ version: 3, snapshot: { branch: 'cleanup' } })
  await store.switchTo('events', 'main')
  expect(await take(store, folder, '4')).toMatchObject({ version: 4, snapshot: { branch: 'main' } })
})

test('tags and branches share one namespace', async () => {
  const { folder, store } = await temporaryStore()
  await take(store, folder, '1', { tag: 'prod' })
  await store.branch('events', 'cleanup')
  await expect(store.branch('events', 'prod')).rejects.toMatchObject({ code: 'already-exists' })
  await expect(store.branch('events', 'cleanup')).rejects.toMatchObject({ code: 'already-exists' })
  for (const name of ['main', 'v3', '2026-01-05', 'deadbeef', 'Big'])
    await expect(store.branch('events', name)).rejects.toMatchObject({ code: 'invalid-name' })
  await expect(store.tag('events', 'cleanup')).rejects.toMatchObject({ code: 'invalid-name' })
  await expect(take(store, folder, '2', { tag: 'cleanup' })).rejects.toMatchObject({ code: 'invalid-name' })
  await expect(store.switchTo('events', 'nothing')).rejects.toMatchObject({ code: 'not-found' })
  await expect(take(store, folder, '2', { branch: 'nothing' })).rejects.toMatchObject({
    code: 'not-found',
    hint: 'It has: main, cleanup. Make one with: firn branch events nothing',
  })
  expect((await store.versions('events')).map(({ version }) => version)).toEqual([1])
})

test('of a branch and a tag of one name that are made at once, one is there', async () => {
  const { folder, store, reopen } = await temporaryStore()
  await take(store, folder, '1')
  const other = await reopen()
  const outcomes = await Promise.allSettled([store.branch('events', 'x1'), other.tag('events', 'x1')])
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
})

test('expiry keeps where branches begin and the newest of each', async () => {
  const { folder, store } = await temporaryStore()
  await take(store, folder, '1')
  await take(store, folder, '2')
  await store.branch('events@v2', 'cleanup')
  await take(store, folder, '3', { branch: 'cleanup' })
  await take(store, folder, '4', { branch: 'cleanup' })
  await take(store, folder, '5')
  await take(store, folder, '6', { branch: 'cleanup' })
  const { expired, kept } = await store.expire('events', { keep: { yearly: 1 }, dryRun: true })
  expect(expired).toEqual([1, 3, 4])
  expect(kept).toEqual([
    { version: 2, why: 'branch cleanup begins there' },
    { version: 5, why: 'the newest' },
    { version: 6, why: 'the newest of branch cleanup' },
  ])
  await expect(store.expire('events', { versions: [6] })).rejects.toMatchObject({ code: 'pinned' })
})
