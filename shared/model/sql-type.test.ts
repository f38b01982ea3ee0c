import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { canonicalSqlType, parseSqlType } from './sql-type.ts'

let instance: DuckDBInstance
beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:')
})
afterAll(() => instance.closeSync())

const values = [
  ...['true', '1::TINYINT', '1', '1::UBIGINT', '1::HUGEINT', '1::UHUGEINT', '1::BIGNUM', '1.50', '1e3'],
  ...[`'a'`, `'a'::BLOB`, `'1'::BIT`, 'uuid()', `'{}'::JSON`, '1::VARIANT', `'a'::ENUM('a', 'it''s')`],
  ...[`DATE '2026-01-05'`, `TIME '10:00:00'`, `'10:00+01'::TIMETZ`, 'now()', 'INTERVAL 1 DAY', 'NULL'],
  ...[`'2026-01-05'::TIMESTAMP_S`, `'2026-01-05'::TIMESTAMP_MS`, `'2026-01-05'::TIMESTAMP_NS`],
  ...['[]', '[[1]]', '[1, 2]::INTEGER[2]', `{'a b': 1, 'Select': 2, 'x"y': [now()], 'ü': {'a': NULL}}`],
  ...[`MAP {'a': {'b': 1.5}}`, 'union_value(num := 1)', `row(1, 'a')`, `{'a': row(now(), 1)}`],
]

test.each(values)('the type of %s, as the engine prints it, stays as it is', async (value) => {
  const connection = await instance.connect()
  const reader = await connection.runAndReadAll(`SELECT typeof(x) FROM (SELECT ${value} AS x)`)
  connection.closeSync()
  const printed = String(reader.getRows()[0]?.[0])
  expect(canonicalSqlType(printed)).toBe(printed)
})

test('a type in other spelling is written as the engine writes it', () => {
  expect(canonicalSqlType(' decimal( 18 , 2 )[] ')).toBe('DECIMAL(18,2)[]')
  expect(canonicalSqlType('struct("a" integer,b map(varchar,double))')).toBe(
    'STRUCT("a" INTEGER, b MAP(VARCHAR, DOUBLE))',
  )
})

test.each([
  ...[
    '',
    ' ',
    '1',
    'VARCHAR)',
    'VARCHAR) || (SELECT 1',
    'VARCHAR -- x',
    'VARCHAR /* x */',
    'VARCHAR; SELECT 1',
  ],
  ...['VARCHAR AS a, 1', 'INTEGER[', 'INTEGER[1', 'INTEGER[x]', 'STRUCT(', 'STRUCT()', 'MAP(VARCHAR)'],
  ...[`DECIMAL((SELECT 1))`, `ENUM('a`, `ENUM('a' || x)`, 'STRUCT("a INTEGER)', '"quoted"', 'VARCHAR\0', 'ſ'],
  ...['VARCHAR COLLATE NOCASE', '$1', `$$a$$`, `E'a'`, '[]'.repeat(2), 'STRUCT(a '.repeat(10_000)],
])('%j is no type', (text) => {
  expect(canonicalSqlType(text)).toBeUndefined()
})

test('parts of a type', () => {
  expect(parseSqlType('STRUCT(a TIMESTAMP WITH TIME ZONE, "b ""c" DECIMAL(10,2)[])[]')).toEqual({
    kind: 'list',
    item: {
      kind: 'struct',
      fields: [
        { name: 'a', type: { kind: 'scalar', name: 'TIMESTAMP WITH TIME ZONE' } },
        { name: 'b "c', type: { kind: 'list', item: { kind: 'scalar', name: 'DECIMAL' } } },
      ],
    },
  })
  expect(parseSqlType('UNION(num INTEGER, str VARCHAR)')).toEqual({ kind: 'scalar', name: 'UNION' })
  expect(parseSqlType("ENUM('a', 'b')")).toEqual({ kind: 'scalar', name: 'ENUM' })
  expect(parseSqlType('no type at all; really')).toEqual({ kind: 'scalar', name: 'NO TYPE AT ALL; REALLY' })
})
