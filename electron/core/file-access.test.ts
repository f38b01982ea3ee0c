import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type FileAccess, limitedAccess, openAccess } from './file-access.ts'
import { initStore } from './store/store.ts'
import { openTestEngine, type TestEngine } from './testing/open-engine.ts'

let folder: string
let state: string
let store: string

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'firn-access-')))
  state = join(folder, 'state')
  store = join(folder, 'store')
  await mkdir(join(state, 'uploads'), { recursive: true })
  await initStore(store)
  await mkdir(join(store, 'datasets', 'x', 'log'), { recursive: true })
  await symlink(join(store, 'objects'), join(folder, 'way-in'))
  await symlink(join(store, 'firn.json'), join(folder, 'looks-harmless.csv'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const accesses: readonly (readonly [string, () => FileAccess])[] = [
  ['the command line', () => openAccess(folder, state)],
  ['a window', () => limitedAccess([folder], state)],
]

describe.each(accesses)('what %s writes', (_, open) => {
  test.each([
    'store/firn.json',
    'store/new.csv',
    'store/datasets/x/log/0000000001.json',
    'way-in/ab.csv',
    'looks-harmless.csv',
    'state/recent-stores.json',
    'state/uploads/a.csv',
  ])('goes nowhere into a store or the state folder: %s', async (target) => {
    await expect(open().writable(target)).rejects.toMatchObject({ code: 'not-allowed' })
    await expect(open().writable(join(folder, target))).rejects.toMatchObject({ code: 'not-allowed' })
  })

  test('goes anywhere else that was opened', async () => {
    await writeFile(join(folder, 'there.csv'), 'old')
    for (const target of ['new.csv', 'there.csv'])
      expect(await open().writable(target)).toBe(join(folder, target))
  })

  test('makes no store inside another one', async () => {
    for (const inside of ['store/inner', 'way-in/inner', 'state/inner'])
      await expect(open().storeFolder(inside, true)).rejects.toMatchObject({ code: 'not-allowed' })
    expect(await open().storeFolder('another', true)).toBe(join(folder, 'another'))
    expect(await open().storeFolder('store', false)).toBe(store)
  })
})

describe('over the contract', () => {
  let engine: TestEngine

  beforeEach(async () => {
    engine = await openTestEngine()
  })
  afterEach(() => engine.close())

  test('an export or a comparison replaces nothing of the store', async () => {
    const source = join(engine.folder, 'a.csv')
    for (const rows of ['1\n', '1\n2\n']) {
      await writeFile(source, `id\n${rows}`)
      await engine.call('snapshot.take', { dataset: 'a', sources: [source] })
    }
    const result = await engine.call('query.start', { sql: 'FROM a' })
    const { comparisonId } = await engine.call('compare.start', { a: 'a@v1', b: 'a@v2' })
    const log = join(engine.store, 'datasets', 'a', 'log', '0000000001.json')
    for (const target of [join(engine.store, 'firn.json'), log]) {
      const before = await readFile(target, 'utf8')
      const refused = { code: 'not-allowed', message: expect.stringContaining(engine.store) as string }
      await expect(
        engine.call('query.export', { resultId: result.resultId, format: 'csv', target }),
      ).rejects.toMatchObject(refused)
      await expect(
        engine.call('compare.export', { comparisonId, format: 'csv', target }),
      ).rejects.toMatchObject(refused)
      expect(await readFile(target, 'utf8')).toBe(before)
    }
    expect(await engine.call('store.verify', { data: true })).toMatchObject({ ok: true, findings: [] })
  })
})
