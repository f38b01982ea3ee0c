import { expect, it } from 'vitest'
import { needsOneThread } from './one-thread.ts'

it.each([
  ['SELECT sum(x) FROM t', ['DOUBLE'], true],
  ['SELECT sum(x) FROM t', ['BIGINT', 'DECIMAL(10,2)'], false],
  ['SELECT avg(x) FROM t', ['INTEGER'], false],
  ['SELECT sum(m) FROM (SELECT avg(x) AS m FROM t)', ['INTEGER'], true],
  ['SELECT sum(x / 2) FROM t', ['INTEGER'], true],
  ['SELECT sum(x::DOUBLE) FROM t', ['VARCHAR'], true],
  ['SELECT stddev(x) FROM t', ['INTEGER'], true],
  ['SELECT hour, count(*), min(x), max(x) FROM t GROUP BY hour', ['DOUBLE'], false],
  ['SELECT first(x) FROM t', ['INTEGER'], true],
  ['SELECT * FROM t LIMIT 5', ['INTEGER'], true],
  ["SELECT 'sum(x) / 2' AS text, x FROM t", ['DOUBLE'], false],
  ['SELECT sum(s.x) FROM t', ['STRUCT(x FLOAT)'], true],
])('%s over %j: %s', (sql, types, expected) => {
  expect(needsOneThread(sql, types)).toBe(expected)
})
