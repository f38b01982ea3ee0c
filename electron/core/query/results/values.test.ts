import { afterAll, beforeAll, expect, test } from 'vitest'
import { join } from 'node:path'
import { mkdir } from 'node:fs/promises'
import { parquetPages } from '../relations.ts'
import { openBench, type QueryBench } from '../testing/query-bench.ts'
import { readerSpec } from './session.ts'

let bench: QueryBench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.close())
const start = (sql: string, more: object = {}) => bench.results.start({ sql, ...more }, bench)

/** A value in SQL, and the form in which it crosses. */
const values: readonly (readonly [sql: string, value: unknown, type?: string])[] = [
  ['9223372036854775807', '9223372036854775807', 'BIGINT'],
  ['5::BIGINT', '5'],
  ['5', 5, 'INTEGER'],
  ['170141183460469231731687303715884105727', '170141183460469231731687303715884105727', 'HUGEINT'],
  ['18446744073709551615::UBIGINT', '18446744073709551615', 'UBIGINT'],
  ['12345678901234567890.123456789::DECIMAL(38,9)', '12345678901234567890.123456789', 'DECIMAL(38,9)'],
  ['0.10::DECIMAL(4,2)', '0.10'],
  ["'NaN'::DOUBLE", 'NaN', 'DOUBLE'],
  ['-0.0::DOUBLE', '-0.0'],
  ['[-0.0::FLOAT, 0.0]', ['-0.0', 0]],
  ["'-inf'::FLOAT", '-Infinity', 'FLOAT'],
  ['1e300', 1e300],
  ['0.1::DOUBLE + 0.2::DOUBLE', 0.300_000_000_000_000_04],
  ["TIMESTAMP '2026-01-05 10:00:00.123456'", '2026-01-05 10:00:00.123456', 'TIMESTAMP'],
  ["TIMESTAMPTZ '2026-01-05 10:00:00+02'", '2026-01-05 08:00:00Z', 'TIMESTAMP WITH TIME ZONE'],
  ["TIMESTAMPTZ '0044-03-15 (BC) 12:00:00+00'", '0044-03-15 (BC) 12:00:00Z'],
  ["'infinity'::TIMESTAMPTZ", 'infinity'],
  ["TIMESTAMP_NS '2026-01-05 10:00:00.123456789'", '2026-01-05 10:00:00.123456789', 'TIMESTAMP_NS'],
  ["DATE '-infinity'", '-infinity', 'DATE'],
  ["DATE 'infinity'", 'infinity'],
  ["DATE '0044-03-15 (BC)'", '0044-03-15 (BC)'],
  ["TIME '23:59:59.999999'", '23:59:59.999999', 'TIME'],
  ["INTERVAL '1 month -2 days 3.5 seconds'", '1 month -2 days 00:00:03.5', 'INTERVAL'],
  ["'\\x00\\xFFab'::BLOB", 'AP9hYg==', 'BLOB'],
  ["'0101'::BIT", '0101', 'BIT'],
  ["UUID '00000000-0000-0000-0000-0000000000ff'", '00000000-0000-0000-0000-0000000000ff', 'UUID'],
  ["'b'::ENUM('a', 'b')", 'b', "ENUM('a', 'b')"],
  [`'{"a": 9007199254740993}'::JSON`, '{"a": 9007199254740993}', 'JSON'],
  ['NULL', null],
  ["''", ''],
  ["chr(0) || 'a' || chr(8232)", '\0a\u2028'],
  ['[1::BIGINT, NULL]', ['1', null], 'BIGINT[]'],
  [
    "{'a': 1::BIGINT, 'b c': [TIMESTAMPTZ '2026-01-05 10:00:00+02']}",
    { a: '1', 'b c': ['2026-01-05 08:00:00Z'] },
    'STRUCT(a BIGINT, "b c" TIMESTAMP WITH TIME ZONE[])',
  ],
  ["MAP {'k': 'ab'::BLOB}", [{ key: 'k', value: 'YWI=' }], 'MAP(VARCHAR, BLOB)'],
  ["[{'a': 'NaN'::DOUBLE}]", [{ a: 'NaN' }]],
  ['array_value(1, 2)', [1, 2], 'INTEGER[2]'],
  ['union_value(n := 5::BIGINT)', { tag: 'n', value: '5' }],
]

test('nothing is lost on the way to a page', async () => {
  const { firstPage, columns } = await start(`SELECT ${values.map(([sql]) => sql).join(', ')}`)
  expect(firstPage[0]).toEqual(values.map(([, value]) => value))
  for (const [index, [sql, , type]] of values.entries())
    if (type !== undefined) expect(columns[index]?.type, sql).toBe(type)
})

test('nor on the way back into a table, for a look at rows that were held', async () => {
  const back = values.filter(([sql]) => !sql.startsWith('union_value'))
  const held = await start(`SELECT ${back.map(([sql], index) => `${sql} AS c${index}`).join(', ')}`)
  const before = bench.relations.asked.length
  const view = await bench.results.view(held.resultId, { sort: [{ column: 'c0', descending: true }] }, bench)
  expect(view.firstPage).toEqual(held.firstPage)
  expect(view.columns).toEqual(held.columns)
  expect(bench.relations.asked.length).toBe(before)
})

test('long values are cut on pages, and whole in their cell', async () => {
  const result = await start("SELECT repeat('x', 30000) AS long, [repeat('y', 20000)] AS list, 1 AS short")
  const [long, list, short] = result.firstPage[0] ?? []
  expect([String(long).length, String(list).length, short]).toEqual([10_001, 10_001, 1])
  expect((await bench.results.cell(result.resultId, 0, 'long', bench)).value).toHaveLength(30_000)
  expect((await bench.results.cell(result.resultId, 0, 'list', bench)).value).toEqual(['y'.repeat(20_000)])
  await expect(bench.results.cell(result.resultId, 1, 'long', bench)).rejects.toMatchObject({
    code: 'invalid-input',
  })
})

test('volatile queries run once: pages, views and the first rows are of one run', async () => {
  const result = await start('SELECT random() AS r FROM range(3000)')
  const page = await bench.results.page(result.resultId, 0, 200, bench)
  expect(page.rows).toEqual(result.firstPage)
  const view = await bench.results.view(
    result.resultId,
    { sort: [{ column: 'r', descending: false }] },
    bench,
  )
  const all = await Promise.all(
    [0, 1000, 2000].map((from) => bench.results.page(result.resultId, from, 1000, bench)),
  )
  const sorted = all.flatMap(({ rows }) => rows.map((row) => Number(row[0]))).sort((a, b) => a - b)
  expect(view.firstPage.slice(0, 5).map((row) => row[0])).toEqual(sorted.slice(0, 5))
})

test('filters compare as the column does', async () => {
  bench.relations.set('typed', {
    sql: `SELECT * FROM (VALUES (1::BIGINT, 'Äpfel', DATE '2026-01-05', 1.5::DECIMAL(4,1), 'ab'::BLOB, TIMESTAMPTZ '2026-01-05 10:00:00Z', true, 'NaN'::DOUBLE),
      (20, 'birnen', DATE '2026-02-05', 20.0, 'cd'::BLOB, TIMESTAMPTZ '2026-01-05 11:00:00Z', false, 2), (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)) t(n, s, d, m, b, t, y, f)`,
  })
  const rows = async (column: string, operator: string, value?: string) => {
    const filters = [{ column, operator: operator as 'equals', ...(value === undefined ? {} : { value }) }]
    return (await start('SELECT n, s, d, m, b, t, y, f FROM typed', { filters })).firstPage.map(
      (row) => row[0],
    )
  }
  expect(await rows('n', 'greater', '3')).toEqual(['20'])
  expect(await rows('n', 'less', '3')).toEqual(['1'])
  expect(await rows('n', 'not-equals', '1')).toEqual(['20', null])
  expect(await rows('n', 'is-null')).toEqual([null])
  expect(await rows('s', 'is-not-null')).toEqual(['1', '20'])
  expect(await rows('s', 'contains', 'äP')).toEqual(['1'])
  expect(await rows('n', 'contains', '2')).toEqual(['20'])
  expect(await rows('d', 'at-least', '2026-01-06')).toEqual(['20'])
  expect(await rows('m', 'equals', '20')).toEqual(['20'])
  expect(await rows('b', 'equals', 'YWI=')).toEqual(['1'])
  expect(await rows('t', 'equals', '2026-01-05 10:00:00Z')).toEqual(['1'])
  expect(await rows('y', 'equals', 'true')).toEqual(['1'])
  expect(await rows('f', 'equals', 'NaN')).toEqual(['1'])
  expect(await rows('s', 'equals', "' OR true --")).toEqual([])
  await expect(rows('n', 'equals', 'abc')).rejects.toMatchObject({ code: 'sql-failed' })
  await expect(rows('nothing', 'equals', '1')).rejects.toMatchObject({ code: 'invalid-input' })
  await expect(start('FROM typed', { where: 'n > 1) OR (true' })).rejects.toMatchObject({
    code: 'sql-syntax',
  })
  await expect(start('FROM typed', { where: 'nn > 1' })).rejects.toMatchObject({ code: 'sql-failed' })
})

test('filters never round what is asked for to the type of the column', async () => {
  bench.relations.set('exact', {
    sql: `SELECT i, d.value AS d, h, day, s, big FROM (VALUES
      (1, {'value': 1.00::DECIMAL(10,2)}, 1::HUGEINT, DATE '2026-01-05', TIMESTAMP_S '2026-01-05 10:00:00', 18446744073709551615::UBIGINT),
      (2, {'value': 1.01}, 170141183460469231731687303715884105727, DATE '2026-01-06', TIMESTAMP_S '2026-01-05 10:00:01', 2),
      (-3, {'value': -1.01}, 3, DATE '2026-01-07', TIMESTAMP_S '2026-01-05 10:00:02', 0)) t(i, d, h, day, s, big)`,
  })
  const found = async (column: string, operator: string, value: string) =>
    (
      await start('FROM exact', { filters: [{ column, operator: operator as 'equals', value }] })
    ).firstPage.map((row) => row[0])
  expect(await found('i', 'at-most', '1.5')).toEqual([1, -3])
  expect(await found('i', 'less', '1.5')).toEqual([1, -3])
  expect(await found('i', 'greater', '1.5')).toEqual([2])
  expect(await found('i', 'at-least', ' 1.5 ')).toEqual([2])
  expect(await found('i', 'equals', '1.5')).toEqual([])
  expect(await found('i', 'not-equals', '1.5')).toEqual([1, 2, -3])
  expect(await found('i', 'greater', '-2.5')).toEqual([1, 2])
  expect(await found('i', 'less', '-2.5')).toEqual([-3])
  expect(await found('i', 'equals', '20e-1')).toEqual([2])
  expect(await found('i', 'equals', '1_0.5')).toEqual([])
  expect(await found('i', 'less', '1e50')).toEqual([1, 2, -3])
  expect(await found('d', 'equals', '1.005')).toEqual([])
  expect(await found('d', 'greater', '1.005')).toEqual([2])
  expect(await found('d', 'less', '-1.005')).toEqual([-3])
  expect(await found('d', 'less', '-1.015')).toEqual([])
  expect(await found('d', 'equals', '1.010')).toEqual([2])
  expect(await found('h', 'greater', '2.123456789')).toEqual([2, -3])
  expect(await found('h', 'equals', '170141183460469231731687303715884105727')).toEqual([2])
  expect(await found('big', 'greater', '-0.5')).toEqual([1, 2, -3])
  expect(await found('big', 'equals', '18446744073709551615')).toEqual([1])
  expect(await found('day', 'greater', '2026-01-06 12:00')).toEqual([-3])
  expect(await found('day', 'at-least', '2026-01-06 00:00:00')).toEqual([2, -3])
  expect(await found('day', 'equals', '2026-01-06 12:00')).toEqual([])
  expect(await found('s', 'equals', '2026-01-05 10:00:00.6')).toEqual([])
  expect(await found('s', 'greater', '2026-01-05 10:00:00.6')).toEqual([2, -3])
  expect(await found('s', 'equals', '2026-01-05 10:00:00.000')).toEqual([1])
  await expect(found('i', 'equals', '2,5')).rejects.toMatchObject({ code: 'sql-failed' })
})

test('sorting is stable, NULL is last either way', async () => {
  const sql =
    'SELECT i, k FROM (SELECT range AS i, CASE WHEN range % 5 = 0 THEN NULL ELSE range % 3 END AS k FROM range(5000))'
  for (const descending of [false, true]) {
    const { resultId, firstPage } = await start(sql, { sort: [{ column: 'k', descending }] })
    expect(firstPage.slice(0, 3).map((row) => Number(row[0]))).toEqual(descending ? [2, 8, 11] : [3, 6, 9])
    const last = await bench.results.page(resultId, 4997, 3, bench)
    expect(last.rows).toEqual([
      ['4985', null],
      ['4990', null],
      ['4995', null],
    ])
  }
})

test('a plain read of Parquet is paged by row number, without preparing', async () => {
  const folder = join(bench.folder, 'parquet')
  await mkdir(folder)
  const files = [0, 1, 2].map((index) => ({
    path: join(folder, `part-${index}.parquet`),
    rows: 200_000 + index,
  }))
  await bench.workers.using('writer', async (writer) => {
    const spec = await readerSpec({ views: [], readPaths: [] }, bench.limits, writer.scratchFolder)
    await writer.call('instance.open', { ...spec, writeFolder: folder })
    let from = 0
    for (const { path, rows } of files) {
      await writer.call('instance.run', {
        sql: `COPY (SELECT range AS n, md5(range::VARCHAR) AS h FROM range(${from}, ${from + rows})) TO '${path}'`,
      })
      from += rows
    }
  })
  const paths = files.map((file) => file.path)
  bench.relations.set('parts', {
    sql: `SELECT * FROM read_parquet([${paths.map((path) => `'${path}'`).join(', ')}])`,
    readPaths: paths,
    rows: 600_003,
    page: parquetPages(files, (from) => `SELECT * FROM ${from}`),
  })
  const result = await start('FROM parts')
  expect(result).toMatchObject({ state: 'ready', rows: 600_003 })
  const times: number[] = []
  for (const from of [0, 199_900, 200_000, 399_999, 400_001, 600_000, 600_003, 123_456, 555_555]) {
    const began = performance.now()
    const { rows } = await bench.results.page(result.resultId, from, 200, bench)
    times.push(performance.now() - began)
    expect(rows.map((row) => Number(row[0]))).toEqual(
      Array.from({ length: Math.max(0, Math.min(200, 600_003 - from)) }, (_, index) => from + index),
    )
  }
  console.log('page straight from Parquet, ms:', times.map(Math.round).join(' '))
  const view = await bench.results.view(
    result.resultId,
    { where: 'n % 100000 = 7', sort: [{ column: 'n', descending: true }] },
    bench,
  )
  expect(view.firstPage.map((row) => row[0])).toEqual(
    ['600007', '500007', '400007', '300007', '200007', '100007', '7'].filter((n) => Number(n) < 600_003),
  )
})

test('EXPLAIN runs what it must, and nothing else', async () => {
  const plan = await start('EXPLAIN SELECT count(*) FROM range(10)')
  expect(JSON.stringify(plan.firstPage)).toContain('RANGE')
  expect(JSON.stringify((await start('explain analyze SELECT count(*) FROM range(10)')).firstPage)).toContain(
    'Total Time',
  )
  await expect(start('EXPLAIN SELECT nn FROM range(10)')).rejects.toMatchObject({
    code: 'sql-failed',
    context: { position: 15 },
  })
})
