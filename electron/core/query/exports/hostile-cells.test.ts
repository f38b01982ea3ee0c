import { tableFromIPC, type Utf8, type Vector } from 'apache-arrow'
import { execFileSync } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ExportFormat } from '../../../../shared/contract/query.ts'
import { count, patience, seed, seeded } from '../../testing/counts.ts'
import { needs, python } from '../../testing/requirements.ts'
import { openBench, type QueryBench } from '../testing/query-bench.ts'
import { exportResult } from './export.ts'

/** 10,000 cells of text every day, 100,000 when soaking: four in each row, beside two numbers and a day. */
const rowsOfAll = count({ everyday: 2_500, soak: 25_000 })
/** So few are held by the engine's process and written by our own code. */
const rowsOfFew = 150

type HostileRow = readonly [
  texts: readonly [string | null, string | null, string | null, string | null],
  whole: number | null,
  float: number | null,
  day: string | null,
]

let bench: QueryBench
let folder: string
let rows: readonly HostileRow[]
beforeAll(async () => {
  bench = await openBench()
  folder = join(bench.folder, 'out')
  await mkdir(folder)
  rows = hostileRows(rowsOfAll)
  const source = join(folder, 'source.jsonl')
  const records = rows.map(([[a, b, c, d], whole, float, day], number) => ({
    number,
    a,
    b,
    c,
    d,
    whole,
    float,
    day,
  }))
  await writeFile(source, records.map((record) => `${JSON.stringify(record)}\n`).join(''))
  const columns = `{number: 'BIGINT', a: 'VARCHAR', b: 'VARCHAR', c: 'VARCHAR', d: 'VARCHAR', whole: 'BIGINT', float: 'DOUBLE', day: 'DATE'}`
  bench.relations.set('hostile', {
    sql: `SELECT * FROM read_json(['${source}'], format = 'newline_delimited', columns = ${columns}, maximum_object_size = 10000000)`,
    readPaths: [source],
  })
})
afterAll(() => bench.close())

const beginnings = [
  '=',
  '+',
  '-',
  '@',
  '\t',
  '\r',
  '\n',
  '\r\n',
  '＝',
  '＋',
  '－',
  '＠',
  "'",
  '"',
  ' ',
  '#',
  '|',
  '\ufeff',
  '',
]
const pieces = [
  ...[
    '"',
    '""',
    "'",
    ',',
    '\t',
    ';',
    '|',
    '\n',
    '\r',
    '\r\n',
    '\\',
    '\\"',
    '\\N',
    '\0',
    '\u001f',
    '\u0085',
    '\u2028',
  ],
  ...[
    'cmd|calc!A1',
    '1+1',
    'SUM(A1:A9)',
    'NULL',
    'null',
    'NaN',
    'true',
    '007',
    '1e5',
    '2026-01-05',
    '12,5',
    '$1',
  ],
  ...['é', 'e\u0301', '😀', '\u202e', '\u00a0', '\ufeff', '漢字', '\u{10ffff}', 'x', ' '],
]

function hostileRows(length: number): HostileRow[] {
  const random = seeded(seed())
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item
  const text = (): string | null => {
    if (random() < 0.03) return null
    if (random() < 0.001) return pick(beginnings) + pick(pieces).repeat(50_000)
    return pick(beginnings) + Array.from({ length: Math.floor(random() * 5) }, () => pick(pieces)).join('')
  }
  return Array.from({ length }, () => [
    [text(), text(), text(), text()],
    pick([null, 0, -1, 7, -(2 ** 53 - 1), 2 ** 53 - 1]),
    pick([null, 0.5, -0.5, 1e300, -1e-7, 123.25]),
    pick([null, '2026-01-05', '1900-02-28', '0001-01-01', '9999-12-31']),
  ])
}

describe.each([
  ['few rows, from memory', rowsOfFew],
  ['all rows, by the engine', rowsOfAll],
])('%s', { timeout: patience(60_000) }, (_, length) => {
  async function exported(format: ExportFormat, spreadsheetSafe = false): Promise<string> {
    const sql = `SELECT * EXCLUDE (number) FROM hostile WHERE number < ${length} ORDER BY number`
    const result = await bench.results.start({ sql }, bench)
    const target = join(folder, `${spreadsheetSafe ? 'safe' : 'plain'}.${format}`)
    const opened = bench.results.opened(result.resultId)
    expect(await exportResult(opened, { format, target, spreadsheetSafe }, bench)).toMatchObject({
      rows: length,
    })
    await bench.results.close(result.resultId)
    return target
  }
  const expected = () => rows.slice(0, length)

  test.each([
    ['csv', ','],
    ['tsv', '\t'],
  ] as const)(
    '%s keeps every character of every cell, and NULL apart from the empty text',
    async (format, by) => {
      const [header, ...records] = cellsOf(await readFile(await exported(format), 'utf8'), by)
      expect(header).toEqual(['a', 'b', 'c', 'd', 'whole', 'float', 'day'])
      expectRows(records.map(readable), expected())
    },
  )

  test.each([
    ['csv', ','],
    ['tsv', '\t'],
  ] as const)(
    '%s for a spreadsheet begins no text like a formula, and changes nothing else',
    async (format, by) => {
      const [, ...records] = cellsOf(await readFile(await exported(format, true), 'utf8'), by)
      const isFormula = (text: string | null) =>
        text !== null && text !== '' && '=+-@\t\r\n\0\ufeff＝＋－＠'.includes(text.charAt(0))
      const safe = (text: string | null) => (isFormula(text) ? `'${text}` : text)
      const texts = records.flatMap((record) => record.slice(0, 4))
      expect(texts.filter(isFormula)).toEqual([])
      expectRows(
        records.map(readable),
        expected().map(([[a, b, c, d], ...more]) => [[safe(a), safe(b), safe(c), safe(d)], ...more]),
      )
    },
  )

  test('json and jsonl hold the values', async () => {
    type Told = Readonly<Record<'a' | 'b' | 'c' | 'd' | 'day' | 'whole', string | null>> & {
      readonly float: number | null
    }
    const read = ({ a, b, c, d, whole, float, day }: Told): HostileRow => [
      [a, b, c, d],
      whole === null ? null : Number(whole),
      float,
      day,
    ]
    const array = JSON.parse(await readFile(await exported('json'), 'utf8')) as Told[]
    expectRows(array.map(read), expected())
    const lines = (await readFile(await exported('jsonl'), 'utf8')).split('\n')
    expect(lines.pop()).toBe('')
    expectRows(
      lines.map((line) => read(JSON.parse(line) as Told)),
      expected(),
    )
  })

  test('parquet and arrow hold the values in their types', async () => {
    const parquet = await exported('parquet')
    bench.relations.set('back', { sql: `SELECT * FROM read_parquet(['${parquet}'])`, readPaths: [parquet] })
    const back = await bench.results.start({ sql: 'FROM back' }, bench)
    expect(back.columns.map(({ type }) => type)).toEqual([
      ...Array<string>(4).fill('VARCHAR'),
      'BIGINT',
      'DOUBLE',
      'DATE',
    ])
    const opened = bench.results.opened(back.resultId)
    const found: HostileRow[] = []
    while (found.length < length) {
      const page = await opened.wholeRows(found.length, 1000, bench.signal)
      expect(page.length).toBeGreaterThan(0)
      for (const [a, b, c, d, whole, float, day] of page)
        found.push([
          [a, b, c, d] as HostileRow[0],
          whole === null ? null : Number(whole),
          float as number | null,
          day as string | null,
        ])
    }
    await bench.results.close(back.resultId)
    expectRows(found, expected())

    const table = tableFromIPC(await readFile(await exported('arrow')))
    const texts = ['a', 'b', 'c', 'd'].map((name) => textsOf(table.getChild(name) as Vector<Utf8>))
    const records = table.toArray().map((row, index) => {
      const { whole, float, day } = (row as { toJSON(): Record<string, unknown> }).toJSON()
      return [
        texts.map((column) => column[index]),
        whole === null ? null : Number(whole),
        float,
        day === null ? null : new Date(Number(day)).toISOString().slice(0, 10),
      ] as unknown as HostileRow
    })
    expectRows(records, expected())
  })

  test('Python reads the same csv', async (context) => {
    needs(context, 'python')
    const target = await exported('csv')
    const program = `import csv, json, sys
csv.field_size_limit(10**9)
with open(sys.argv[1], newline='', encoding='utf-8') as file:
    json.dump(list(csv.reader(file, strict=True)), sys.stdout)`
    const told = execFileSync(python, ['-c', program, target], { encoding: 'utf8', maxBuffer: 2 ** 30 })
    const [, ...records] = JSON.parse(told) as string[][]
    // It reads NULL as the empty text.
    expect(records.map((record) => record.slice(0, 4))).toEqual(
      expected().map(([texts]) => texts.map((text) => text ?? '')),
    )
  })
})

function readable([a, b, c, d, whole, float, day]: readonly (string | null)[]): HostileRow {
  const number = (text: string | null | undefined) =>
    text === null || text === undefined ? null : Number(text)
  return [[a, b, c, d] as HostileRow[0], number(whole), number(float), day ?? null]
}

/** Read from the bytes themselves: the package swallows a byte order mark at the beginning of a text. */
function textsOf(column: Vector<Utf8>): (string | null)[] {
  return column.data.flatMap((part) =>
    Array.from({ length: part.length }, (_, index) =>
      part.getValid(index)
        ? Buffer.from(part.values.subarray(part.valueOffsets[index], part.valueOffsets[index + 1])).toString()
        : null,
    ),
  )
}

/** Names the first row that differs: of all rows a difference would fill the screen. */
function expectRows(found: readonly HostileRow[], expected: readonly HostileRow[]): void {
  expect(found).toHaveLength(expected.length)
  for (const [index, row] of expected.entries()) {
    if (JSON.stringify(found[index]) !== JSON.stringify(row))
      expect({ index, row: found[index] }).toEqual({ index, row })
  }
}

/** Reads delimited text as RFC 4180 has it, with line ends of one character. A bare empty cell is NULL. */
function cellsOf(text: string, delimiter: string): (string | null)[][] {
  const records: (string | null)[][] = []
  let record: (string | null)[] = []
  const bare = new RegExp(`[^"\\n\\r${delimiter}]*`, 'y')
  let at = 0
  while (at < text.length) {
    if (text[at] === '"') {
      let cell = ''
      for (;;) {
        const quote = text.indexOf('"', at + 1)
        if (quote < 0) throw new Error(`A quote is not closed: ${text.slice(at, at + 50)}`)
        cell += text.slice(at + 1, quote)
        at = quote + 1
        if (text[at] !== '"') break
        cell += '"'
      }
      record.push(cell)
    } else {
      // Sticky: what follows is not copied for every cell.
      bare.lastIndex = at
      const end = at + (bare.exec(text)?.[0].length ?? 0)
      record.push(end === at ? null : text.slice(at, end))
      at = end
    }
    if (text[at] === '\n') {
      records.push(record)
      record = []
    } else if (text[at] !== delimiter)
      throw new Error(`Neither a delimiter nor a line end: ${JSON.stringify(text.slice(at - 20, at + 20))}`)
    at += 1
  }
  if (record.length > 0) throw new Error('The last line has no end.')
  return records
}
