import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBench, type QueryBench } from '../testing/query-bench.ts'
import { profileRelation, profileResult } from './profile.ts'

let bench: QueryBench
beforeAll(async () => {
  bench = await openBench()
  bench.relations.set('all types', { sql: 'SELECT * FROM test_all_types()' })
  bench.relations.set('many', {
    sql: `SELECT range AS id, range % 7 AS k, 'name ' || (range % 5) AS name, md5(range::VARCHAR) AS hash,
      CASE WHEN range % 10 = 0 THEN NULL ELSE range / 4 END AS d, DATE '2026-01-01' + (range % 365)::INTEGER AS day,
      TIMESTAMPTZ '2026-01-01 00:00:00Z' + INTERVAL (range) SECOND AS time, range % 2 = 0 AS even, [range] AS list,
      (range / 100)::DECIMAL(12,2) AS money FROM range(300000)`,
  })
})
afterAll(() => bench.close())

test('figures of many rows; each bar selects as many rows as it says', async () => {
  const profile = await profileRelation('many', undefined, bench)
  console.log(`300,000 rows x 10: ${profile.elapsedMs} ms`)
  expect(profile.rows).toBe(300_000)
  const [id, k, name, hash, d, day, time, even, list, money] = profile.columns
  expect(id).toMatchObject({ missing: 0, min: '0', max: '299999', mean: 149999.5, sum: '44999850000' })
  expect(id?.bars).toHaveLength(12)
  expect(k).toMatchObject({ distinct: 7, distinctExact: true })
  expect(k?.bars.map((bar) => bar.label)).toEqual(['0', '1', '2', '3', '4', '5', '6'])
  expect(name).toMatchObject({ longest: 6, min: 'name 0', max: 'name 4' })
  expect(name?.bars[0]).toEqual({ label: 'name 0', rows: 60_000, condition: `"name" = 'name 0'` })
  expect(hash?.distinctExact).toBe(false)
  expect(Math.abs((hash?.distinct ?? 0) - 3e5)).toBeLessThan(3e4)
  expect(d).toMatchObject({ missing: 30_000 })
  expect(even?.bars.map((bar) => bar.rows)).toEqual([150_000, 150_000])
  expect(list).toMatchObject({ missing: 0, bars: [], mostFrequent: [] })
  for (const column of [id, d, day, time, money]) {
    expect(column?.covers).toEqual({ rows: 300_000, all: true })
    expect(column?.bars.reduce((sum, bar) => sum + bar.rows, 0)).toBe(300_000 - (column?.missing ?? 0))
  }
  const checks = profile.columns.flatMap((column) => [...column.bars, ...column.mostFrequent])
  const counts = checks.map((bar) => `count(*) FILTER (WHERE ${bar.condition})`).join(', ')
  const { firstPage } = await bench.results.start({ sql: `SELECT ${counts} FROM many` }, bench)
  expect(firstPage[0]?.map(Number)).toEqual(checks.map((bar) => bar.rows))
})

test('every type of the engine', async () => {
  const { firstPage, columns } = await bench.results.start({ sql: 'FROM "all types"' }, bench)
  expect(firstPage).toHaveLength(3)
  const profile = await profileRelation('all types', undefined, bench)
  expect(profile.columns.map((column) => column.name)).toEqual(columns.map((column) => column.name))
  for (const column of profile.columns) {
    expect(column.missing, column.name).toBeGreaterThanOrEqual(1)
    const { firstPage: rows } = await bench.results.start(
      { sql: column.sql.replace('count(*) AS "rows"', 'count(*)') },
      bench,
    )
    expect(rows[0]?.[0]).toBe('3')
  }
})

test('of an open result, held or in a table', async () => {
  const small = await bench.results.start({ sql: 'SELECT k, count(*) AS n FROM many GROUP BY k' }, bench)
  const held = await profileResult(bench.results.opened(small.resultId), ['k'], bench)
  expect(held.columns[0]).toMatchObject({ covers: { rows: 7, all: true }, distinct: 7, min: '0' })
  const large = await bench.results.start({ sql: 'SELECT *, 1 AS id FROM many WHERE k < 3' }, bench)
  const table = await profileResult(bench.results.opened(large.resultId), ['id:1', 'id'], bench)
  expect(table.columns[0]).toMatchObject({ name: 'id:1', distinct: 1, mean: 1 })
  await expect(profileResult(bench.results.opened(large.resultId), ['nothing'], bench)).rejects.toMatchObject(
    { code: 'invalid-input' },
  )
})

test('nothing there', async () => {
  const none = await bench.results.start(
    { sql: "SELECT 1 AS a, NULL AS b, DATE '2026-01-01' AS c WHERE false" },
    bench,
  )
  const { columns } = await profileResult(bench.results.opened(none.resultId), undefined, bench)
  expect(columns.map(({ missing, distinct, bars }) => ({ missing, distinct, bars }))).toEqual(
    Array.from({ length: 3 }, () => ({ missing: 0, distinct: 0, bars: [] })),
  )
})
