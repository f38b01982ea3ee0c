import { chmod, cp, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { layout } from '../store/layout.ts'
import { openStore } from '../store/store.ts'
import { runAggregate } from './aggregate.ts'
import { runFreeze } from './freeze.ts'
import { lineageGraph } from './lineage.ts'
import { rebuildSnapshot } from './rebuild.ts'
import { tableDifferences } from './table-differences.ts'
import { type CurateBench, openCurateBench } from './testing/curate-bench.ts'
import { openWriterInstance } from './writer-instance.ts'

let bench: CurateBench

beforeAll(async () => {
  bench = await openCurateBench()
  await bench.take('visits', `SELECT i % 24 AS hour, sin(i) * 1e6 AS seconds FROM range(300000) t(i)`)
  const recipe = {
    steps: [
      {
        name: 'result',
        sql: 'SELECT hour, sum(seconds) AS seconds, count(*) AS n FROM visits WHERE hour < $to GROUP BY hour',
      },
    ],
    parameters: { to: '24' },
    file: 'hourly.sql',
  }
  await runAggregate(bench, { dataset: 'hourly', recipe }, bench.context)
  await bench.take('visits', `SELECT i % 12 AS hour, cos(i) AS seconds FROM range(1000) t(i)`)
  await runAggregate(bench, { dataset: 'hourly', recipe }, bench.context)
  await runFreeze(bench, { dataset: 'hours', from: 'hourly@v1', id: ['hour'], seed: '3' }, bench.context)
  await bench.take('old', 'SELECT 1 AS x')
  const total = { steps: [{ name: 'result', sql: 'SELECT sum(x) AS x FROM old' }], parameters: {} }
  await runAggregate(bench, { dataset: 'total', recipe: total }, bench.context)
  await bench.take('old', 'SELECT 2 AS x')
})
afterAll(() => bench.close())

it('proves equal content on the inputs of then, on 1 and 4 threads', async () => {
  for (const threads of [1, 4]) {
    const result = await rebuildSnapshot(bench.withThreads(threads), 'hourly@v1', bench.context)
    expect(result).toMatchObject({ same: true, reference: 'hourly@v1', rows: { was: 24, is: 24 } })
    expect(result.content.is).toBe(result.content.was)
    expect(result.differences).toBeUndefined()
  }
  const { tables } = (await bench.store.resolve('hourly@v2')).snapshot
  expect(tables[0]?.rows).toBe('12')
})

it('proves it on inputs that were expired since', async () => {
  expect((await bench.store.expire('old', { versions: [1] })).expired).toEqual([1])
  expect(await rebuildSnapshot(bench, 'total', bench.context)).toMatchObject({ same: true })
  const up = await lineageGraph(bench.store, { reference: 'total', direction: 'up' })
  expect(up.nodes.map(({ key, expired }) => [key, expired])).toEqual([
    ['old@v1', true],
    ['total@v1', false],
  ])
})

it('refuses what no recipe made, and keeps nothing', async () => {
  await expect(rebuildSnapshot(bench, 'visits', bench.context)).rejects.toMatchObject({ code: 'wrong-usage' })
  expect((await bench.store.versions('hourly')).map(({ version }) => version)).toEqual([2, 1])
})

it('shows lineage both ways and of the whole store', async () => {
  const up = await lineageGraph(bench.store, { reference: 'hours', direction: 'up' })
  expect(up.nodes.map(({ key }) => key)).toEqual(['visits@v1', 'hourly@v1', 'hours@v1'])
  expect(up.edges).toEqual([
    { from: 'hourly@v1', to: 'hours@v1' },
    { from: 'visits@v1', to: 'hourly@v1' },
  ])
  expect(up.nodes.map(({ made }) => made)).toEqual([undefined, 'hourly.sql', 'seed 3'])
  const down = await lineageGraph(bench.store, { reference: 'visits@v1', direction: 'down' })
  expect(down.nodes.map(({ key }) => key)).toEqual(['visits@v1', 'hourly@v1', 'hours@v1'])
  const newer = await lineageGraph(bench.store, { reference: 'visits', direction: 'down' })
  expect(newer.nodes.map(({ key }) => key)).toEqual(['visits@v2', 'hourly@v2'])
  const both = await lineageGraph(bench.store, { reference: 'hourly@v1' })
  expect(both.nodes.map(({ key }) => key)).toEqual(['visits@v1', 'hourly@v1', 'hours@v1'])
  const all = await lineageGraph(bench.store, {})
  expect(all.nodes).toHaveLength(8)
  expect(all.edges).toHaveLength(4)
})

it('tells a damaged or missing stored copy apart from what the recipe gives; running it again heals', async () => {
  const recipe = { steps: [{ name: 'result', sql: 'SELECT max(x) AS x FROM "old@v2"' }], parameters: {} }
  const make = () => runAggregate(bench, { dataset: 'kept', recipe }, bench.context)
  await make()
  const [entry] = await bench.store.tree(await bench.store.resolve('kept'))
  const object = layout.object(bench.store.path, entry?.sha256 ?? '')
  await chmod(object, 0o644)
  await truncate(object, 20)
  const cut = await rebuildSnapshot(bench, 'kept', bench.context)
  expect(cut).toMatchObject({ same: true, damaged: [expect.stringMatching(/is damaged.*kept@v1/s)] })
  await make()
  const healed = await rebuildSnapshot(bench, 'kept', bench.context)
  expect(healed).toMatchObject({ same: true })
  expect(healed).not.toHaveProperty('damaged')
  await rm(object)
  const gone = await rebuildSnapshot(bench, 'kept', bench.context)
  expect(gone).toMatchObject({ same: true, damaged: [expect.stringMatching(/kept@v1.*is missing/s)] })
})

it('shows the lineage of what can be read, and names what is lost', async () => {
  const path = join(bench.folder, 'copy')
  await cp(bench.store.path, path, { recursive: true })
  const id = (await bench.store.resolve('hourly@v1')).id
  await rm(layout.object(path, id))
  await writeFile(join(path, 'datasets', 'old', 'log', '0000000003.json'), 'no entry')
  const store = await openStore(path)
  try {
    const all = await lineageGraph(store, {})
    expect(all.problems).toEqual([
      { reference: 'hourly@v1', problem: expect.stringContaining(`${id} (snapshot hourly@v1) is missing`) },
      { reference: 'old', problem: expect.stringContaining('damaged') },
      { reference: 'old@v2', problem: expect.stringContaining('damaged') },
    ])
    expect(all.nodes.find(({ key }) => key === 'hourly@v1')).toMatchObject({
      kind: 'aggregation',
      expired: false,
      problem: expect.stringContaining('is missing'),
    })
    // Its entry lies before the damage.
    expect(all.edges).toContainEqual({ from: 'old@v1', to: 'total@v1' })
    const up = await lineageGraph(store, { reference: 'hours', direction: 'up' })
    expect(up.nodes.map(({ key, kind, problem }) => [key, kind, problem !== undefined])).toEqual([
      ['hourly@v1', 'aggregation', true],
      ['hours@v1', 'training', false],
    ])
    expect(up.problems.map(({ reference }) => reference)).toEqual(['hourly@v1'])
    const whole = await lineageGraph(store, { reference: 'hourly@v2', direction: 'up' })
    expect(whole.problems).toEqual([])
  } finally {
    await store.close()
  }
})

it.each([
  ['SELECT 1 AS a', 'SELECT 1 AS b', false, ['The column "a" is gone.', 'The column "b" is new.']],
  ['SELECT 1 AS a', 'SELECT 1::BIGINT AS a', false, ['The column "a" was INTEGER, now it is BIGINT.']],
  ['SELECT 1 AS a UNION ALL SELECT 1', 'SELECT 1 AS a', false, ['There were 2 rows, now there is 1.']],
  [`SELECT 1 AS a, 'x' AS b`, `SELECT 1 AS a, 'y' AS b`, false, ['The column "b" holds other values.']],
  [
    'SELECT unnest([1, 2]) AS a, unnest([3, 4]) AS b',
    'SELECT unnest([1, 2]) AS a, unnest([4, 3]) AS b',
    false,
    ['Every column holds the same values, but they stand together in other rows.'],
  ],
  [
    'SELECT 1 AS a, 0.1::DOUBLE + 0.2::DOUBLE AS b',
    'SELECT 1 AS a, 0.3::DOUBLE AS b',
    true,
    ['The column "b" differs by at most 1.9e-16 of the value, within the tolerance of 1e-9.'],
  ],
  [
    'SELECT 1 AS a, 1.0::DOUBLE AS b',
    'SELECT 1 AS a, 1.1::DOUBLE AS b',
    false,
    ['The column "b" differs in 1 row by more than 1e-9 of the value.'],
  ],
  [
    `SELECT 'nan'::DOUBLE AS b UNION ALL SELECT 1e0`,
    `SELECT 'inf'::DOUBLE AS b UNION ALL SELECT 1e0`,
    false,
    ['The column "b" differs in 1 row by more than 1e-9 of the value.'],
  ],
])('says how %s differs from %s', async (was, is, same, sentences) => {
  await bench.workers.using('writer', async (worker) => {
    const views = [
      { name: 'was', sql: was },
      { name: 'is', sql: is },
    ]
    const options = {
      views,
      readPaths: [],
      writeFolder: worker.scratchFolder,
      threads: 1,
      limits: bench.limits,
    }
    const instance = await openWriterInstance(worker, options, bench.context)
    const table = async (name: string) => ({
      from: `"${name}"`,
      columns: await instance.describe(`FROM "${name}"`),
      rows: (await instance.texts(`SELECT count(*)::VARCHAR FROM "${name}"`))[0]?.[0] ?? '',
    })
    expect(await tableDifferences(instance, await table('was'), await table('is'))).toEqual({
      same,
      sentences,
    })
  })
})
