import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { comparablePair } from './comparable.ts'
import { type CompareBench, openCompareBench } from './testing/compare-bench.ts'

let bench: CompareBench
beforeAll(async () => {
  bench = await openCompareBench()
})
afterAll(() => bench.close())

/** Whether the engine finds two values equal in the forms of their types. */
async function areEqual([typeA, a]: readonly [string, string], [typeB, b]: readonly [string, string]) {
  const pair = comparablePair(typeA, typeB)
  const sql = `SELECT ${pair.a('a')} IS NOT DISTINCT FROM ${pair.b('b')} AS same, typeof(${pair.a('a')}) = typeof(${pair.b('b')}) AS alike
    FROM (SELECT CAST('${a}' AS ${typeA}) AS a, CAST('${b}' AS ${typeB}) AS b)`
  const { same, alike } = (await bench.read(sql))[0] ?? {}
  expect(alike).toBe(true)
  return same
}

describe('two numeric types are compared as numbers, exactly where both are integers or decimals', () => {
  test.each([
    [['INTEGER', '2'], ['DOUBLE', '2.0'], true],
    [['BIGINT', '2'], ['DOUBLE', '2.5'], false],
    [['DECIMAL(10,2)', '2.50'], ['DECIMAL(12,4)', '2.5'], true],
    [['DECIMAL(10,2)', '0.10'], ['DOUBLE', '0.1'], true],
    [['BIGINT', '9007199254740993'], ['DOUBLE', '9007199254740992'], false],
    [['BIGINT', '9007199254740992'], ['DOUBLE', '9007199254740992'], true],
    [['UBIGINT', '18446744073709551615'], ['HUGEINT', '18446744073709551615'], true],
    [['BIGINT', '-1'], ['UBIGINT', '1'], false],
    [
      ['HUGEINT', '170141183460469231731687303715884105727'],
      ['UHUGEINT', '170141183460469231731687303715884105727'],
      true,
    ],
    [['DECIMAL(38,2)', '123456789012345678901234567890123456.70'], ['DECIMAL(38,10)', '1.5'], false],
    [['DECIMAL(38,2)', '1.50'], ['DECIMAL(38,30)', '1.5'], true],
    [['HUGEINT', '100'], ['DECIMAL(38,10)', '100'], true],
    [['DOUBLE', 'nan'], ['FLOAT', 'nan'], true],
    [['BIGINT', '0'], ['DOUBLE', '-0.0'], true],
  ] as const)('%s and %s: %s', async (a, b, expected) => {
    expect(await areEqual(a, b)).toBe(expected)
    expect(await areEqual(b, a)).toBe(expected)
  })
})

describe('other pairs of types are compared as text, equal types as that type', () => {
  test.each([
    [['VARCHAR', '2'], ['DOUBLE', '2.0'], true],
    [['VARCHAR', '2.50'], ['DECIMAL(10,2)', '2.5'], true],
    [['VARCHAR', '2.5'], ['DECIMAL(10,2)', '2.5'], false],
    [['VARCHAR', '2026-01-05'], ['DATE', '2026-01-05'], true],
    [['BOOLEAN', 'true'], ['VARCHAR', 'true'], true],
    [['BOOLEAN', 'true'], ['INTEGER', '1'], false],
    [['VARCHAR', 'a'], ['VARCHAR', 'A'], false],
    [['INTERVAL', '1 month'], ['INTERVAL', '30 days'], true],
  ] as const)('%s and %s: %s', async (a, b, expected) => {
    expect(await areEqual(a, b)).toBe(expected)
  })
})
