import { chmod, cp, readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { temporaryFolder } from './store/testing/temporary.ts'
import { openTestEngine, type TestEngine } from './testing/open-engine.ts'

const examples = fileURLToPath(new URL('store/fixtures', import.meta.url))

/** A copy of a stored example, with which a test may do what it likes. */
async function copyOf(format: string): Promise<string> {
  const copy = join(await temporaryFolder(), format)
  await cp(join(examples, format), copy, { recursive: true })
  return copy
}

const rowsOf = async ({ call }: TestEngine, sql: string) => (await call('query.start', { sql })).firstPage

/** What every example holds. */
async function expectRead(engine: TestEngine): Promise<void> {
  const { datasets } = await engine.call('catalogue.list', {})
  expect(
    datasets.map(({ name, kind, versions, latest, problem }) => [name, kind, versions, latest, problem]),
  ).toEqual([
    ['daily', 'aggregation', 1, 1, undefined],
    ['trained', 'training', 1, 1, undefined],
    ['visits', 'raw', 4, 4, undefined],
  ])
  const { versions } = await engine.call('dataset.versions', { dataset: 'visits' })
  expect(
    versions.map(({ version, expired, tags, message, rows }) => [version, expired, tags, message, rows]),
  ).toEqual([
    [4, false, [], 'Restored v2', 4],
    [3, true, [], 'A row is lost', 3],
    [2, false, ['kept'], 'With February', 4],
    [1, false, ['first'], 'January', 2],
  ])
  expect(await rowsOf(engine, 'SELECT id, page FROM "visits@first" ORDER BY id')).toEqual([
    ['1', 'start'],
    ['2', 'a, b'],
  ])
  expect(await rowsOf(engine, 'SELECT count(*), count(page) FROM visits')).toEqual([['4', '3']])
  expect(await rowsOf(engine, 'FROM daily ORDER BY day')).toEqual([
    ['2026-01-01', '1'],
    ['2026-02-01', '1'],
    ['2026-02-02', '1'],
  ])
  expect(await rowsOf(engine, 'SELECT count(*) FROM "trained@v1/train"')).toEqual([['1']])
  expect(await engine.call('dataset.policy', { dataset: 'visits' })).toMatchObject({
    keep: { last: 3, daily: 7 },
  })
  expect((await engine.call('freeze.receipt', { reference: 'trained' })).receipt.seed).toBe('7')
  expect(await engine.call('store.verify', { data: true })).toMatchObject({ ok: true, findings: [] })
}

test('a store of every format that was ever written is read, verified and worked on', async (context) => {
  const formats = (await readdir(examples)).filter((name) => name.startsWith('format-'))
  expect(formats).toContain('format-1')
  for (const format of formats) {
    const engine = await openTestEngine({ store: await copyOf(format) })
    context.onTestFinished(() => engine.close())
    expect(await engine.call('store.info', {})).not.toHaveProperty('readOnly')
    await expectRead(engine)

    const source = join(engine.folder, 'january.csv')
    await writeFile(source, 'id,day,page\n5,2026-03-01,end\n')
    expect(await engine.call('snapshot.take', { dataset: 'visits', sources: [source] })).toMatchObject({
      version: 5,
      changed: true,
    })
    await engine.call('tag.set', { reference: 'visits@v5', name: 'first' })
    expect(await engine.call('dataset.expire', { dataset: 'visits', keep: { last: 1 } })).toMatchObject({
      expired: [1, 4],
    })
    await engine.call('store.collect', {})
    expect(await rowsOf(engine, 'SELECT id FROM "visits@first"')).toEqual([['5']])
    expect(await engine.call('aggregate.rebuild', { reference: 'daily@v1' })).toMatchObject({ same: true })
    expect(await engine.call('store.verify', { data: true })).toMatchObject({ ok: true, findings: [] })
  }
})

test('a store with a feature that this program does not know is read only, and says which one', async (context) => {
  const store = await copyOf('format-1')
  const firn = JSON.parse(await readFile(join(store, 'firn.json'), 'utf8')) as object
  await chmod(join(store, 'firn.json'), 0o644)
  const ask = (features: readonly unknown[]) =>
    writeFile(join(store, 'firn.json'), JSON.stringify({ ...firn, features }))

  await ask([{ name: 'better-hints', mandatory: false }, 'folded-trees'])
  const engine = await openTestEngine({ store })
  context.onTestFinished(() => engine.close())
  const why = 'The store uses folded-trees, which this program does not know. It can be read only.'
  expect(await engine.call('store.info', {})).toMatchObject({ readOnly: why })
  const before = await readdir(store, { recursive: true })
  await expectRead(engine)
  await expect(engine.call('tag.set', { reference: 'visits', name: 'new' })).rejects.toMatchObject({
    code: 'store-newer',
    message: why,
  })
  await expect(engine.call('store.collect', {})).rejects.toMatchObject({ code: 'store-newer' })
  expect(await readdir(store, { recursive: true })).toEqual(before)

  // Another engine, since this one has read firn.json.
  await ask([{ name: 'better-hints', mandatory: false }])
  const writer = await openTestEngine({ store })
  context.onTestFinished(() => writer.close())
  expect(await writer.call('tag.set', { reference: 'visits', name: 'new' })).toMatchObject({ changed: true })
})
