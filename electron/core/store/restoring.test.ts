import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { layout } from './layout.ts'
import { csvTable, snapshot, temporaryStore, writeFiles } from './testing/temporary.ts'

test('an old version becomes the newest, and what came between stays', async () => {
  const { folder, store } = await temporaryStore()
  const tables = [csvTable('a', ['a.csv'])]
  const file = join(folder, 'a.csv')
  await writeFiles(folder, { 'a.csv': 'a\n1\n' })
  const first = await snapshot(store, 'events', [file], { tables })
  await writeFiles(folder, { 'a.csv': 'a\n2\n' })
  const second = await snapshot(store, 'events', [file], { tables, message: 'a data bug' })

  const third = await store.restore('events@v1', { tag: 'good' })
  expect(third).toMatchObject({
    version: 3,
    changed: true,
    snapshot: {
      content: first.snapshot.content,
      parents: [second.id],
      message: 'Restored v1',
      restored: { version: 1, id: first.id },
      statistics: { ...first.snapshot.statistics, newBytes: '0' },
    },
  })
  expect((await store.resolve('events@good')).version).toBe(3)
  expect((await store.versions('events')).map(({ version, message }) => [version, message])).toEqual([
    [3, 'Restored v1'],
    [2, 'a data bug'],
    [1, ''],
  ])
  expect(await store.restore('events')).toMatchObject({ version: 3, changed: false })
  expect((await store.verify({ data: true })).findings).toEqual([])
})

test('an expired version is restored as long as its data is there', async () => {
  const { folder, path, store } = await temporaryStore()
  const file = join(folder, 'a.csv')
  for (const value of ['1', '2', '3']) {
    await writeFiles(folder, { 'a.csv': `a\n${value}\n` })
    await snapshot(store, 'events', [file])
  }
  await store.expire('events', { keep: { last: 1 } })
  await expect(store.resolve('events@v1')).rejects.toMatchObject({ code: 'not-found' })
  const restored = await store.restore('events@v1')
  expect(restored).toMatchObject({ version: 4, changed: true })
  const [entry] = await store.tree(await store.resolve('events'))
  expect(entry?.sha256).toBe(createHash('sha256').update('a\n1\n').digest('hex'))

  const gone = await store.resolve('events@v2', { expired: true })
  const [lost] = await store.tree(gone)
  await rm(layout.object(path, lost?.sha256 ?? ''))
  await expect(store.restore('events@v2')).rejects.toMatchObject({
    code: 'store-incomplete',
    message: expect.stringMatching(/a\.csv of events@v2\) is missing/) as string,
  })
  expect((await store.versions('events'))[0]?.version).toBe(4)
})
