import { afterAll, beforeAll, expect, test } from 'vitest'
import { selectOf } from './plan.ts'
import { openBench, type QueryBench } from '../testing/query-bench.ts'

let bench: QueryBench
beforeAll(async () => {
  bench = await openBench()
  bench.relations.set('numbers', { sql: 'SELECT range AS n, range % 7 AS k FROM range(2000000)' })
  bench.relations.set('./A.csv', { sql: "SELECT 'capital' AS x" })
  bench.relations.set('./a.csv', { sql: "SELECT 'small' AS x" })
})
afterAll(() => bench.close())
const start = (sql: string, more: object = {}) => bench.results.start({ sql, ...more }, bench)

test('a result of one page is held without a process', async () => {
  const result = await start('SELECT 1 AS a, 2 AS a, NULL AS "a:1", 3 AS A')
  expect(result).toMatchObject({ state: 'ready', rows: 1, firstPage: [[1, 2, null, 3]] })
  expect(result.columns.map((column) => column.name)).toEqual(['a', 'a:2', 'a:1', 'A'])
  expect(bench.workers.processes.filter((each) => each.busy)).toEqual([])
})

test('a large result has its first page at once and any page later', async () => {
  const result = await start('SELECT * FROM numbers ORDER BY n DESC')
  expect(result).toMatchObject({ state: 'preparing' })
  expect(result.firstPage[0]).toEqual(['1999999', '1'])
  expect(await bench.event(result.resultId, 'ready')).toMatchObject({ rows: 2_000_000 })
  const times: number[] = []
  for (let step = 0; step < 100; step += 1) {
    const from = Math.floor(((step * 7919) % 100) * 19_998)
    const began = performance.now()
    const page = await bench.results.page(result.resultId, from, 200, bench)
    times.push(performance.now() - began)
    expect(page.rows[0]).toEqual([String(1_999_999 - from), String((1_999_999 - from) % 7)])
    expect(page.rows).toHaveLength(200)
  }
  times.sort((a, b) => a - b)
  console.log('page of 200, p50 and p95 in ms', times[50], times[95])
  const view = await bench.results.view(
    result.resultId,
    { sort: [{ column: 'k', descending: true }], where: 'n < 1000' },
    bench,
  )
  expect(view.firstPage[0]).toEqual(['993', '6'])
  expect(view).toMatchObject({ rows: 1000 })
  await bench.results.close(result.resultId)
})

test('a result says the SELECT that gives its rows again', async () => {
  const select = (resultId: string, columns?: string[]) =>
    selectOf(bench.results.opened(resultId).plan, columns)
  const typed = 'SELECT n, k, n * 2 AS twice FROM numbers WHERE n < $n ORDER BY n DESC'
  const result = await start(typed, { parameters: { n: '20' } })
  expect((await start(select(result.resultId))).firstPage).toEqual(result.firstPage)
  const view = await bench.results.view(
    result.resultId,
    {
      sort: [{ column: 'k', descending: true }],
      filters: [{ column: 'k', operator: 'at-least', value: '3' }],
      where: 'n > 4',
    },
    bench,
  )
  const again = await start(select(view.resultId))
  expect(again.firstPage).toEqual(view.firstPage)
  expect(again.firstPage).toHaveLength(9)
  const some = await start(select(view.resultId, ['twice', 'k']))
  expect(some.columns.map(({ name }) => name)).toEqual(['twice', 'k'])
  expect(some.firstPage).toEqual(view.firstPage.map(([, k, twice]) => [twice, k]))
  const same = await start('SELECT 1 AS a, 2 AS a')
  expect((await start(select(same.resultId, ['a:1']))).firstPage).toEqual([[2]])
})

test('names that differ in capitals only', async () => {
  const result = await start("SELECT a.x, b.x AS y, './A.csv' AS text FROM './A.csv' a, './a.csv' b")
  expect(result.firstPage).toEqual([['capital', 'small', './A.csv']])
  expect((await start("FROM './a.csv' UNION ALL FROM './A.csv'")).firstPage).toEqual([['small'], ['capital']])
})

test('parameters', async () => {
  const result = await start(
    "SELECT '$n' AS a, $n || 'x' AS b, count(*) AS c FROM numbers WHERE n < $N AND k = $k",
    { parameters: { n: '10', k: '3' } },
  )
  expect(result.firstPage).toEqual([['$n', '10x', '1']])
  await expect(start('SELECT $x', { parameters: { x: '1', X: '2' } })).rejects.toMatchObject({
    code: 'wrong-usage',
    message: '"x" and "X" are values of one parameter.',
  })
  await expect(start('SELECT $x', { parameters: {} })).rejects.toMatchObject({
    code: 'wrong-usage',
    context: { position: 7 },
  })
  const hostile = await start('SELECT $x AS v', { parameters: { x: "' OR 1=1; --" } })
  expect(hostile.firstPage).toEqual([["' OR 1=1; --"]])
})

test('errors point at the character', async () => {
  await expect(start('SELECT é, FROM WHERE')).rejects.toMatchObject({
    code: 'sql-syntax',
    context: { position: 15 },
  })
  await expect(start("SELECT 'é', nn FROM numbers")).rejects.toMatchObject({
    code: 'sql-failed',
    context: { position: 12 },
  })
  await expect(start("SELECT 'é' FROM nowhere")).rejects.toMatchObject({
    code: 'not-found',
    context: { position: 16 },
  })
  await expect(start('SELECT $a, nn FROM numbers', { parameters: { a: 'long text' } })).rejects.toMatchObject(
    { context: { position: 11 } },
  )
})
