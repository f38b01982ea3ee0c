import { chmod, mkdir, readFile, readdir, readlink, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Progress } from '../../../shared/model/job.ts'
import { needs } from '../testing/requirements.ts'
import { layout } from './layout.ts'
import { csvTable, snapshot, temporaryStore, writeFiles } from './testing/temporary.ts'

const quietly = { signal: new AbortController().signal, progress: () => {} }

test('files come out byte for byte, with their times, and may be changed', async (context) => {
  needs(context, 'linux')
  const { folder, store } = await temporaryStore()
  await writeFiles(folder, { 'd/a.csv': 'a\n1\n', 'd/sub/b.csv': 'a\n2\n' })
  await symlink('a.csv', join(folder, 'd/latest'))
  const tables = [csvTable('a', ['a.csv']), csvTable('b', ['sub/b.csv'])]
  await snapshot(store, 'events', [join(folder, 'd')], { tables })
  const told: Progress[] = []
  const out = join(folder, 'out')
  expect(await store.checkOut('events@v1', out, { ...quietly, progress: (one) => told.push(one) })).toEqual({
    reference: 'events@v1',
    folder: out,
    files: 2,
    links: 1,
    bytes: 8,
    escaped: [],
  })
  expect(told.at(-1)).toEqual({ done: 8, total: 8, unit: 'bytes' })
  expect(await readFile(join(out, 'sub/b.csv'), 'utf8')).toBe('a\n2\n')
  expect(await readlink(join(out, 'latest'))).toBe('a.csv')
  const facts = await stat(join(out, 'a.csv'))
  expect(facts.mode & 0o777).toBe(0o644)
  expect(Math.abs(facts.mtimeMs - (await stat(join(folder, 'd/a.csv'))).mtimeMs)).toBeLessThan(10)

  const empty = join(folder, 'empty')
  await mkdir(empty)
  const ofTable: Progress[] = []
  await store.checkOut('events/b', empty, { ...quietly, progress: (one) => ofTable.push(one) })
  expect(await readdir(empty, { recursive: true })).toEqual(['sub', 'sub/b.csv'])
  expect(ofTable).toEqual([{ done: 4, total: 4, unit: 'bytes' }])
})

test('names that are no text come out escaped, and are named', async (context) => {
  needs(context, 'linux')
  const { folder, store } = await temporaryStore()
  await writeFiles(folder, { 'd/a.csv': 'a\n1\n' })
  await writeFile(Buffer.concat([Buffer.from(join(folder, 'd/b')), Buffer.from([0xff])]), 'b')
  await snapshot(store, 'events', [join(folder, 'd')])
  const out = join(folder, 'out')
  expect(await store.checkOut('events', out, quietly)).toMatchObject({ files: 2, escaped: ['b%FF'] })
  expect((await readdir(out)).toSorted()).toEqual(['a.csv', 'b%FF'])
})

test('nothing is written over, and what fails or is cancelled leaves nothing', async () => {
  const { folder, path, store } = await temporaryStore()
  await writeFiles(folder, { 'a.csv': 'a\n1\n', 'mine/notes.txt': 'mine' })
  await snapshot(store, 'events', [join(folder, 'a.csv')])
  for (const taken of ['mine', 'a.csv'])
    await expect(store.checkOut('events', join(folder, taken), quietly)).rejects.toMatchObject({
      code: 'already-exists',
    })
  await expect(
    store.checkOut('events', join(folder, 'out'), { ...quietly, signal: AbortSignal.abort() }),
  ).rejects.toMatchObject({ code: 'cancelled' })
  const [entry] = await store.tree(await store.resolve('events'))
  const object = layout.object(path, entry?.sha256 ?? '')
  await chmod(object, 0o644)
  await writeFile(object, 'a\n9\n')
  await expect(store.checkOut('events', join(folder, 'out'), quietly)).rejects.toMatchObject({
    code: 'object-damaged',
  })
  expect((await readdir(folder)).toSorted()).toEqual(['a.csv', 'mine', 'store'])
  expect(await readFile(join(folder, 'mine/notes.txt'), 'utf8')).toBe('mine')
})

test('a store that can only be read gives its files out too', async () => {
  const { folder, store, reopen } = await temporaryStore()
  await writeFiles(folder, { 'a.csv': 'a\n1\n' })
  await snapshot(store, 'events', [join(folder, 'a.csv')])
  const reader = await reopen({ readOnly: true })
  await reader.checkOut('events', join(folder, 'out'), quietly)
  expect(await readFile(join(folder, 'out/a.csv'), 'utf8')).toBe('a\n1\n')
  await expect(reader.restore('events@v1')).rejects.toMatchObject({ code: 'not-allowed' })
})
