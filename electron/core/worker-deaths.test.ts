import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Events } from '../../shared/contract/contract.ts'
import type { FirnError } from '../../shared/contract/errors.ts'
import { createForkSpawner } from './process/fork.ts'
import { patience, soaking } from './testing/counts.ts'
import { createKillingSpawner, type KillingSpawner } from './testing/killing-spawner.ts'
import { openTestEngine, type TestEngine } from './testing/open-engine.ts'

let engine: TestEngine
let spawner: KillingSpawner
let exports: string
let told: { readonly what: string; readonly text: string; readonly at: number }[] = []

beforeAll(async () => {
  spawner = createKillingSpawner(createForkSpawner())
  engine = await openTestEngine({ spawner })
  exports = join(engine.folder, 'exports')
  await mkdir(exports)
  engine.caller.onEvent((name, payload) => {
    if (name === 'process') told.push({ ...(payload as Events['process']), at: performance.now() })
    if (name === 'result') ready.add((payload as Events['result']).resultId)
  })
  const rows = (from: number) =>
    Array.from({ length: 500 }, (_, at) => `${from + at},${'abc'[at % 3]},${at / 7}`)
  for (const from of [0, 100]) {
    await writeFile(at('good.csv'), ['id,name,share', ...rows(from), ''].join('\n'))
    await engine.call('snapshot.take', { dataset: 'good', sources: [at('good.csv')] })
  }
}, 60_000)
afterAll(() => engine.close())
beforeEach(() => {
  spawner.killAt(undefined)
  told = []
})

const at = (name: string) => join(engine.folder, name)
const ready = new Set<string>()
/** Exports that were said to be there. */
const exported = new Set<string>()
let made = 0
const another = (what: string) => `${what}_${++made}`

const startResult = async () =>
  (await engine.call('query.start', { sql: 'SELECT * FROM good ORDER BY id DESC' })).resultId

/** Prepares what a job needs, and returns what does it. */
type Job = () => Promise<() => Promise<unknown>>
const straight =
  (work: () => Promise<unknown>): Job =>
  () =>
    Promise.resolve(work)

const jobs: { readonly [name: string]: Job } = {
  'a snapshot': straight(() =>
    engine.call('snapshot.take', { dataset: another('taken'), sources: [at('good.csv')] }),
  ),
  'a snapshot of a log': straight(async () => {
    const name = another('log')
    await writeFile(
      at(`${name}.log`),
      `127.0.0.1 - - [10/Oct/2020:13:55:36 +0000] "GET /${name} HTTP/1.1" 200 1\n`,
    )
    return engine.call('snapshot.take', { dataset: name, sources: [at(`${name}.log`)] })
  }),
  'a freeze': straight(() =>
    engine.call('freeze.run', {
      dataset: another('trained'),
      from: 'good',
      id: ['id'],
      split: [
        { name: 'train', share: 80 },
        { name: 'test', share: 20 },
      ],
    }),
  ),
  'an aggregation': straight(() =>
    engine.call('aggregate.run', {
      dataset: another('counted'),
      recipe: {
        steps: [{ name: 'all', sql: 'SELECT name, count(*) AS n FROM good GROUP BY name' }],
        parameters: {},
      },
    }),
  ),
  'a comparison': straight(() => engine.call('compare.start', { a: 'good@v1', b: 'good@v2', key: ['id'] })),
  'opening an import': straight(() => engine.call('import.open', { sources: [at('good.csv')] })),
  'the preview of an import': async () => {
    const { importId, discovery } = await engine.call('import.open', { sources: [at('good.csv')] })
    const table = discovery.tables[0]?.name ?? ''
    return () => engine.call('import.preview', { importId, table })
  },
  'a query': straight(startResult),
  'another order of some rows of a result': async () => {
    const resultId = await startResult()
    const filters = [{ column: 'name', operator: 'equals', value: 'a' }] as const
    return () =>
      engine.call('query.view', {
        resultId,
        sort: [{ column: 'share', descending: true }],
        filters: [...filters],
      })
  },
  'an export': async () => {
    // More than a page, else it needs no process; and counted, so that no other work is begun meanwhile.
    const { resultId } = await engine.call('query.start', { sql: 'SELECT a.* FROM good a, range(10)' })
    await expect.poll(() => ready.has(resultId), { timeout: 20_000 }).toBe(true)
    return async () => {
      const file = `${another('out')}.csv`
      await engine.call('query.export', { resultId, format: 'csv', target: join(exports, file) })
      exported.add(file)
    }
  },
  'figures of a result': async () => {
    const resultId = await startResult()
    return () => engine.call('profile.result', { resultId, columns: ['id', 'name'] })
  },
  'figures of a version': straight(() =>
    engine.call('profile.snapshot', { reference: 'good@v2', columns: ['name'] }),
  ),
  'a chart': async () => {
    const resultId = await startResult()
    return () => engine.call('query.chart', { resultId, x: 'name', measure: 'rows' })
  },
  'a plan': straight(() => engine.call('query.explain', { sql: 'SELECT count(*) FROM good' })),
}

/** Who reads files of a person asks again after one death, because a file that kills has to be told from bad luck. */
const readsAgain: ReadonlySet<string> = new Set(['a snapshot', 'a snapshot of a log', 'opening an import'])

/** Work that dies as the others do, and is not tried every day. */
const onlySoaked: ReadonlySet<string> = new Set(['opening an import', 'a chart', 'a plan'])
const tried = Object.entries(jobs).filter(([name]) => soaking || !onlySoaked.has(name))

/** Milliseconds; on a quiet machine it is noticed after 5. */
const longestUnnoticed = 5000

/** What dead workers and the work that they did might have left behind. */
async function leftBehind() {
  const names = async (folder: string) => await readdir(folder).catch(() => [])
  const everything = await readdir(engine.folder, { recursive: true })
  const scratch = everything.filter((path) => /(^|\/)(interactive|background|writer)-[^/]+$/.test(path))
  return {
    staging: await names(join(engine.store, 'staging')),
    leases: await names(join(engine.store, 'leases')),
    parsing: everything.filter((path) => path.includes('making-')),
    exports: (await names(exports)).filter((name) => !exported.has(name)),
    scratchOfTheDead: Math.max(0, scratch.length - spawner.alive.size),
    running: (await engine.call('jobs.list', {})).jobs.filter(({ state }) => state === 'running'),
  }
}

const nothingLeft = {
  staging: [],
  leases: [],
  parsing: [],
  exports: [],
  scratchOfTheDead: 0,
  running: [],
}

const longestTaken: number[] = []
afterAll(() => {
  console.log(`A death is told after ${Math.round(Math.max(...longestTaken))} ms at most`)
})

test.each(tried)('a worker is killed during %s', { timeout: patience(120_000) }, async (name, job) => {
  let work = await job()
  spawner.killAt(undefined)
  await work()
  const pieces = spawner.given.length
  expect(pieces).toBeGreaterThan(1)
  // At the last piece of work most can be lost.
  const kills = soaking ? Array.from({ length: pieces }, (_, nth) => nth) : [pieces - 1]
  for (const nth of kills) {
    work = await job()
    told = []
    spawner.killAt(nth)
    const error = await work().then(
      () => undefined,
      (thrown: FirnError) => thrown,
    )
    const { killedAt = Number.NaN } = spawner
    spawner.killAt(undefined)
    if (readsAgain.has(name) && nth > 0) expect(error).toBeUndefined()
    else
      expect(error).toMatchObject({
        code: 'worker-died',
        message: expect.stringContaining('ended unexpectedly') as string,
        hint: expect.stringMatching(/^(Run the query|Start it) again\.$/) as string,
      })
    expect(told).toEqual([
      {
        what: 'worker',
        text: expect.stringContaining('ended unexpectedly') as string,
        at: expect.any(Number) as number,
      },
    ])
    const took = (told[0]?.at ?? Number.NaN) - killedAt
    expect(took).toBeLessThan(longestUnnoticed)
    longestTaken.push(took)
    await expect.poll(leftBehind, { timeout: 20_000 }).toEqual(nothingLeft)
    await (await job())()
  }
})

test('workers are killed while they are idle', { timeout: patience(120_000) }, async () => {
  const { resultId } = await engine.call('query.start', { sql: 'SELECT 1' })
  await engine.call('query.close', { resultId })
  await engine.call('profile.snapshot', { reference: 'good@v2', columns: ['id'] })
  const before = [...spawner.alive]
  expect(before.length).toBeGreaterThan(1)
  told = []
  const killedAt = performance.now()
  for (const pid of before) process.kill(pid, 'SIGKILL')
  await expect.poll(() => told.length, { timeout: 20_000 }).toBe(before.length)
  for (const { at: when } of told) expect(when - killedAt).toBeLessThan(longestUnnoticed)
  expect(await engine.call('query.start', { sql: 'SELECT 42 AS answer' })).toMatchObject({
    firstPage: [[42]],
  })
  await expect.poll(leftBehind, { timeout: 20_000 }).toEqual(nothingLeft)
  expect(await engine.call('store.verify', { data: true })).toMatchObject({ ok: true, findings: [] })
})

test('a file that ends each process that reads it is the one to blame', {
  timeout: patience(60_000),
}, async () => {
  spawner.killAlways('instance.read')
  const error = await engine.call('import.open', { sources: [at('good.csv')] }).then(
    () => undefined,
    (thrown: FirnError) => thrown,
  )
  spawner.killAt(undefined)
  expect(error).toMatchObject({
    code: 'format',
    message: 'good.csv cannot be read: the process that read it ended, twice.',
  })
  await expect.poll(leftBehind, { timeout: 20_000 }).toEqual(nothingLeft)
  await engine.call('import.open', { sources: [at('good.csv')] })
})
