import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBench, type QueryBench } from '../testing/query-bench.ts'
import { type ChartRequest, chartResult, mostPoints, rangeCount } from './chart.ts'

let bench: QueryBench
beforeAll(async () => {
  bench = await openBench()
  bench.relations.set('sales', {
    sql: `SELECT range AS id, CASE WHEN range % 4 = 3 THEN NULL ELSE ['North', 'South', 'East'][range % 4 + 1] END AS shop,
      DATE '2026-01-01' + (range % 10)::INTEGER AS day, 'code ' || (range % 100) AS code, [range] AS list,
      (range % 5)::DECIMAL(9, 2) AS amount FROM range(1000)`,
  })
})
afterAll(() => bench.close())

async function chart(request: ChartRequest, sql = 'FROM sales') {
  const { resultId } = await bench.results.start({ sql }, bench)
  return await chartResult(bench.results.opened(resultId), request, bench)
}

test('the values of a text stand by their measure, NULL among them', async () => {
  const drawn = await chart({ x: 'shop', y: 'amount', measure: 'sum' }, 'FROM sales WHERE id < 8')
  expect(drawn).toMatchObject({ kind: 'values', groups: 4 })
  expect(drawn.points).toEqual([
    { label: null, value: 5, rows: 2 },
    { label: 'North', value: 4, rows: 2 },
    { label: 'East', value: 3, rows: 2 },
    { label: 'South', value: 1, rows: 2 },
  ])
})

test('times stand in their order', async () => {
  const { points } = await chart({ x: 'day', measure: 'rows' })
  expect(points).toHaveLength(10)
  expect(points[0]).toEqual({ label: '2026-01-01', value: 100, rows: 100 })
  expect(points[9]?.label).toBe('2026-01-10')
})

test('many numbers become ranges that hold all rows', async () => {
  const { kind, points } = await chart({ x: 'id', measure: 'rows' })
  expect(kind).toBe('ranges')
  expect(points).toHaveLength(rangeCount)
  expect(points[0]).toEqual({ label: '0 – 25', value: 25, rows: 25 })
  expect(points.reduce((sum, { value }) => sum + (value ?? 0), 0)).toBe(1000)
  const some = 'FROM sales WHERE id < 100 OR id > 900'
  const holes = await chart({ x: 'id', y: 'amount', measure: 'mean' }, some)
  expect(holes.points.some(({ value, rows }) => value === null && rows === 0)).toBe(true)
})

test('of very many texts the largest are drawn, and it is said how many there are', async () => {
  const { points, groups } = await chart({ x: 'code', measure: 'rows' })
  expect(points).toHaveLength(mostPoints)
  expect(groups).toBe(100)
})

test('the SQL of a chart gives its points', async () => {
  const { sql, points } = await chart({ x: 'shop', y: 'amount', measure: 'maximum' })
  const { firstPage } = await bench.results.start({ sql }, bench)
  expect(firstPage.map((row) => [row[0], Number(row[1]), Number(row[2])])).toEqual(
    points.map(({ label, value, rows }) => [label, value, rows]),
  )
})

test('what cannot be drawn is refused', async () => {
  const refused = { code: 'wrong-usage' }
  await expect(chart({ x: 'list', measure: 'rows' })).rejects.toMatchObject(refused)
  await expect(chart({ x: 'day', y: 'shop', measure: 'sum' })).rejects.toMatchObject(refused)
  await expect(chart({ x: 'day', measure: 'mean' })).rejects.toMatchObject(refused)
})
