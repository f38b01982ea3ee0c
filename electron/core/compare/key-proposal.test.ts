import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CompareBench, openCompareBench } from './testing/compare-bench.ts'

let bench: CompareBench
beforeAll(async () => {
  bench = await openCompareBench()
})
afterAll(() => bench.close())

async function keys(a: string, b: string, options: Parameters<CompareBench['compare']>[2] = {}) {
  const opened = await bench.compare(await bench.relation(a), await bench.relation(b), options)
  await opened.close()
  return opened.comparison.keys
}

describe('which columns name a row', () => {
  test('a name that speaks wins over one that is unique by chance', async () => {
    const rows = (shift: number) =>
      `SELECT n + ${shift} AS measured, 'note ' || n AS remark, 'K' || n AS product_code FROM range(50) t(n)`
    expect(await keys(rows(0), rows(7))).toMatchObject({ columns: ['product_code'], source: 'proposed' })
  })

  test('two columns together, where none is unique alone', async () => {
    const rows = `SELECT 'c' || (n % 10) AS country, 2000 + n // 10 AS year, (n * 7 % 13)::DOUBLE AS value FROM range(100) t(n)`
    expect(await keys(rows, rows)).toMatchObject({ columns: ['country', 'year'], source: 'proposed' })
  })

  test('three columns together, where two are not enough', async () => {
    const rows = `SELECT n % 2 AS gender, n // 2 % 3 AS age, n // 6 % 4 AS region, 1.5 AS share FROM range(24) t(n)`
    expect((await keys(rows, rows)).columns).toEqual(['gender', 'age', 'region'])
  })

  test('of several without a speaking name, the one with which most rows meet', async () => {
    const rows = (shift: number) =>
      `SELECT n * 3 + ${shift} AS volume, 'word' || n AS phrase FROM range(40) t(n)`
    expect((await keys(rows(0), rows(1))).columns).toEqual(['phrase'])
  })

  test('other unique columns are offered', async () => {
    const rows = `SELECT n AS id, 'S' || n AS symbol, n % 3 AS kind FROM range(30) t(n)`
    expect((await keys(rows, rows)).candidates).toEqual([['symbol']])
  })

  test('a key with few repeated rows is still the key, and is explained', async () => {
    const rows = `SELECT least(n, 95) AS id, n % 2 AS flag FROM range(99) t(n)`
    const found = await keys(rows, `SELECT n AS id, n % 2 AS flag FROM range(99) t(n)`)
    expect(found).toMatchObject({ columns: ['id'], source: 'proposed', duplicates: { a: 4, b: 0 } })
    expect(found.explanation).toContain('repeated in 4 rows of the first version')
  })

  test('nothing names a row: whole rows', async () => {
    const rows = `SELECT n % 3 AS a, n % 2 AS b FROM range(60) t(n)`
    const found = await keys(rows, rows)
    expect(found).toMatchObject({ columns: [], source: 'none', candidates: [] })
    expect(found.explanation).toContain('whole rows are compared')
  })

  test('one row without a key counts as a value of its own', async () => {
    const rows = `SELECT nullif('S' || n, 'S0') AS symbol, n AS price FROM range(20) t(n)`
    expect(await keys(rows, rows)).toMatchObject({
      columns: ['symbol'],
      nulls: { a: 1, b: 1 },
      duplicates: { a: 0, b: 0 },
    })
  })

  test('the same whichever side and order comes first, also where a side is empty', async () => {
    const rows = `SELECT n AS id, 'S' || n AS code FROM range(30) t(n)`
    const none = `SELECT ''::VARCHAR AS id, ''::VARCHAR AS code WHERE false`
    expect((await keys(rows, none)).columns).toEqual(['id'])
    expect((await keys(none, rows)).columns).toEqual(['id'])
  })

  test('a chosen key must be there', async () => {
    const rows = `SELECT 1 AS id, 2 AS x`
    await expect(keys(rows, rows, { key: ['nope'] })).rejects.toMatchObject({ code: 'not-found' })
    await expect(keys(rows, `SELECT 1 AS id`, { key: ['x'] })).rejects.toMatchObject({ code: 'not-found' })
    expect(await keys(rows, rows, { key: [] })).toMatchObject({ source: 'none' })
    expect(await keys(rows, rows, { key: ['x', 'id'] })).toMatchObject({
      source: 'chosen',
      columns: ['x', 'id'],
    })
  })
})
