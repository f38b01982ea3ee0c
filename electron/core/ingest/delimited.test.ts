import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { patience, runs } from '../testing/counts.ts'
import { guessType, looksLike, textTypes } from './column-types.ts'
import { detectDialect } from './delimited-dialect.ts'
import { namesFor, readHeader } from './delimited-header.ts'
import { splitRecords } from './delimited-records.ts'
import { type IngestEngine, openIngestEngine } from './testing/ingest-engine.ts'

const delimiter = fc.constantFrom(',', '\t', ';', '|')
const cell = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.stringMatching(/^[a-z",;|\n\r\t' ]{0,8}$/),
  fc.constantFrom('NA', '""', 'a "quoted" word', '1,5', '00501', 'two\nlines', ''),
)
const table = fc
  .integer({ min: 2, max: 5 })
  .chain((width) =>
    fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 12 }),
  )

/** Quotes what needs it, and the first cell of every row, so that no row is an empty line. */
function delimited(rows: readonly (readonly string[])[], by: string, lineEnd: string): string {
  const quoted = (text: string, always: boolean) =>
    always || /["\n\r,;|\t ]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  return rows.map((row) => row.map((each, index) => quoted(each, index === 0)).join(by) + lineEnd).join('')
}

test('splitting gives back every cell', () => {
  fc.assert(
    fc.property(table, delimiter, fc.constantFrom('\n', '\r\n'), (rows, by, lineEnd) => {
      const records = splitRecords(
        delimited(rows, by, lineEnd),
        { delimiter: by, quote: '"', escape: '"' },
        true,
      )
      expect(records.map(({ cells }) => cells)).toEqual(rows)
      expect(records.some(({ damaged }) => damaged)).toBe(false)
    }),
    runs({ everyday: 500, soak: 20_000 }),
  )
})

test('splitting never fails, and ends, on any text', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', '\\', ' ', 'a'), maxLength: 60 }),
      fc.boolean(),
      (text, whole) => {
        for (const escape of ['"', '\\']) {
          const records = splitRecords(text, { delimiter: ',', quote: '"', escape }, whole)
          expect(records.length).toBeLessThanOrEqual(text.length + 1)
        }
      },
    ),
    runs({ everyday: 2_000, soak: 50_000 }),
  )
})

test('one damaged row never changes the number of columns', () => {
  const plain = fc.array(fc.tuple(fc.nat(), fc.stringMatching(/^[a-z]{1,8}$/), fc.nat()), {
    minLength: 4,
    maxLength: 40,
  })
  const damage = fc.constantFrom(
    '1',
    '1{d}2',
    '1{d}2{d}3{d}4',
    '1{d}"open{d}2',
    '1{d}"a"b{d}2',
    '"',
    'free text, with ; and | in it',
  )
  fc.assert(
    fc.property(plain, damage, delimiter, fc.nat(), (rows, bad, by, place) => {
      const lines = rows.map((row) => row.join(by))
      lines.splice(place % lines.length, 0, bad.replaceAll('{d}', by))
      const text = `id${by}name${by}size\n${lines.join('\n')}\n`
      expect(detectDialect(text, true)).toMatchObject({ delimiter: by, width: 3 })
    }),
    runs({ everyday: 500, soak: 20_000 }),
  )
})

test.each([
  ['decimal commas', 'Name;Umsatz\nn1;2902,42\nn2;17,42\n', ';', 0],
  ['decimal commas in two columns', 'a;b;c\n1,5;x;2,5\n2,25;y;3,5\n', ';', 0],
  ['a title above a table', 'Sales of May\na,b\n1,2\n3,4\n', ',', 1],
  ['a title that holds a semicolon', 'Sales; May\na,b\n1,2\n3,4\n5,6\n', ',', 1],
])('%s: the delimiter is found', (_what, text, by, skip) => {
  expect(detectDialect(text, true)).toMatchObject({ delimiter: by, skip })
})

test('names are never empty and never the same twice', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('', ' ', 'a', 'A', 'a_1', 'b', 'column2'), { maxLength: 8 }),
      (cells) => {
        const names = namesFor(cells, cells.length)
        expect(names).not.toContain('')
        expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length)
      },
    ),
    runs({ everyday: 100, soak: 5_000 }),
  )
})

test('a header of years over columns of numbers is a header', () => {
  const { records, width } = detectDialect(
    'country,1960,1961\nAruba,54211,55438\nChad,3002596,3061423\n',
    true,
  ) ?? { records: [], width: 0 }
  expect(readHeader(records, width)).toMatchObject({ present: false })
  const wide = detectDialect('country,y1960,y1961\nAruba,54211,55438\nChad,3002596,3061423\n', true)
  expect(readHeader(wide?.records ?? [], 3)).toMatchObject({
    present: true,
    names: ['country', 'y1960', 'y1961'],
  })
})

describe('types of text', () => {
  test.each([
    [['1', '-2', '9223372036854775807'], 'BIGINT'],
    [['1', '12345678901234567890'], 'HUGEINT'],
    [['.097', '1.', '-0.5', '1e5', '2.5E-3', 'NaN'], 'DOUBLE'],
    [['00501', '10001'], undefined],
    [['+4915123'], undefined],
    [['12e5'], undefined],
    [['1.5', '12345678901234567'], undefined],
    [['true', 'FALSE'], 'BOOLEAN'],
    [['yes', 'no'], undefined],
    [['ON', 'off'], undefined],
    [['0', '1'], 'BIGINT'],
    [['2024-02-29'], 'DATE'],
    [['2024-02-29', '2024-03-01 10:00'], 'TIMESTAMP'],
    [['2024-02-29T10:00:00Z', '2024-02-29 10:00:00+0200'], 'TIMESTAMP WITH TIME ZONE'],
    [['10:00:00'], 'TIME'],
    [['NaN', 'inf'], undefined],
    [['', ''], undefined],
  ])('%j is %s', (values, type) => {
    const guess = guessType(values)
    expect(guess.certain ? guess.type : undefined).toBe(type)
  })
})

describe('the engine', () => {
  let engine: IngestEngine
  beforeAll(() => {
    engine = openIngestEngine()
  })
  afterAll(() => engine.close())

  test('agrees with the types that a first look gives', async () => {
    const values = [
      '1',
      ' 5',
      '-0',
      '1.5',
      '.5',
      '5.',
      '1e5',
      '12e5',
      '1_000',
      '0x1F',
      'nan',
      'Infinity',
      '-inf',
      '1e400',
      '2024-02-30',
      '2024-02-29',
      '2024/02/29',
      '2024-2-9',
      '2024-01-01 10:00',
      '2024-01-01 24:00:00',
      '2024-01-01T10:00:00.123456789',
      '2024-01-01T10:00:00Z',
      'epoch',
      'infinity',
      '10:00:00',
      '25:00:00',
      'true',
      't',
      'yes',
      'on',
      '9223372036854775808',
      '00501',
      '',
    ]
    const { fitsSql } = await import('./column-types.ts')
    const { withReader } = await import('./engine-reader.ts')
    expect.hasAssertions()
    await withReader(engine.access, [], {}, async (reader) => {
      for (const type of textTypes) {
        const rows = await reader.rows(
          `SELECT v, coalesce(${fitsSql(type, 'v')}, false) FROM (VALUES ${values.map((value) => `('${value}')`).join(', ')}) t(v)`,
        )
        for (const [value, fits] of rows) {
          // The look knows the spelling only; the engine knows the calendar too.
          if (fits === true)
            expect.soft(looksLike(type, String(value)), `${type} ${String(value)}`).toBe(true)
          else if (type === 'DOUBLE' || type === 'BOOLEAN' || type === 'HUGEINT')
            expect.soft(looksLike(type, String(value)), `${type} ${String(value)}`).toBe(false)
        }
      }
    })
  })

  test('a line longer than any buffer is rejected, not lost', async () => {
    const rows = (from: number) => Array.from({ length: 500 }, (_, index) => `${from + index},x\n`).join('')
    const text = `id,text\n${rows(0)}1,${'y'.repeat(40_000_000)}\n${rows(500)}`
    const plain = join(engine.folder, 'long-line.csv')
    writeFileSync(plain, text)
    const packed = join(engine.folder, 'long-line-packed.csv.gz')
    writeFileSync(packed, gzipSync(text, { level: 1 }))
    for (const path of [plain, packed]) {
      const { discovery } = await engine.discover([path])
      const [found] = discovery.tables
      if (found === undefined) throw new Error('no table')
      expect(found).toMatchObject({ rows: 1000, rejected: 1 })
      expect(found.rejects).toMatchObject([{ line: 502, reason: 'the line is longer than 2 MB' }])
      expect(await engine.query([path], found, 'SELECT count(*), sum(id) FROM rows')).toEqual([
        ['1000', '499500'],
      ])
    }
  })

  test('numbers as pandas writes them are numbers; those that would change stay text', () => {
    for (const value of [
      '1700000000000000.0',
      '1000107674684097.4',
      '0.30000000000000004',
      '1.7e+19',
      '-8999999999999999.5',
    ])
      expect(guessType([value]).type, value).toBe('DOUBLE')
    for (const value of ['9007199254740993.0', '12345678901234567.89', '1234567890123456e2'])
      expect(guessType([value]).type, value).toBeUndefined()
  })

  test('a damaged line costs no other row, wherever it stands', { timeout: patience(120_000) }, async () => {
    const folder = join(engine.folder, 'damaged')
    mkdirSync(folder)
    const plain = fc.stringMatching(/^[a-z ]{1,8}$/)
    const rows = fc.array(
      fc.tuple(
        fc.nat(),
        fc.oneof(
          plain,
          plain.map((text) => `${text}, "so"\nto say`),
        ),
        fc.nat(),
      ),
      {
        minLength: 4,
        maxLength: 30,
      },
    )
    const damage = fc.constantFrom('1', '1,2', '1,2,3,4', '1,"open,2', '1,"a"b,2', '"', '1,x,"', '"1,x,2')
    for (const [index, { all, bad, place }] of fc
      .sample(fc.record({ all: rows, bad: damage, place: fc.nat() }), runs({ everyday: 25, soak: 500 }))
      .entries()) {
      const at = place % (all.length + 1)
      const line = (row: readonly (string | number)[]) =>
        row
          .map((each) => (/[",\n]/.test(String(each)) ? `"${String(each).replaceAll('"', '""')}"` : each))
          .join(',')
      const before = ['id,text,size', ...all.slice(0, at).map(line)].join('\n')
      const path = join(folder, `${index}.csv`)
      writeFileSync(
        path,
        `${before}\n${bad}\n${all
          .slice(at)
          .map((row) => `${line(row)}\n`)
          .join('')}`,
      )
      const { discovery } = await engine.discover([path])
      const [found] = discovery.tables
      if (found === undefined) throw new Error('no table')
      expect
        .soft(
          found.rejects.map((reject) => [reject.line, reject.text]),
          path,
        )
        .toEqual([[before.split('\n').length + 1, bad]])
      const ids = (await engine.query([path], found, 'SELECT id, text FROM rows')).map(([id, text]) => [
        String(id),
        text,
      ])
      expect.soft(ids, path).toEqual(all.map(([id, text]) => [String(id), text]))
    }
  })

  test('a wide table has the same rows in each of its columns', async () => {
    const width = 250
    const rows = 2000
    const cells = (row: number) =>
      Array.from({ length: width }, (_, column) => [String(row * column), `${row}.5`, `t${row}`][column % 3])
    const lines = [Array.from({ length: width }, (_, column) => `c${column}`), '']
      .map(String)
      .concat(Array.from({ length: rows }, (_, row) => cells(row).join(',')))
    const sound = join(engine.folder, 'wide.csv')
    writeFileSync(sound, `${lines.join('\n')}\n`)
    // A byte that is no text, far from the columns that are looked at first.
    const damaged = join(engine.folder, 'wide-damaged.csv')
    const bytes = Buffer.from(`${lines.join('\n')}\n`)
    bytes[bytes.length - 3] = 0xff
    writeFileSync(damaged, bytes)
    for (const [path, good, depth] of [
      [sound, rows, 'all'],
      [sound, rows, 'sample'],
      [damaged, rows - 1, 'all'],
      [damaged, rows - 1, 'sample'],
    ] as const) {
      const { discovery } = await engine.discover([path], { depth })
      const [found] = discovery.tables
      expect(found).toMatchObject({ rows: good, rejected: rows - good, covers: 'all' })
      expect(found?.columns.map(({ type }) => type)).toEqual(
        Array.from({ length: width }, (_, column) => ['BIGINT', 'DOUBLE', 'VARCHAR'][column % 3]),
      )
      expect(new Set(found?.columns.map(({ present }) => present))).toEqual(new Set([good]))
    }
  })

  test('reads every cell of any table', { timeout: patience(120_000) }, async () => {
    const folder = join(engine.folder, 'any')
    mkdirSync(folder)
    const samples = fc.sample(
      fc.record({ rows: table, by: delimiter, lineEnd: fc.constantFrom('\n', '\r\n') }),
      runs({ everyday: 25, soak: 500 }),
    )
    for (const [index, { rows, by, lineEnd }] of samples.entries()) {
      const width = rows[0]?.length ?? 0
      const header = Array.from({ length: width }, (_, column) => `name${column}`)
      const path = join(folder, `${index}.csv`)
      writeFileSync(path, delimited([header, ...rows], by, lineEnd))
      const options = {
        kind: 'delimited',
        delimiter: by,
        quote: '"',
        escape: '"',
        header: true,
        skip: 0,
        nullTexts: [],
      } as const
      const types = Object.fromEntries(header.map((name) => [name, 'VARCHAR']))
      const { discovery } = await engine.discover([path], {
        tableNames: { [`${index}.csv`]: 't' },
        options: { t: options },
        types: { t: types },
      })
      const [found] = discovery.tables
      if (found === undefined) throw new Error('no table')
      const read = await engine.query([path], found, 'SELECT * FROM rows')
      // Bytes below the text, which the engine keeps and JSON escapes, take part as they are.
      expect(read, path).toEqual(rows.map((row) => row.map((each) => (each === '' ? null : each))))
    }
  })
})
