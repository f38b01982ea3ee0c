import { DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'
import { runs } from '../testing/counts.ts'
import { rowKeySql } from './row-key.ts'

type Connection = Awaited<ReturnType<DuckDBInstance['connect']>>
let connection: Connection

beforeAll(async () => {
  connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect()
  await connection.run(`SET TimeZone = 'Asia/Tokyo'`)
})

async function keys(
  columns: readonly { readonly name: string; readonly type: string }[],
  from: string,
): Promise<unknown[]> {
  const reader = await connection.runAndReadAll(`SELECT hex(${rowKeySql(columns)}) FROM ${from}`)
  return reader.getRowsJson().map((row) => row[0])
}

/** What stands before every row. */
const start = '0100'

it.each([
  ['NULL', 'INTEGER', '02'],
  ['TRUE', 'BOOLEAN', '0101'],
  ['-1', 'TINYINT', '017F'],
  ['-1', 'SMALLINT', '017FFF'],
  ['5', 'INTEGER', '0180000005'],
  ['5', 'BIGINT', '018000000000000005'],
  ['5', 'UBIGINT', '010000000000000005'],
  ['1.5', 'DECIMAL(4,2)', '018096'],
  ['1.5', 'DECIMAL(9,2)', '0180000096'],
  ['1.5', 'DECIMAL(18,3)', '0180000000000005DC'],
  ['-1.5', 'DECIMAL(30,3)', '017FFFFFFFFFFFFFFFFFFFFFFFFFFFFA24'],
  ['-1.5', 'DOUBLE', '014007FFFFFFFFFFFF'],
  ['-0.0', 'DOUBLE', '018000000000000000'],
  [`'-nan'`, 'DOUBLE', '01FFFFFFFFFFFFFFFF'],
  [`'inf'`, 'DOUBLE', '01FFFFFFFFFFFFFFFE'],
  [`'-inf'`, 'DOUBLE', '010000000000000000'],
  ['1.5', 'FLOAT', '01BFC00000'],
  [`'nan'`, 'FLOAT', '01FFFFFFFF'],
  [`'aß'`, 'VARCHAR', '0162C4A000'],
  [`''`, 'VARCHAR', '0100'],
  [`'{"a":1}'`, 'JSON', '017C236223 3B327E00'],
  [`'\\xAB\\x00\\x01\\xFF'`, 'BLOB', '01AB01000101FF00'],
  [`'1970-01-02'`, 'DATE', '0180000001'],
  [`'00:00:01'`, 'TIME', '0180000000000F4240'],
  [`'1970-01-01 00:00:01'`, 'TIMESTAMP', '0180000000000F4240'],
  [`'1970-01-01 00:00:01'`, 'TIMESTAMP_NS', '01800000003B9ACA00'],
  [`'1970-01-01 09:00:01'`, 'TIMESTAMP WITH TIME ZONE', '0180000000000F4240'],
  [`'00000000-0000-0000-0000-00000000000a'`, 'UUID', '010000000000000000000000000000000A'],
  ['[1, NULL]', 'INTEGER[]', '0101800000010200'],
  [`[['a'], NULL, []]`, 'VARCHAR[][]', '0101016200000201 0000'],
  [`{'a': 1, 'b': NULL}`, 'STRUCT(a INTEGER, b VARCHAR)', '01018000000102'],
  ['NULL', 'STRUCT(a INTEGER)', '0202'],
  [`MAP {'k': 1.5}`, 'MAP(VARCHAR, DOUBLE)', '0101016C0001BFF800000000000000'],
  // By their canonical text: 1 month and 30 days are not the same.
  [`'1 month'`, 'INTERVAL', '01322 16E706F756900'],
])('the key of %s as %s', async (expression, type, expected) => {
  expect(await keys([{ name: 'x', type }], `(SELECT (${expression})::${type} AS x)`)).toEqual([
    start + expected.replaceAll(' ', ''),
  ])
})

it('is what anyone can write by hand, row after row', async () => {
  const rows = fc.sample(
    fc.tuple(
      fc.option(fc.string({ unit: 'binary' }), { nil: null }),
      fc.double(),
      fc.option(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), { nil: null }),
    ),
    runs({ everyday: 500, soak: 20_000 }),
  )
  await connection.run('CREATE OR REPLACE TABLE samples (t VARCHAR, d DOUBLE, i BIGINT)')
  const appender = await connection.createAppender('samples')
  for (const [text, double, whole] of rows) {
    if (text === null) appender.appendNull()
    else appender.appendVarchar(text)
    appender.appendDouble(double)
    if (whole === null) appender.appendNull()
    else appender.appendBigInt(whole)
    appender.endRow()
  }
  appender.closeSync()
  const columns = [
    { name: 't', type: 'VARCHAR' },
    { name: 'd', type: 'DOUBLE' },
    { name: 'i', type: 'BIGINT' },
  ]
  expect(await keys(columns, 'samples')).toEqual(
    rows.map(([text, double, whole]) => start + textKey(text) + doubleKey(double) + wholeKey(whole)),
  )
})

function textKey(value: string | null): string {
  if (value === null) return '02'
  const bytes = Buffer.from(value, 'utf8').map((byte) => byte + 1)
  return `01${upperHex(bytes)}00`
}

function doubleKey(value: number): string {
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleBE(value === 0 ? 0 : value)
  const bits = bytes.readBigUInt64BE()
  const top = 1n << 63n
  if (Number.isNaN(value)) return `01${'F'.repeat(16)}`
  if (!Number.isFinite(value)) return value < 0 ? `01${'0'.repeat(16)}` : `01${'F'.repeat(15)}E`
  bytes.writeBigUInt64BE(bits < top ? bits | top : ~bits & (2n ** 64n - 1n))
  return `01${upperHex(bytes)}`
}

function wholeKey(value: bigint | null): string {
  if (value === null) return '02'
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(value + 2n ** 63n)
  return `01${upperHex(bytes)}`
}

function upperHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex').toUpperCase()
}
