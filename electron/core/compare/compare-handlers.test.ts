import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CallContext } from '../../../shared/contract/responder.ts'
import { createJobs } from '../jobs/jobs.ts'
import { type CompareHandlers, compareHandlers } from './compare-handlers.ts'
import { type CompareBench, compared, openCompareBench } from './testing/compare-bench.ts'

let bench: CompareBench
let session: CompareHandlers
const context: CallContext = { signal: new AbortController().signal, progress: () => {} }
const rows: Readonly<Record<string, string>> = {
  'stock@v1': `SELECT 'S' || n AS sku, n AS pieces FROM range(20) t(n)`,
  'stock@v2': `SELECT 'S' || n AS sku, n + (n = 3)::INT AS pieces FROM range(1, 22) t(n)`,
}

beforeAll(async () => {
  bench = await openCompareBench()
  await mkdir(join(bench.folder, 'out'))
  session = compareHandlers({
    workers: bench.workers,
    jobs: createJobs(() => {}),
    resolve: async (reference) => compared(reference, await bench.relation(rows[reference] ?? ''), undefined),
    access: { writable: (named) => Promise.resolve(join(bench.folder, 'out', named)) },
    downloadsFolder: join(bench.folder, 'downloads'),
  })
})
afterAll(async () => {
  await session.close()
  await bench.close()
})

const start = async () => await session.handlers['compare.start']({ a: 'stock@v1', b: 'stock@v2' }, context)

test('a comparison is opened, looked at and closed by its id', async () => {
  const { comparisonId, rows: counts, shown, elapsedMs } = await start()
  expect(counts).toEqual({ a: 20, b: 21, added: 2, removed: 1, changed: 1, same: 18 })
  expect(shown.map(({ name }) => name)).toEqual(['sku', 'pieces'])
  expect(elapsedMs).toBeGreaterThan(0)
  const { handlers } = session
  const page = await handlers['compare.rows'](
    { comparisonId, kinds: ['changed'], from: 0, count: 10 },
    context,
  )
  expect(page).toMatchObject({ total: 1, rows: [{ a: ['S3', '3'], b: ['S3', '4'], changed: [1] }] })
  expect(await handlers['compare.next']({ comparisonId, from: -1 }, context)).toEqual({ position: 0 })
  expect(await handlers['compare.next']({ comparisonId, kinds: ['same'], from: -1 }, context)).toEqual({})
  expect(await handlers['compare.badKeys']({ comparisonId, from: 0, count: 10 }, context)).toEqual({
    total: 0,
    rows: [],
  })
  expect((await handlers['compare.statistics']({ comparisonId }, context)).columns).toHaveLength(2)
  await handlers['compare.close']({ comparisonId }, context)
  expect(() => handlers['compare.rows']({ comparisonId, from: 0, count: 1 }, context)).toThrow(
    'not open any more',
  )
})

test('the difference is written where it was asked for, or made ready for a download', async () => {
  const { comparisonId } = await start()
  const csv = await session.handlers['compare.export'](
    { comparisonId, target: 'd.csv', format: 'csv' },
    context,
  )
  expect(csv).toEqual({ path: join(bench.folder, 'out', 'd.csv'), rows: 4 })
  expect(await readFile(csv.path, 'utf8')).toContain('changed,pieces,S3,3,4')
  const json = await session.handlers['compare.export']({ comparisonId, format: 'json' }, context)
  expect(json.download).toMatch(/^\/download\/[\w-]+\/stock%40v1--stock%40v2\.json$/)
  expect(JSON.parse(await readFile(json.path, 'utf8'))).toHaveLength(4)
})

test('too many open ones: the one used longest ago gives up its process', async () => {
  const first = await start()
  for (let n = 0; n < 4; n += 1) await start()
  expect(() =>
    session.handlers['compare.rows']({ comparisonId: first.comparisonId, from: 0, count: 1 }, context),
  ).toThrow('not open any more')
})
