import { DuckDBInstance } from '@duckdb/node-api'
import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { runs } from '../testing/counts.ts'
import { needs, python } from '../testing/requirements.ts'
import { doubleText, fieldSql, rowText, rowTextSql } from './canonical-text.ts'
import { splitHash, splitHashSql } from './split-hash.ts'

type Connection = Awaited<ReturnType<DuckDBInstance['connect']>>
let connection: Connection

beforeAll(async () => {
  connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect()
  await connection.run(`SET TimeZone = 'Asia/Tokyo'`)
})

async function values(sql: string): Promise<unknown[]> {
  const reader = await connection.runAndReadAll(sql)
  return reader.getRowsJson().map((row) => row[0])
}

describe('canonical text of values', () => {
  it.each([
    ['NULL::INTEGER', 'INTEGER', String.raw`\N`],
    [`''`, 'VARCHAR', ''],
    [String.raw`'\N'`, 'VARCHAR', String.raw`\\N`],
    [`'a' || chr(31) || '\\'`, 'VARCHAR', String.raw`a\s` + '\\\\'],
    ['TRUE', 'BOOLEAN', 'true'],
    [
      '170141183460469231731687303715884105727::HUGEINT',
      'HUGEINT',
      '170141183460469231731687303715884105727',
    ],
    ['1.5::DECIMAL(10,3)', 'DECIMAL(10,3)', '1.500'],
    ['-0.0::DOUBLE', 'DOUBLE', '0.0'],
    [`'-nan'::DOUBLE`, 'DOUBLE', 'nan'],
    [`'-inf'::DOUBLE`, 'DOUBLE', '-inf'],
    ['0.1::FLOAT', 'FLOAT', '0.1'],
    [`DATE '2026-01-05'`, 'DATE', '2026-01-05'],
    [`TIMESTAMP '2026-01-05 12:30:00.500'`, 'TIMESTAMP', '2026-01-05 12:30:00.5'],
    [`'2026-01-05 12:30:00+02'::TIMESTAMPTZ`, 'TIMESTAMP WITH TIME ZONE', '2026-01-05 10:30:00+00'],
    [`'\\xAB'::BLOB`, 'BLOB', 'AB'],
    [`['a', NULL, 'b,]', '']`, 'VARCHAR[]', String.raw`[a,\\N,b\\,\\],]`],
    [`[[1, 2], NULL, []]`, 'INTEGER[][]', String.raw`[[1,2],\\N,[]]`],
    [`{'a': 1, 'b': NULL}`, 'STRUCT(a INTEGER, b VARCHAR)', String.raw`{1,\\N}`],
    ['NULL::STRUCT(a INTEGER)', 'STRUCT(a INTEGER)', String.raw`\N`],
    [`MAP {'k=': 1.5::DOUBLE}`, 'MAP(VARCHAR, DOUBLE)', String.raw`{k\\==1.5}`],
    [`[{'x y': MAP {1: ['q']}}]`, 'STRUCT("x y" MAP(INTEGER, VARCHAR[]))[]', '[{{1=[q]}}]'],
  ])('%s', async (expression, type, expected) => {
    expect(await values(`SELECT ${fieldSql('x', type)} FROM (SELECT ${expression} AS x)`)).toEqual([expected])
  })

  it('never gives two different rows of texts the same text', () => {
    const field = fc.option(fc.string({ unit: fc.constantFrom('\\', 'N', 's', '\u001f', 'a') }), {
      nil: null,
    })
    const row = fc.array(field, { minLength: 2, maxLength: 2 })
    fc.assert(
      fc.property(row, row, (left, right) => {
        expect(rowText(left) === rowText(right)).toBe(JSON.stringify(left) === JSON.stringify(right))
      }),
      runs({ everyday: 2_000, soak: 50_000 }),
    )
  })

  it('is the same text here and in the engine, for texts and numbers of any kind', async () => {
    const rows = fc.sample(
      fc.tuple(fc.option(fc.string({ unit: 'binary' }), { nil: null }), fc.double()),
      runs({ everyday: 500, soak: 20_000 }),
    )
    await connection.run('CREATE OR REPLACE TABLE samples (place INTEGER, t VARCHAR, d DOUBLE)')
    const appender = await connection.createAppender('samples')
    const kept = rows.filter(([text]) => text?.includes('\0') !== true)
    for (const [at, [text, double]] of kept.entries()) {
      appender.appendInteger(at)
      if (text === null) appender.appendNull()
      else appender.appendVarchar(text)
      appender.appendDouble(double)
      appender.endRow()
    }
    appender.closeSync()
    const columns = [
      { name: 't', type: 'VARCHAR' },
      { name: 'd', type: 'DOUBLE' },
    ]
    const expected = kept.map(([text, double]) => [text, doubleText(double)])
    expect(await values(`SELECT ${rowTextSql(columns)} FROM samples ORDER BY place`)).toEqual(
      expected.map(rowText),
    )
    const hashes = await values(
      `SELECT ('0x' || left(${splitHashSql('42', columns)}, 16))::UBIGINT::VARCHAR FROM samples ORDER BY place`,
    )
    expect(hashes).toEqual(expected.map((fields) => splitHash('42', fields).toString()))
  })
})

describe('in Python, with its standard library only', () => {
  it('the texts of doubles and the split hash come out the same', (test) => {
    needs(test, 'python')
    const doubles = fc
      .sample(fc.double({ noNaN: true }), runs({ everyday: 300, soak: 20_000 }))
      .map((value) => (value === 0 ? 0 : value))
    const ids = ['17', 'a\\b', 'ü\u001f', '', null]
    const script = String.raw`
import hashlib, json, struct, sys
given = json.load(sys.stdin)
def field(value):
    return r'\N' if value is None else str(value).replace('\\', '\\\\').replace('\x1f', r'\s')
def split_hash(seed, fields):
    text = '\x1f'.join([seed] + [field(value) for value in fields])
    return int.from_bytes(hashlib.md5(text.encode()).digest()[:8], 'big')
doubles = [struct.unpack('>d', bytes.fromhex(value))[0] for value in given['doubles']]
print(json.dumps({'doubles': [repr(value) for value in doubles], 'hashes': [str(split_hash('-7', [i, 'x'])) for i in given['ids']]}))
`
    const bits = doubles.map((value) => {
      const bytes = Buffer.alloc(8)
      bytes.writeDoubleBE(value)
      return bytes.toString('hex')
    })
    const output = execFileSync(python, ['-c', script], { input: JSON.stringify({ doubles: bits, ids }) })
    const answer = JSON.parse(output.toString()) as { doubles: string[]; hashes: string[] }
    expect(doubles.map(doubleText)).toEqual(answer.doubles)
    expect(ids.map((id) => splitHash('-7', [id, 'x']).toString())).toEqual(answer.hashes)
  })
})
