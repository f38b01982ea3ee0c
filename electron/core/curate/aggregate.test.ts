import { execFileSync } from 'node:child_process'
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runAggregate } from './aggregate.ts'
import { planAggregate } from './aggregate-plan.ts'
import { type CurateBench, openCurateBench } from './testing/curate-bench.ts'

let bench: CurateBench

beforeAll(async () => {
  bench = await openCurateBench()
  await bench.take(
    'visits',
    `SELECT i % 24 AS hour, 200 + 100 * (i % 4) AS status, (i * 7919) % 100003 AS bytes, (i % 97) / 9.7::DOUBLE AS seconds FROM range(20000) t(i)`,
  )
})
afterAll(() => bench.close())

const hourly = {
  steps: [
    { name: 'slow', sql: 'SELECT * FROM visits WHERE seconds >= $least::DOUBLE' },
    {
      name: 'hourly',
      sql: 'SELECT hour, count(*) AS requests, sum(bytes) AS bytes, avg(seconds) AS seconds FROM slow GROUP BY hour -- by hour',
    },
  ],
  parameters: { least: '1.5' },
}

it('plans each step with its rows and writes nothing', async () => {
  const plan = await planAggregate(bench, { dataset: 'hourly', recipe: hourly }, bench.context)
  expect(plan.nextVersion).toBe(1)
  expect(plan.inputs.map(({ dataset, version, named }) => [dataset, version, named])).toEqual([
    ['visits', 1, 'visits'],
  ])
  expect(plan.steps.map((step) => [step.name, step.rows.length, step.problem])).toEqual([
    ['slow', 50, undefined],
    ['hourly', 24, undefined],
  ])
  expect(plan.steps[1]?.columns.map(({ name }) => name)).toEqual(['hour', 'requests', 'bytes', 'seconds'])
  expect(plan.command).toContain(`firn aggregate hourly --sql 'WITH "slow" AS (`)
  await expect(bench.store.versions('hourly')).rejects.toMatchObject({ code: 'not-found' })
})

it('says in which step a mistake is, and where', async () => {
  const steps = [hourly.steps[0], { name: 'broken', sql: 'SELECT hour, nonsense\nFROM slow' }].flatMap(
    (step) => step ?? [],
  )
  const plan = await planAggregate(
    bench,
    { dataset: 'hourly', recipe: { steps, parameters: { least: '0' } } },
    bench.context,
  )
  expect(plan.steps[1]?.problem).toContain('nonsense')
  expect(plan.steps[1]?.position).toBe(13)
  const failure = runAggregate(
    bench,
    { dataset: 'hourly', recipe: { steps, parameters: { least: '0' } } },
    bench.context,
  )
  await expect(failure).rejects.toMatchObject({
    context: { step: 'broken', sql: 'SELECT hour, nonsense\nFROM slow', position: 13 },
  })
})

it('makes a version that knows its inputs, recipe, parameters and versions', async () => {
  const result = await runAggregate(
    bench,
    { dataset: 'hourly', recipe: hourly, parameters: { least: '2' }, message: 'first' },
    bench.context,
  )
  expect(result).toMatchObject({
    dataset: 'hourly',
    version: 1,
    changed: true,
    files: 1,
    warnings: [],
    tables: [{ name: 'hourly', rows: 24, columns: 4 }],
  })
  const { snapshot } = await bench.store.resolve('hourly')
  expect(snapshot.kind).toBe('aggregation')
  expect(snapshot.lineage).toMatchObject({
    inputs: [{ dataset: 'visits', version: 1, named: 'visits' }],
    recipe: hourly,
    parameters: { least: '2' },
    program: '0.0.0-test',
    engine: '1.5.5',
  })
  expect(snapshot.tables[0]?.columns.map(({ name, type, present }) => [name, type, present])).toEqual([
    ['hour', 'BIGINT', '24'],
    ['requests', 'BIGINT', '24'],
    ['bytes', 'DECIMAL(38,0)', '24'],
    ['seconds', 'DOUBLE', '24'],
  ])
  const expected = await bench.rows(
    `SELECT hour, count(*), sum(bytes)::VARCHAR FROM {visits} WHERE seconds >= 2 GROUP BY hour ORDER BY hour`,
  )
  expect(await bench.rows('SELECT hour, requests, bytes::VARCHAR FROM {hourly} ORDER BY hour')).toEqual(
    expected,
  )
})

it('gives equal content on any number of threads, and then no new version', async () => {
  const first = await bench.store.resolve('hourly')
  for (const threads of [1, 4]) {
    const again = await runAggregate(
      bench.withThreads(threads),
      { dataset: 'hourly', recipe: hourly, parameters: { least: '2' } },
      bench.context,
    )
    expect(again).toMatchObject({
      version: 1,
      changed: false,
      content: first.snapshot.content,
      id: first.id,
      newBytes: 0,
    })
  }
})

it('makes a new version of a changed input, and follows a pinned one no further', async () => {
  await bench.take(
    'visits',
    `SELECT i % 24 AS hour, 200 AS status, i AS bytes, (i % 97) / 9.7::DOUBLE AS seconds FROM range(25000) t(i)`,
  )
  const next = await runAggregate(
    bench,
    { dataset: 'hourly', recipe: hourly, parameters: { least: '2' } },
    bench.context,
  )
  expect(next).toMatchObject({
    version: 2,
    changed: true,
    lineage: { inputs: [{ version: 2, named: 'visits' }] },
  })
  const pinned = { steps: [{ name: 'result', sql: 'SELECT count(*) AS n FROM "visits@v1"' }], parameters: {} }
  const old = await runAggregate(bench, { dataset: 'counted', recipe: pinned }, bench.context)
  expect(old.lineage.inputs).toMatchObject([{ dataset: 'visits', version: 1, named: 'visits@v1' }])
  expect(await bench.rows('FROM {counted}')).toEqual([['20000']])
})

it('keeps the path of a recipe file in its repository; moving the file makes no version', async () => {
  const folder = join(bench.folder, 'repository', 'recipes')
  await mkdir(folder, { recursive: true })
  const recipe = {
    steps: [{ name: 'result', sql: 'SELECT count(*) AS n FROM "visits@v1"' }],
    parameters: {},
    file: 'total.sql',
  }
  const request = { dataset: 'total', recipe, folder }
  await runAggregate(bench, request, bench.context)
  const fileOf = async () => (await bench.store.resolve('total')).snapshot.lineage?.recipe?.file
  expect(await fileOf()).toBe('total.sql')
  execFileSync('git', ['init', '--quiet'], { cwd: join(folder, '..') })
  expect(await runAggregate(bench, request, bench.context)).toMatchObject({ version: 1, changed: false })
  await runAggregate(bench, { ...request, dataset: 'total-2' }, bench.context)
  expect((await bench.store.resolve('total-2')).snapshot.lineage?.recipe?.file).toBe('recipes/total.sql')
})

it('leaves no version and no file behind when the writer is killed in mid-copy', async () => {
  const recipe = {
    steps: [{ name: 'big', sql: 'SELECT a.hour, b.bytes, random() AS r FROM visits a, visits b' }],
    parameters: {},
  }
  const running = runAggregate(bench, { dataset: 'killed', recipe }, bench.context)
  const outcome = running.then(
    () => 'done',
    (error: unknown) => error,
  )
  const staging = join(bench.store.path, 'staging')
  await until(async () => {
    for (const writer of await readdir(staging)) {
      const files = await readdir(join(staging, writer, 'rows')).catch(() => [])
      if (files.length > 0) return true
    }
    return false
  })
  const writer = bench.workers.processes.find(({ purpose, busy }) => purpose === 'writer' && busy)
  process.kill(writer?.pid ?? 0, 'SIGKILL')
  expect(await outcome).toMatchObject({ code: 'worker-died' })
  await expect(bench.store.versions('killed')).rejects.toMatchObject({ code: 'not-found' })
  expect(await readdir(staging)).toEqual([])
})

it('stops when it is cancelled, and leaves nothing behind', async () => {
  const recipe = {
    steps: [{ name: 'big', sql: 'SELECT a.hour, b.bytes FROM visits a, visits b' }],
    parameters: {},
  }
  const stop = new AbortController()
  const running = runAggregate(
    bench,
    { dataset: 'stopped', recipe },
    { ...bench.context, signal: stop.signal },
  )
  setTimeout(() => stop.abort(), 700)
  await expect(running).rejects.toMatchObject({ code: 'cancelled' })
  await expect(bench.store.versions('stopped')).rejects.toMatchObject({ code: 'not-found' })
  expect(await readdir(join(bench.store.path, 'staging'))).toEqual([])
})

it('keeps values of every kind exactly, and gives them again', async () => {
  const sql = `SELECT 170141183460469231731687303715884105::HUGEINT AS huge, 1.50::DECIMAL(10,2) AS exact, 'nan'::DOUBLE AS odd,
    0.1::FLOAT AS small, TIMESTAMPTZ '2026-01-05 12:00:00+02' AS moment, DATE '2026-01-05' AS day, TIME '12:30:00.5' AS hour,
    INTERVAL '1 month 2 days 3 microseconds' AS span, '\\xAB'::BLOB AS bytes, [1, NULL, 3] AS list, {'a': 1, 'b c': ['x', NULL]} AS nested,
    MAP {'k': 1.5::DOUBLE} AS pairs, uuid '00000000-0000-0000-0000-000000000001' AS id, [1::HUGEINT] AS huges, NULL AS nothing, '' AS empty,
    true AS yes, 'a'::ENUM ('a', 'b') AS choice, TIMESTAMP_NS '2026-01-05 12:00:00.123456789' AS exactly FROM visits LIMIT 1`
  const recipe = { steps: [{ name: 'result', sql }], parameters: {} }
  const { content } = await runAggregate(bench, { dataset: 'kinds', recipe }, bench.context)
  const { snapshot } = await bench.store.resolve('kinds')
  const present = new Map(snapshot.tables[0]?.columns.map((column) => [column.name, column.present]))
  expect([present.get('empty'), present.get('nothing'), present.get('odd')]).toEqual(['0', '0', '1'])
  expect(
    await bench.rows(
      `SELECT huge::VARCHAR, exact::VARCHAR, odd::VARCHAR, moment::VARCHAR, span, list::VARCHAR, nested::VARCHAR, huges::VARCHAR, exactly::VARCHAR FROM {kinds}`,
    ),
  ).toEqual([
    [
      '170141183460469231731687303715884105',
      '1.50',
      'nan',
      '2026-01-05 10:00:00+00',
      '1 month 2 days 00:00:00.000003',
      '[1, NULL, 3]',
      `{'a': 1, 'b c': [x, NULL]}`,
      '[1]',
      '2026-01-05 12:00:00.123456789',
    ],
  ])
  expect(await runAggregate(bench, { dataset: 'kinds-again', recipe }, bench.context)).toMatchObject({
    content,
  })
})

it('refuses names and types that cannot be kept, with a way out', async () => {
  const twice = { steps: [{ name: 'result', sql: 'SELECT hour, hour FROM visits' }], parameters: {} }
  await expect(runAggregate(bench, { dataset: 'twice', recipe: twice }, bench.context)).rejects.toMatchObject(
    { code: 'wrong-usage' },
  )
  await expect(
    runAggregate(bench, { dataset: 'Bad Name', recipe: twice }, bench.context),
  ).rejects.toMatchObject({ code: 'invalid-name' })
})

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 500; turn += 1) {
    if (await condition()) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error('It did not happen in 5 s.')
}
