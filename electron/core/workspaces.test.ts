import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { initStore } from './store/store.ts'
import { openTestEngine, type TestEngine } from './testing/open-engine.ts'

let engine: TestEngine
beforeEach(async () => {
  engine = await openTestEngine()
})
afterEach(() => engine.close())

it('a store that was deleted and made anew in the same folder is another one', async () => {
  const source = join(engine.folder, 'a.csv')
  await writeFile(source, 'a\n1\n')
  await engine.call('snapshot.take', { dataset: 'events', sources: [source] })
  const { id } = await engine.call('store.info', {})
  await rm(engine.store, { recursive: true })
  await initStore(engine.store)
  const infos = await Promise.all([1, 2, 3].map(() => engine.call('store.info', {})))
  expect(new Set(infos.map((info) => info.id)).size).toBe(1)
  expect(infos[0]?.id).not.toBe(id)
  expect((await engine.call('catalogue.list', {})).datasets).toEqual([])
  await engine.call('snapshot.take', { dataset: 'events', sources: [source] })
  expect(await engine.call('store.verify', { data: true })).toMatchObject({ ok: true })
})
