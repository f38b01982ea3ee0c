import { chmod, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { layout } from '../store/layout.ts'
import { openTestEngine, type TestEngine } from '../testing/open-engine.ts'

let engine: TestEngine
let source: string
beforeEach(async () => {
  engine = await openTestEngine()
  source = join(engine.folder, 'good.csv')
  for (const text of ['id\n1\n', 'id\n2\n']) {
    await writeFile(source, text)
    await engine.call('snapshot.take', { dataset: 'good', sources: [source] })
  }
})
afterEach(() => engine.close())

/** The object with these bytes. */
async function objectWith(text: string): Promise<string> {
  for (const name of await readdir(layout.objects(engine.store), { recursive: true })) {
    if (name.length < 60) continue
    const file = join(layout.objects(engine.store), name)
    if ((await readFile(file, 'utf8')) === text) return file
  }
  throw new Error(`no object has "${text}"`)
}

async function damage(file: string): Promise<void> {
  await chmod(file, 0o644)
  await writeFile(file, 'id\n9\n')
}

test('remembers when and how deep a store was checked, and what is wrong until it is mended', async () => {
  const never = await engine.call('integrity.state', {})
  expect(never).toEqual({ findings: [], background: { on: false } })

  await engine.call('store.verify', { data: true })
  await engine.call('store.verify', {})
  const sound = await engine.call('integrity.state', {})
  expect(sound).toMatchObject({ checked: { ok: true }, checkedData: { ok: true, checked: { data: true } } })
  expect(sound.checked?.checked['data']).toBe(false)

  await damage(await objectWith('id\n2\n'))
  expect((await engine.call('store.verify', {})).ok).toBe(true)
  expect((await engine.call('store.verify', { data: true })).ok).toBe(false)
  // Once found, it is looked for by each check, and a quick one does not make it forgotten.
  expect((await engine.call('store.verify', {})).findings).toMatchObject([{ kind: 'object-damaged' }])
  const another = await openTestEngine({ store: engine.store })
  expect((await another.call('integrity.state', {})).findings).toEqual([])
  await another.close()
  expect((await engine.call('integrity.state', {})).findings).toMatchObject([
    { kind: 'object-damaged', snapshots: ['good@v2'] },
  ])

  const plan = await engine.call('integrity.plan', {})
  expect(plan).toMatchObject({ steps: [{ kind: 'object', from: source, snapshots: ['good@v2'] }], left: [] })
  expect((await engine.call('integrity.state', {})).findings).toHaveLength(1)
  expect(await engine.call('integrity.repair', {})).toMatchObject({ done: plan.steps, failed: [], left: [] })
  expect((await engine.call('integrity.state', {})).findings).toEqual([])
  expect((await engine.call('store.verify', { data: true })).ok).toBe(true)
})

test('a history that went back is said without a check, until it is accepted', async () => {
  await rm(layout.entry(engine.store, 'good', 3))
  expect((await engine.call('integrity.state', {})).findings).toMatchObject([
    { kind: 'log-went-back', object: layout.log(engine.store, 'good') },
  ])
  await engine.call('store.verify', {})
  expect((await engine.call('integrity.state', {})).findings).toHaveLength(1)
  await engine.call('store.acceptHistory', {})
  expect((await engine.call('integrity.state', {})).findings).toEqual([])
})
