import { afterEach, beforeEach, expect, test } from 'vitest'
import { openBench, type QueryBench } from '../testing/query-bench.ts'

let bench: QueryBench
beforeEach(async () => {
  bench = await openBench({ limits: { liveResults: 1 } })
})
afterEach(() => bench.close())
const start = (sql: string, more: object = {}) => bench.results.start({ sql, ...more }, bench)
const rowsFrom = async (resultId: string, from: number) =>
  (await bench.results.page(resultId, from, 200, bench)).rows

test('a query whose first rows are being computed does not give its process up for another one', async () => {
  const slow = start('SELECT count(DISTINCT md5(range::VARCHAR)) FROM range(3000000)')
  await new Promise((resolve) => setTimeout(resolve, 1000))
  expect((await start('SELECT 1')).firstPage).toEqual([[1]])
  expect((await slow).firstPage).toEqual([['3000000']])
})

test('rows that another run would change are never changed in silence: what was given up says so', async () => {
  const first = await start('SELECT random() AS r FROM range(3000)')
  const second = await start('SELECT range AS n FROM range(3000)')
  await bench.event(second.resultId, 'ready')
  const { problem } = await bench.event(first.resultId, 'failed')
  expect(problem).toMatch(/another run would give others/)
  const gone = { code: 'not-found', hint: 'Run the query again.' }
  await expect(rowsFrom(first.resultId, 2000)).rejects.toMatchObject(gone)
  await expect(
    bench.results.view(first.resultId, { sort: [{ column: 'r', descending: true }] }, bench),
  ).rejects.toMatchObject(gone)
})

test('rows that can be computed again are given up first', async () => {
  const roomy = await openBench({ limits: { liveResults: 2 } })
  try {
    const open = async (sql: string) => {
      const result = await roomy.results.start({ sql }, roomy)
      if (result.state === 'preparing') await roomy.event(result.resultId, 'ready')
      return result.resultId
    }
    const kept = await open('SELECT random() AS r FROM range(3000)')
    const rows = (await roomy.results.page(kept, 2000, 10, roomy)).rows
    const plain = await open('SELECT range AS n FROM range(3000)')
    await open('SELECT range + 1 AS n FROM range(3000)')
    expect((await roomy.results.page(kept, 2000, 10, roomy)).rows).toEqual(rows)
    expect((await roomy.results.page(plain, 2000, 1, roomy)).rows).toEqual([['2000']])
  } finally {
    await roomy.close()
  }
})

test('a worker that dies takes such rows with it, and that is said', async () => {
  const { resultId } = await start('SELECT random() AS r FROM range(3000)')
  for (const { pid } of bench.workers.processes) if (pid !== undefined) process.kill(pid, 'SIGKILL')
  expect(await bench.event(resultId, 'failed')).toMatchObject({ problem: /another run would give others/ })
  await expect(rowsFrom(resultId, 0)).rejects.toMatchObject({ code: 'worker-died' })
})

test.each([
  ['a sample', 'SELECT range FROM range(100000) USING SAMPLE 5000', {}],
  ['a condition', 'SELECT range FROM range(20000)', { where: 'random() < 0.5' }],
])('first rows, pages and views of %s are of one run', async (_, sql, view) => {
  const result = await start(sql, view)
  expect(await rowsFrom(result.resultId, 0)).toEqual(result.firstPage.slice(0, 200))
  const last = await bench.results.view(
    result.resultId,
    { sort: [{ column: 'range', descending: false }] },
    bench,
  )
  const all = await Promise.all(
    Array.from({ length: Math.ceil((result.rows ?? 0) / 200) }, (_, page) =>
      rowsFrom(result.resultId, page * 200),
    ),
  )
  const smallest = Math.min(...all.flat().map(([value]) => Number(value)))
  expect(Number(last.firstPage[0]?.[0])).toBe(smallest)
})

test('looks at held rows that come at once share one process, and closing frees it', async () => {
  const held = await start('SELECT * FROM (VALUES (1), (2), (3)) t(x)')
  const looks = await Promise.all(
    [1, 2, 3].map((least) =>
      bench.results.view(
        held.resultId,
        { filters: [{ column: 'x', operator: 'at-least', value: String(least) }] },
        bench,
      ),
    ),
  )
  expect(looks.map(({ firstPage }) => firstPage.length)).toEqual([3, 2, 1])
  expect(bench.workers.processes).toHaveLength(1)
  const other = await start('SELECT * FROM (VALUES (1), (2), (3)) t(x)')
  const look = bench.results.view(other.resultId, { sort: [{ column: 'x', descending: true }] }, bench)
  await bench.results.close(other.resultId)
  await look.catch(() => {})
  for (const { resultId } of [held, ...looks]) await bench.results.close(resultId)
  // All are given back: the pool keeps a single idle process.
  await expect.poll(() => bench.workers.processes.map(({ busy }) => busy)).toEqual([false])
})
