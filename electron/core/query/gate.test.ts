import { afterAll, beforeAll, expect, test } from 'vitest'
import { FirnError } from '../../../shared/contract/errors.ts'
import { allowedFunctions, allowedTableFunctions, refusedFunctions, refusedPrefixes } from './functions.ts'
import { gateCondition, gateStatement } from './gate.ts'
import { refusedStatement } from './refusals.ts'
import { checkCondition } from './results/condition.ts'
import { readerSpec } from './results/session.ts'
import { openBench, type QueryBench } from './testing/query-bench.ts'
import type { Worker } from './workers.ts'

let bench: QueryBench
let worker: Worker
beforeAll(async () => {
  bench = await openBench()
  worker = await bench.workers.lease('interactive')
})
afterAll(() => bench.close())

async function gate(sql: string) {
  const parsed = await worker.call('sql.parse', { sql })
  if (!parsed.ok) throw new FirnError('sql-syntax', parsed.message)
  return gateStatement(parsed.statements[0], sql)
}
const tablesOf = async (sql: string) => (await gate(sql)).tables.map((table) => table.name)

test.each([
  ['SELECT * FROM a, b JOIN "c d" USING (x)', ['a', 'b', 'c d']],
  ['FROM a', ['a']],
  ['TABLE a', ['a']],
  ['VALUES (1)', []],
  ['SUMMARIZE a', ['a']],
  ['DESCRIBE SELECT * FROM a', ['a']],
  ['UNPIVOT a ON x, y', ['a']],
  ["PIVOT a ON k IN ('x') USING sum(v) GROUP BY z", ['a']],
  ["SELECT * FROM a PIVOT (sum(v) FOR k IN ('x', 'y'))", ['a']],
  [
    'SELECT (SELECT max(x) FROM b) FROM a WHERE x IN (FROM c) ORDER BY (SELECT 1 FROM d) LIMIT (SELECT 2 FROM e)',
    ['d', 'e', 'b', 'a', 'c'],
  ],
  ['SELECT * FROM a, LATERAL (SELECT * FROM b WHERE b.x = a.x)', ['a', 'b']],
  // common table expressions
  ['WITH x AS (SELECT 1) FROM x', []],
  ['WITH x AS (FROM a) FROM x, X, "x"', ['a']],
  ['WITH x AS (FROM x) FROM x', ['x']],
  ['WITH x AS (SELECT 1), y AS (FROM x) FROM y', []],
  ['WITH y AS (FROM x), x AS (SELECT 1) FROM y', ['x']],
  ['WITH RECURSIVE y AS (FROM x), x AS (SELECT 1) FROM y', ['x']],
  ['WITH RECURSIVE x AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM x WHERE n < 3) FROM x', []],
  ['WITH RECURSIVE x AS (SELECT n FROM x UNION ALL SELECT n + 1 FROM x WHERE n < 3) FROM x', ['x']],
  [
    'WITH RECURSIVE x(a, b) USING KEY (a) AS (SELECT 1, 2 UNION SELECT a + 1, b FROM recurring.x WHERE a < 3) FROM x',
    [],
  ],
  ['WITH x AS (SELECT 1) SELECT * FROM (WITH x AS (FROM x) FROM x)', []],
  ['SELECT * FROM (WITH x AS (SELECT 1) FROM x), x', ['x']],
  ['SELECT (WITH x AS (SELECT 1) FROM x) FROM x', ['x']],
  ['WITH x AS (SELECT 1) SELECT (SELECT count(*) FROM x) FROM a WHERE EXISTS (FROM x)', ['a']],
  ['WITH x AS (SELECT 1) SELECT 1 UNION ALL (WITH y AS (FROM x) FROM y) ORDER BY (SELECT 1 FROM x)', []],
  ['(WITH x AS (SELECT 1) FROM x) UNION ALL FROM x', ['x']],
  // The engine knows the small letters of A to Z only; the first K here is the sign of the kelvin.
  ['WITH "duc\u212Adb_views" AS (SELECT 1) FROM duckdb_views', ['duckdb_views']],
  ['WITH "Ä" AS (SELECT 1) FROM "ä"', ['ä']],
  ['WITH MIXED AS (SELECT 1) FROM mixed', []],
  ['WITH x AS MATERIALIZED (FROM a), y AS NOT MATERIALIZED (FROM x) FROM y', ['a']],
])('tables of: %s', async (sql, expected) => {
  expect(await tablesOf(sql)).toEqual(expected)
})

test('what the engine finds in scope is what the gate finds', async () => {
  // Each query runs in an instance that has just the tables that the gate collected.
  const queries: readonly (readonly [string, unknown[][]])[] = [
    ['WITH x AS (FROM x) FROM x', [[1]]],
    ['WITH RECURSIVE y AS (FROM x), x AS (SELECT 2) FROM y', [[1]]],
    [
      'WITH RECURSIVE x AS (SELECT n FROM x UNION ALL SELECT n + 1 FROM x WHERE n < 3) FROM x',
      [[1], [2], [3]],
    ],
    ['WITH x AS (SELECT 2) SELECT * FROM (WITH x AS (FROM x) FROM x)', [[2]]],
    ['SELECT * FROM (WITH x AS (SELECT 2) FROM x), x', [[2, 1]]],
    ['WITH "Ä" AS (SELECT 2) FROM "ä"', [[1]]],
    [
      'WITH x AS (SELECT 2 AS n) SELECT (SELECT n FROM x), (WITH x AS (SELECT 3 AS n) SELECT n FROM x)',
      [[2, 3]],
    ],
  ]
  for (const [sql, rows] of queries) {
    const views = (await tablesOf(sql)).map((name) => ({ name, sql: 'SELECT 1 AS n' }))
    await worker.call(
      'instance.open',
      await readerSpec({ views, readPaths: [] }, bench.limits, worker.scratchFolder),
    )
    expect((await worker.call('instance.read', { sql, limit: 10 })).rows, sql).toEqual(rows)
  }
})

test('everyday SQL passes', async () => {
  const queries: readonly (readonly [string, string[]])[] = [
    [
      `SELECT extract(year FROM d), d - INTERVAL 3 DAY, date_trunc('day', t) AT TIME ZONE 'UTC', current_date FROM a`,
      ['a'],
    ],
    [
      `SELECT a::INTEGER, TRY_CAST(b AS DATE), CASE WHEN a THEN 1 ELSE 2 END, coalesce(a, b), nullif(a, b), ifnull(a, b) FROM a`,
      ['a'],
    ],
    [
      `SELECT list_transform([1], lambda x: x + 1), [x * 2 FOR x IN [1, 2] IF x > 1], {'a': 1}.a, MAP {'a': 1}['a'], s[1:2] FROM a`,
      ['a'],
    ],
    [
      `SELECT sum(x) OVER (PARTITION BY y ORDER BY z ROWS 3 PRECEDING), row_number() OVER w FROM a WINDOW w AS (ORDER BY x)`,
      ['a'],
    ],
    [
      `SELECT * EXCLUDE (x) REPLACE (y + 1 AS y) RENAME (z AS q), COLUMNS('a.*'), COLUMNS(c -> c LIKE 'x%') FROM a`,
      ['a'],
    ],
    [
      `SELECT x, count(*) FILTER (WHERE y > 1), string_agg(DISTINCT z, ',' ORDER BY z) FROM a GROUP BY ALL HAVING count(*) > 1`,
      ['a'],
    ],
    [`SELECT a, b, grouping(a) FROM t GROUP BY CUBE (a, b) ORDER BY ALL`, ['t']],
    [`SELECT DISTINCT ON (a) a, b FROM t ORDER BY a, b DESC NULLS LAST LIMIT 10 OFFSET 5`, ['t']],
    [`SELECT j->>'$.a', j->'b', json_extract(j, '$.c') FROM t, json_each(j)`, ['t']],
    [
      `SELECT 'a' || b LIKE 'x%', a ILIKE 'b', a SIMILAR TO 'b', a ~ 'c', a GLOB 'd', regexp_replace(a, 'b', 'c', 'g') FROM t`,
      ['t'],
    ],
    [`SELECT unnest([1, 2]), unnest({'a': 1}) FROM range(3), generate_series(1, 5) g(i)`, []],
    [
      `SELECT a FROM t WHERE a = ANY (SELECT b FROM u) AND b NOT IN (1, 2) AND c BETWEEN 1 AND 2 AND d IS DISTINCT FROM 3`,
      ['t', 'u'],
    ],
    [`SELECT 5!, -a, a // b, a ** 2, a & b, ~a, a << 2, @a, a <=> b FROM t`, ['t']],
    [
      `SELECT * FROM a ASOF JOIN b ON a.t >= b.t LEFT JOIN c USING (x) ANTI JOIN d USING (y)`,
      ['a', 'b', 'c', 'd'],
    ],
    [
      `SELECT row(1, 2), (1, 2), struct_pack(a := 1), array_value(1, 2), 1::BIGINT[], 'a'::ENUM('a'), 1::DECIMAL(3, 1) FROM t`,
      ['t'],
    ],
    [`FROM t SELECT a QUALIFY rank() OVER (ORDER BY b) < 3`, ['t']],
    [`SELECT a FROM t USING SAMPLE 10% (bernoulli)`, ['t']],
    [`SELECT trim(BOTH ' ' FROM a), substring(a FROM 1 FOR 2), position('b' IN a) FROM t`, ['t']],
    [`SELECT try(1 / 0), a COLLATE NOCASE, greatest(a, b), md5(a), hash(b), strftime(c, '%Y') FROM t`, ['t']],
    [`FROM (FROM t UNION BY NAME SELECT * FROM u EXCEPT SELECT * FROM v)`, ['t', 'u', 'v']],
  ]
  for (const [sql, tables] of queries) expect(await tablesOf(sql), sql).toEqual(tables)
})

test('positions are characters', async () => {
  await expect(gate("SELECT '😀é', getenv('HOME') FROM a")).rejects.toMatchObject({
    code: 'sql-refused',
    context: { position: 14 },
  })
  await expect(gate("SELECT '😀é' FROM s.a")).rejects.toMatchObject({
    code: 'sql-refused',
    context: { position: 18 },
  })
  expect((await gate("SELECT '😀é' FROM a")).tables).toMatchObject([{ position: 18 }])
})

test('refusals tell what to do instead', async () => {
  await expect(gate('SELECT sumx(a) FROM t')).rejects.toMatchObject({
    code: 'sql-failed',
    hint: 'Did you mean sum()?',
  })
  await expect(gate("FROM read_csv('a.csv')")).rejects.toMatchObject({
    hint: "Name the file itself, in quotes: FROM './file.csv'.",
  })
  expect(refusedStatement('/* a */ insert INTO x VALUES (1)')).toMatchObject({
    code: 'sql-refused',
    message: 'INSERT does not run here: queries only read.',
  })
  expect(refusedStatement('PIVOT sales ON year USING sum(amount) GROUP BY city')).toMatchObject({
    message: 'PIVOT needs the values of year in a list.',
    hint: "Name the values that become columns: PIVOT sales ON year IN ('first value', 'second value') USING sum(amount) GROUP BY city",
  })
  const filled = refusedStatement('SELECT * FROM (PIVOT "a b" ON lower(k))').hint?.replace(
    'Name the values that become columns: ',
    '',
  )
  expect(filled).toBe(`SELECT * FROM (PIVOT "a b" ON lower(k) IN ('first value', 'second value'))`)
  expect(await tablesOf(filled ?? '')).toEqual(['a b'])
})

test('plain reads are recognised, and nothing else', async () => {
  expect((await gate('SELECT * FROM "a@v1"')).plainTable).toBe('a@v1')
  expect((await gate('FROM a AS b')).plainTable).toBe('a')
  for (const sql of [
    'SELECT a FROM t',
    'FROM t LIMIT 1',
    'FROM t ORDER BY a',
    'FROM t WHERE a',
    'FROM t, u',
    'SELECT DISTINCT * FROM t',
    'SELECT * EXCLUDE (a) FROM t',
    'FROM t USING SAMPLE 5',
    'FROM t x(a)',
    'WITH t AS (SELECT 1) FROM t',
    'FROM t TABLESAMPLE 5%',
    'SELECT * FROM (FROM t)',
    'DESCRIBE t',
    'FROM t UNION ALL FROM t',
    'SELECT *, 1 FROM t',
    'SELECT t.* FROM t',
    'SELECT * FROM t GROUP BY ALL',
    'SELECT * FROM t QUALIFY true',
  ])
    expect((await gate(sql)).plainTable, sql).toBeUndefined()
})

test('volatile functions are noticed', async () => {
  for (const sql of [
    'SELECT random()',
    'SELECT now()',
    'SELECT current_date',
    'SELECT 1 WHERE uuid() IS NULL',
    'SELECT ago(INTERVAL 1 DAY)',
    "SELECT age(TIMESTAMP '2020-01-01')",
    'SELECT reservoir_quantile(x, 0.5) FROM a',
    'FROM a USING SAMPLE 5',
    'FROM a USING SAMPLE reservoir(5 ROWS) REPEATABLE (1)',
    'SELECT * FROM (FROM a TABLESAMPLE 10%), b',
    'SELECT (SELECT count(*) FROM range(9) USING SAMPLE 5) FROM a',
  ])
    expect((await gate(sql)).volatile, sql).toBe(true)
  for (const sql of [
    'SELECT 1',
    'SELECT "current_dates" FROM a',
    'SELECT age(x, y), sample, "USING SAMPLE 5" FROM a',
  ])
    expect((await gate(sql)).volatile, sql).toBe(false)
})

async function condition(text: string) {
  const sql = `SELECT * FROM result WHERE (\n${text}\n)`
  const parsed = await worker.call('sql.parse', { sql })
  if (!parsed.ok) throw new FirnError('sql-syntax', parsed.message)
  return gateCondition(parsed.statements[0], sql)
}

test.each([
  ['a > 1', false],
  ["a = ')' AND (b OR c IN (1, 2))", false],
  ['EXISTS (SELECT 1 FROM (VALUES (1)))', false],
  ['a < random()', true],
])('condition %s passes', async (text, volatile) => {
  expect(await condition(text)).toEqual({ volatile })
})

const beyond = 'This is more than a condition.'

test.each([
  ['1) UNION ALL SELECT * FROM x WHERE (1', 'sql-refused', beyond],
  ['1) ORDER BY (1', 'sql-refused', beyond],
  ['1) LIMIT (1', 'sql-refused', beyond],
  ['a IN (FROM x)', 'sql-refused', 'A condition cannot read the table "x".'],
  [
    "a > (SELECT count(*) FROM '/etc/passwd')",
    'sql-refused',
    'A condition cannot read the table "/etc/passwd".',
  ],
  ["getenv('HOME') = ''", 'sql-refused', 'The function getenv() is not available in queries.'],
])('condition %s is refused', async (text, code, message) => {
  await expect(condition(text)).rejects.toMatchObject({
    code,
    message,
  })
})

test.each(['1); SELECT (1', 'a) OR (b', '1) LIMIT (1'])(
  'condition %s never reaches the gate',
  async (text) => {
    const parse = (sql: string) => worker.call('sql.parse', { sql })
    await expect(checkCondition(text, parse)).rejects.toMatchObject({
      code: 'sql-syntax',
      message: 'The condition closes a bracket that it did not open.',
      context: { sql: text, position: text.indexOf(')') },
    })
  },
)

test('every function of the engine was looked at', async () => {
  await worker.call(
    'instance.open',
    await readerSpec({ views: [], readPaths: [] }, bench.limits, worker.scratchFolder),
  )
  const { rows } = await worker.call('instance.read', {
    sql: `SELECT DISTINCT lower(function_name) FROM duckdb_functions() WHERE function_type IN ('scalar', 'aggregate', 'macro')`,
    limit: 5000,
  })
  const names = rows.map((row) => String(row[0]))
  const unseen = names.filter(
    (name) =>
      !allowedFunctions.has(name) &&
      !refusedFunctions.has(name) &&
      !refusedPrefixes.some((prefix) => name.startsWith(prefix)),
  )
  expect(unseen).toEqual([])
  expect([...refusedFunctions].filter((name) => allowedFunctions.has(name))).toEqual([])
  const dangerous = /read_|scan|glob|sniff|query|secret|logging|profiling|setting|checkpoint|duckdb_|pragma_/
  expect([...allowedFunctions, ...allowedTableFunctions].filter((name) => dangerous.test(name))).toEqual([])
})
