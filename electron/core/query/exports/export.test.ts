import { tableFromIPC } from 'apache-arrow'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ExportFormat } from '../../../../shared/contract/query.ts'
import { needs } from '../../testing/requirements.ts'
import { mountSmallDisk } from '../../testing/small-disk.ts'
import { openBench, type QueryBench } from '../testing/query-bench.ts'
import { exportResult } from './export.ts'

let bench: QueryBench
let folder: string
beforeAll(async () => {
  bench = await openBench()
  folder = join(bench.folder, 'out')
  await mkdir(folder)
  bench.relations.set('mixed', { sql: mixed })
  bench.relations.set('many', { sql: `SELECT * FROM (${mixed}) CROSS JOIN range(2000) AS r(again)` })
})
afterAll(() => bench.close())

const mixed = `SELECT * FROM (VALUES
  (1::BIGINT, 1.5::DOUBLE, 0.10::DECIMAL(10,2), '' , TIMESTAMPTZ '2026-01-05 10:00:00+02', '\\x00\\xFF'::BLOB, {'a b': 9007199254740993, 'l': [1::BIGINT, NULL]}, DATE '2026-01-05', true),
  (9223372036854775807, 'nan', -3.25, NULL, NULL, NULL, NULL, NULL, NULL),
  (-1, '-inf', 12345678.99, 'x"y,z|\\' || chr(10) || 'é😀', TIMESTAMPTZ '1969-12-31 23:59:59.999999+00', 'ab'::BLOB, {'a b': 1, 'l': []}, DATE '1900-02-28', false),
  (NULL, 2, NULL, '=1+1', NULL, NULL, NULL, NULL, NULL)
) AS t(big, double, decimal, text, time, blob, nested, day, yes)`

async function exported(sql: string, format: ExportFormat, more: object = {}) {
  const result = await bench.results.start({ sql }, bench)
  const target = join(folder, `file.${format}`)
  const written = await exportResult(
    bench.results.opened(result.resultId),
    { format, target, ...more },
    { ...bench, ...bench },
  )
  await bench.results.close(result.resultId)
  return { ...written, target }
}

async function readBack(sql: string, paths: readonly string[]) {
  bench.relations.set('back', { sql, readPaths: paths })
  const result = await bench.results.start({ sql: 'FROM back' }, bench)
  return result.firstPage
}

const asPages = [
  [
    '1',
    1.5,
    '0.10',
    '',
    '2026-01-05 08:00:00Z',
    'AP8=',
    { 'a b': '9007199254740993', l: ['1', null] },
    '2026-01-05',
    true,
  ],
  ['9223372036854775807', 'NaN', '-3.25', null, null, null, null, null, null],
  [
    '-1',
    '-Infinity',
    '12345678.99',
    'x"y,z|\\\né😀',
    '1969-12-31 23:59:59.999999Z',
    'YWI=',
    { 'a b': '1', l: [] },
    '1900-02-28',
    false,
  ],
  [null, 2, null, '=1+1', null, null, null, null, null],
]

describe.each([
  ['few rows, from memory', 'FROM mixed', 4],
  ['many rows, by the engine', 'SELECT * EXCLUDE (again) FROM many ORDER BY again', 8000],
])('%s', (_, sql, rows) => {
  test('json', async () => {
    const { target, rows: count } = await exported(sql, 'json')
    expect(count).toBe(rows)
    const found = JSON.parse(await readFile(target, 'utf8')) as object[]
    expect(found).toHaveLength(rows)
    // A column never mixes kinds: one NaN makes it text.
    const expected = asPages.map((row) =>
      row.map((value, index) =>
        index === 1 && typeof value === 'number' ? (value === 2 ? '2.0' : String(value)) : value,
      ),
    )
    expect(found.slice(0, 4).map((each) => Object.values(each))).toEqual(expected)
  })
  test('jsonl', async () => {
    const { target } = await exported(`SELECT * REPLACE (1.5::DOUBLE AS double) FROM (${sql})`, 'jsonl')
    const lines = (await readFile(target, 'utf8')).trimEnd().split('\n')
    expect(lines).toHaveLength(rows)
    expect(JSON.parse(lines[1] ?? '')).toMatchObject({ big: '9223372036854775807', double: 1.5, text: null })
  })
  test('csv keeps NULL apart from the empty text', async () => {
    const { target } = await exported(sql, 'csv')
    const types = `{'big': 'BIGINT', 'double': 'DOUBLE', 'decimal': 'DECIMAL(10,2)', 'text': 'VARCHAR', 'time': 'TIMESTAMPTZ', 'blob': 'VARCHAR', 'nested': 'VARCHAR', 'day': 'DATE', 'yes': 'BOOLEAN'}`
    const back = await readBack(
      `SELECT * FROM read_csv(['${target}'], columns = ${types}, header = true, delim = ',', quote = '"', escape = '"', strict_mode = true, auto_detect = false, allow_quoted_nulls = false)`,
      [target],
    )
    expect(
      back
        .slice(0, 4)
        .map((row) =>
          row.map((cell, index) =>
            index === 6 && typeof cell === 'string' ? (JSON.parse(cell) as object) : cell,
          ),
        ),
    ).toEqual(asPages)
  })
  test('tsv and markdown', async () => {
    const tsv = await exported(sql, 'tsv', { columns: ['text', 'big'], spreadsheetSafe: true })
    expect((await readFile(tsv.target, 'utf8')).split('\n').slice(0, 3)).toEqual([
      'text\tbig',
      '""\t1',
      '\t9223372036854775807',
    ])
    expect(await readFile(tsv.target, 'utf8')).toContain("'=1+1")
    const markdown = await exported(`SELECT * REPLACE (text || '' AS text) FROM (${sql})`, 'markdown', {
      columns: ['big', 'text'],
    })
    const lines = (await readFile(markdown.target, 'utf8')).trimEnd().split('\n')
    expect(lines).toHaveLength(rows + 2)
    expect(lines.slice(0, 5)).toEqual([
      '| big | text |',
      '| ---: | --- |',
      '| 1 |  |',
      '| 9223372036854775807 |  |',
      '| -1 | x"y,z\\|\\\\<br>é😀 |',
    ])
  })
  test('parquet', async () => {
    const { target, rows: count } = await exported(sql, 'parquet')
    expect(count).toBe(rows)
    expect((await readBack(`SELECT * FROM read_parquet(['${target}'])`, [target])).slice(0, 4)).toEqual(
      asPages,
    )
  })
  test('arrow', async () => {
    const { target, rows: count } = await exported(sql, 'arrow')
    expect(count).toBe(rows)
    const table = tableFromIPC(await readFile(target))
    expect(table.numRows).toBe(rows)
    const [first, second, third] = [table.get(0)?.toJSON(), table.get(1)?.toJSON(), table.get(2)?.toJSON()]
    expect(first).toMatchObject({ big: 1n, double: 1.5, text: '', yes: true })
    expect(Number(first?.['day'])).toBe(Date.UTC(2026, 0, 5))
    expect(second).toMatchObject({ big: 9223372036854775807n, double: NaN, text: null })
    expect(Buffer.from(third?.['blob'] as Uint8Array).toString()).toBe('ab')
    const nested = first?.['nested'] as Record<string, Iterable<unknown>>
    expect(nested['a b']).toBe(9007199254740993n)
    expect([...(nested['l'] ?? [])]).toEqual([1n, null])
  })
})

test('nothing is left where an export fails, and the old file stays', async () => {
  const target = join(folder, 'kept.csv')
  await writeFile(target, 'old')
  const result = await bench.results.start(
    { sql: "SELECT CASE WHEN n = 1999999 THEN error('late') ELSE n END AS n FROM range(2000000) t(n)" },
    bench,
  )
  await expect(
    exportResult(bench.results.opened(result.resultId), { format: 'csv', target }, bench),
  ).rejects.toMatchObject({ code: 'sql-failed' })
  expect(await readFile(target, 'utf8')).toBe('old')
  expect((await readdir(folder)).filter((name) => name.includes('.part'))).toEqual([])
})

test('what is exported of a volatile result are its own rows', async () => {
  const result = await bench.results.start(
    { sql: 'SELECT random() AS r, [uuid()] AS u FROM range(2500)' },
    bench,
  )
  const opened = bench.results.opened(result.resultId)
  const target = join(folder, 'volatile.parquet')
  expect(await exportResult(opened, { format: 'parquet', target }, bench)).toMatchObject({ rows: 2500 })
  const back = await readBack(`SELECT * FROM read_parquet(['${target}']) OFFSET 2000 LIMIT 500`, [target])
  expect(back).toEqual((await bench.results.page(result.resultId, 2000, 500, bench)).rows)
})

test('repeated names, and one column of NULLs', async () => {
  const sql = 'SELECT 1 AS a, 2 AS a, 3 AS A'
  expect(JSON.parse(await readFile((await exported(sql, 'json')).target, 'utf8'))).toEqual([
    { a: 1, 'a:1': 2, A: 3 },
  ])
  const many = `SELECT * FROM (${sql}) CROSS JOIN range(2000)`
  const wide = 'SELECT range AS a, 2 AS a, 3 AS A FROM range(2000)'
  const lines = (await readFile((await exported(wide, 'jsonl')).target, 'utf8')).split('\n')
  expect(JSON.parse(lines[7] ?? '')).toEqual({ a: '7', 'a:1': 2, A: 3 })
  expect(many).toContain('range')
  const nulls = await exported(
    'SELECT CASE WHEN range % 2 = 0 THEN NULL ELSE 1 END AS x FROM range(2000)',
    'csv',
  )
  const back = await readBack(
    `SELECT count(*), count(x) FROM read_csv(['${nulls.target}'], columns = {'x': 'INTEGER'}, header = true, auto_detect = false)`,
    [nulls.target],
  )
  expect(back).toEqual([['2000', '1000']])
})

test('a target in a folder that does not exist', async () => {
  await expect(exported('SELECT 1', 'csv', { target: join(folder, 'no', 'file.csv') })).rejects.toMatchObject(
    { code: 'not-found' },
  )
  await expect(
    exported('FROM many', 'csv', { target: join(folder, 'no', 'file.csv') }),
  ).rejects.toMatchObject({ code: 'not-found' })
  await expect(exported('SELECT 1', 'csv', { target: folder })).rejects.toMatchObject({ code: 'io' })
})

test('Parquet keeps every digit of integers beyond 64 bits', async () => {
  const { target } = await exported(
    `SELECT 9007199254740993::HUGEINT AS id, [id] AS ids, {'id': id} AS nested, 'x' AS "HUGEINT"`,
    'parquet',
  )
  expect(await readBack(`FROM read_parquet('${target}')`, [target])).toEqual([
    ['9007199254740993', ['9007199254740993'], { id: '9007199254740993' }, 'x'],
  ])
})

test('a disk that takes only a part of the rows refuses them all, and the old file stays', async (context) => {
  needs(context, 'linux', 'tmpfs')
  const disk = await mountSmallDisk(join(bench.folder, 'small'), 1)
  try {
    for (const format of ['csv', 'json', 'jsonl', 'markdown'] as const) {
      const target = join(disk.path, `kept.${format}`)
      await writeFile(target, 'old')
      await disk.fill(262_144)
      await expect(
        exported("SELECT repeat('x', 9000) AS x FROM range(60)", format, { target }),
      ).rejects.toMatchObject({ code: 'disk-full' })
      await disk.clear()
      expect(await readFile(target, 'utf8')).toBe('old')
      expect((await readdir(disk.path)).filter((name) => name.startsWith('.'))).toEqual([])
    }
  } finally {
    disk.unmount()
  }
})

test.each([
  ['from memory', 1],
  ['by the engine', 2000],
])('a spreadsheet runs neither cells nor names of columns, %s', async (_, rows) => {
  const sql = `SELECT chr(10) || '=a' AS "=cmd()", '@b' AS "+c", -1 AS "-d" FROM range(${rows})`
  const { target } = await exported(sql, 'csv', { spreadsheetSafe: true })
  expect((await readFile(target, 'utf8')).startsWith(`'=cmd(),'+c,'-d\n"'\n=a",'@b,-1\n`)).toBe(true)
  const plain = await exported(sql, 'csv')
  expect((await readFile(plain.target, 'utf8')).startsWith(`=cmd(),+c,-d\n"\n=a",@b,-1\n`)).toBe(true)
})

describe.each([
  ['from memory', 1],
  ['by the engine', 2000],
])('floating numbers, %s', (_, times) => {
  const from = (values: string) => `FROM (VALUES ${values}) t(v), range(${times}) r(again) ORDER BY again, v`
  const lines = async (sql: string, format: ExportFormat) =>
    (await readFile((await exported(sql, format)).target, 'utf8')).split('\n')

  test('of one column are of one kind in JSON, also inside of nested values', async () => {
    const parts = `[v, NULL] AS l, {'a b': [v], 'n': 1} AS s, MAP {v: 1.5::FLOAT} AS m, [{'x': v}] AS d`
    const mixed = await lines(`SELECT ${parts} ${from("(1.5::DOUBLE), ('nan')")}`, 'jsonl')
    const as = (value: unknown, one: unknown) => ({
      l: [value, null],
      s: { 'a b': [value], n: 1 },
      m: [{ key: value, value: one }],
      d: [{ x: value }],
    })
    expect(mixed.slice(0, 2).map((line) => JSON.parse(line) as object)).toEqual([
      as('1.5', '1.5'),
      as('NaN', '1.5'),
    ])
    const numbers = await lines(
      `SELECT ${parts} ${from('(1.5::DOUBLE), (NULL)')}`.replace('MAP {v:', 'MAP {coalesce(v, 2):'),
      'jsonl',
    )
    expect(JSON.parse(numbers[0] ?? '')).toEqual(as(1.5, 1.5))
  })

  test('keep the sign of zero', async () => {
    // The engine forgets it where it sorts by the value itself.
    const unsorted = (sql: string) => sql.replace('ORDER BY again, v', 'ORDER BY again, isnan(v)')
    const sql = unsorted(`SELECT v, [v] AS l, {'x': v} AS s ${from('(-0.0::DOUBLE)')}`)
    expect((await lines(sql, 'jsonl'))[0]).toBe('{"v":-0.0,"l":[-0.0],"s":{"x":-0.0}}')
    expect((await lines(sql, 'csv'))[1]).toBe('-0.0,[-0.0],"{""x"":-0.0}"')
    const beside = unsorted(`SELECT v, [v] AS l ${from("(-0.0::DOUBLE), ('nan')")}`)
    expect((await lines(beside, 'jsonl'))[0]).toBe('{"v":"-0.0","l":["-0.0"]}')
  })
})
