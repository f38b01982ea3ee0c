import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CompareBench, type CompareOptions, openCompareBench } from './testing/compare-bench.ts'

let bench: CompareBench
beforeAll(async () => {
  bench = await openCompareBench()
})
afterAll(() => bench.close())

async function opened(a: string, b: string, options: CompareOptions = {}) {
  return await bench.compare(await bench.relation(a), await bench.relation(b), options)
}
const signal = new AbortController().signal

describe('a key that is repeated or missing', () => {
  const a = `SELECT * FROM (VALUES (1, 'x'), (2, 'p'), (2, 'q'), (NULL, 'n'), (3, 'z')) t(id, v)`
  const b = `SELECT * FROM (VALUES (1, 'y'), (2, 'q'), (2, 'r'), (2, 's'), (NULL, 'n')) t(id, v)`

  test('counts, the listing, and rows that pair off as a whole', async () => {
    const comparison = await opened(a, b, { key: ['id'] })
    const { rows, keys } = comparison.comparison
    // The pair of q is the same, p is removed, r and s are added.
    expect(rows).toEqual({ a: 5, b: 5, added: 2, removed: 2, changed: 1, same: 2 })
    expect(keys).toMatchObject({ duplicates: { a: 2, b: 3 }, nulls: { a: 1, b: 1 }, source: 'chosen' })
    const bad = await comparison.rows({ badKeys: true }, 0, 100)
    expect(bad.rows).toEqual([
      { kind: 'removed', a: [2, 'p'], changed: [] },
      { kind: 'same', a: [2, 'q'], b: [2, 'q'], changed: [] },
      { kind: 'added', b: [2, 'r'], changed: [] },
      { kind: 'added', b: [2, 's'], changed: [] },
      { kind: 'same', a: [null, 'n'], b: [null, 'n'], changed: [] },
    ])
    expect(bad.total).toBe(5)
    await comparison.close()
  })
})

test('pages, filters and the next change', async () => {
  const a = `SELECT n AS id, n % 7 AS x, 'same' AS y FROM range(1000) t(n)`
  const b = `SELECT n AS id, n % 7 + (n % 100 = 50)::INT AS x, 'same' AS y, true AS z FROM range(10, 1010) t(n)`
  const comparison = await opened(a, b)
  expect(comparison.comparison.rows).toMatchObject({ added: 10, removed: 10, changed: 10, same: 980 })
  expect(comparison.shown.map(({ name, side, key }) => [name, side, key])).toEqual([
    ['id', 'both', true],
    ['x', 'both', false],
    ['y', 'both', false],
    ['z', 'b', false],
  ])
  const page = await comparison.rows({}, 48, 4)
  expect(page.total).toBe(1010)
  expect(page.rows.map(({ kind, changed }) => [kind, changed])).toEqual([
    ['same', []],
    ['same', []],
    ['changed', [1]],
    ['same', []],
  ])
  expect(page.rows[2]).toMatchObject({ a: ['50', '1', 'same', null], b: ['50', '2', 'same', true] })
  expect((await comparison.rows({ kinds: ['removed', 'added'] }, 8, 4)).rows.map(({ kind }) => kind)).toEqual(
    ['removed', 'removed', 'added', 'added'],
  )
  expect((await comparison.rows({ column: 'x' }, 0, 100)).total).toBe(10)
  expect((await comparison.rows({ column: 'y' }, 0, 100)).total).toBe(0)
  await expect(comparison.rows({ column: 'z' }, 0, 1)).rejects.toMatchObject({ code: 'invalid-input' })
  expect(await comparison.next({}, -1)).toBe(0)
  expect(await comparison.next({}, 9)).toBe(50)
  expect(await comparison.next({ kinds: ['same'] }, -1)).toBeUndefined()
  expect(await comparison.next({ kinds: ['same', 'changed'] }, -1)).toBe(40)
  // More filters than are kept: the first one is made again.
  for (let n = 0; n < 15; n += 1)
    await comparison.rows({ kinds: n % 2 === 0 ? ['same'] : ['added'], badKeys: n > 7 }, 0, 1)
  await comparison.close()
  await expect(comparison.rows({}, 0, 1)).rejects.toMatchObject({ code: 'not-found' })
})

test('work for which nobody waits any more is stopped, and begun again by the next one who asks', async () => {
  const many = (add: number) => `SELECT md5(n::VARCHAR) AS id, n % 7 + ${add} AS x FROM range(800000) t(n)`
  const comparison = await opened(many(0), many(1), { key: ['id'] })
  const looks: readonly ((signal: AbortSignal) => Promise<unknown>)[] = [
    (wanted) => comparison.rows({}, 0, 10, wanted),
    (wanted) => comparison.next({}, -1, wanted),
    (wanted) => comparison.statistics(undefined, wanted),
  ]
  for (const look of looks) {
    const stop = new AbortController()
    const looking = look(stop.signal)
    setTimeout(() => stop.abort(), 150)
    await expect(looking).rejects.toMatchObject({ code: 'cancelled' })
    await expect.poll(() => bench.workers.processes.filter(({ busy }) => busy)).toEqual([])
  }
  const stop = new AbortController()
  const left = comparison.rows({}, 0, 10, stop.signal)
  const stayed = comparison.rows({}, 0, 1)
  stop.abort()
  await expect(left).rejects.toMatchObject({ code: 'cancelled' })
  expect((await stayed).total).toBe(800_000)
  await comparison.close()
})

describe('versions without a difference', () => {
  const rows = `SELECT n AS id, n * 2 AS x FROM range(300) t(n)`

  test('equal content is not read', async () => {
    const relation = { ...(await bench.relation(rows)), sql: `SELECT error('it was read') AS id, 1 AS x` }
    const comparison = await bench.compare(relation, relation, { content: ['h', 'h'] })
    expect(comparison.comparison).toMatchObject({
      equal: true,
      rows: { a: 300, b: 300, same: 300, added: 0, removed: 0, changed: 0 },
      cells: { changed: 0 },
    })
    await comparison.close()
  })

  test('its rows and statistics can be looked at all the same', async () => {
    const relation = await bench.relation(rows)
    const comparison = await bench.compare(relation, relation, { content: ['h', 'h'] })
    const page = await comparison.rows({}, 299, 5)
    expect(page).toEqual({
      from: 299,
      total: 300,
      rows: [{ kind: 'same', a: ['299', '598'], b: ['299', '598'], changed: [] }],
    })
    expect((await comparison.rows({ kinds: ['changed'] }, 0, 5)).total).toBe(0)
    const [id] = await comparison.statistics()
    expect(id).toMatchObject({ a: { count: 300, distinct: 300 }, b: { count: 300, distinct: 300 }, drift: 0 })
    await comparison.close()
  })

  test('another content with the same rows', async () => {
    const comparison = await bench.compare(await bench.relation(rows), await bench.relation(rows), {
      content: ['h', 'i'],
    })
    expect(comparison.comparison).toMatchObject({ equal: false, rows: { same: 300, changed: 0 } })
    await comparison.close()
  })
})

test('versions without a column in common', async () => {
  const comparison = await opened(`SELECT 1 AS a UNION ALL SELECT 2`, `SELECT 'x' AS b`)
  expect(comparison.comparison.rows).toEqual({ a: 2, b: 1, added: 1, removed: 2, changed: 0, same: 0 })
  expect((await comparison.rows({}, 0, 10)).total).toBe(3)
  expect(comparison.comparison.keys.explanation).toContain('no column in common')
  await comparison.close()
})

test('more columns than a word of marks holds, and columns with strange names', async () => {
  const names = [
    'rowid',
    'a "quoted" name',
    'Größe, cm',
    'kind',
    'k0',
    ...Array.from({ length: 130 }, (_, n) => `m${n}`),
  ]
  const row = (value: number) =>
    `SELECT n AS id, ${names.map((name, index) => `${index === 100 ? value : index} AS "${name.replaceAll('"', '""')}"`).join(', ')} FROM range(20) t(n)`
  const comparison = await opened(row(1), row(2))
  const changed = comparison.comparison.columns.filter((column) => column.changed > 0)
  expect(changed.map(({ name, changed: cells }) => [name, cells])).toEqual([[names[100], 20]])
  expect((await comparison.rows({ column: names[100] }, 0, 1)).rows[0]?.changed).toEqual([101])
  await comparison.close()
})

describe('statistics', () => {
  test('figures, bars and drift of both sides', async () => {
    const a = `SELECT n AS id, (n % 4)::INTEGER AS grade, 'c' || n % 2 AS colour, 't' || greatest(n, 50) AS name, nullif(n, 0)::DOUBLE AS score, DATE '2026-01-01' + n::INTEGER AS day FROM range(100) t(n)`
    const b = `SELECT n AS id, (n % 4)::INTEGER AS grade, 'c1' AS colour, 't' || n AS name, n + 1000.0::DOUBLE AS score, DATE '2026-01-01' + n::INTEGER AS day FROM range(100) t(n)`
    const comparison = await opened(a, b)
    const [id, grade, colour, name, score, day] = await comparison.statistics()
    expect(id?.bars.reduce((sum, bar) => sum + bar.a, 0)).toBe(100)
    expect(grade).toMatchObject({
      bars: [0, 1, 2, 3].map((n) => ({ label: String(n), a: 25, b: 25 })),
      drift: 0,
      a: { count: 100, missing: 0, distinct: 4, distinctExact: true, min: 0, max: 3, mean: 1.5 },
    })
    expect(colour).toMatchObject({
      bars: [
        { label: 'c1', a: 50, b: 100 },
        { label: 'c0', a: 50, b: 0 },
      ],
      drift: 0.5,
      changed: 50,
    })
    expect(name?.bars[0]).toEqual({ label: 't50', a: 51, b: 1 })
    expect(name?.bars.at(-1)).toEqual({ label: '81 other values', a: 31, b: 81, rest: true })
    expect(score).toMatchObject({ a: { missing: 1, mean: 50 }, drift: 1 })
    expect(score?.bars).toHaveLength(20)
    expect(score?.bars.reduce((sum, bar) => sum + bar.a, 0)).toBe(99)
    expect(day?.bars[0]?.label).toMatch(/^2026-01-01 – /)
    await comparison.close()
  })

  test('values that lie nowhere, nested ones and a single one', async () => {
    const sql = `SELECT n AS id, CASE WHEN n = 0 THEN 'nan' WHEN n = 1 THEN 'inf' ELSE n::VARCHAR END::DOUBLE AS wild, {'x': n} AS nested, 7 AS one, NULL AS nothing, 9223372036854775807 - n AS big FROM range(50) t(n)`
    const comparison = await opened(sql, sql)
    const [, wild, nested, one, nothing, big] = await comparison.statistics()
    expect(wild?.bars.reduce((sum, bar) => sum + bar.a, 0)).toBe(48)
    expect(wild?.a).toMatchObject({ missing: 0, mean: 25.5 })
    expect(nested).toMatchObject({ bars: [], a: { min: null, max: null } })
    expect(one?.bars).toEqual([{ label: '7', a: 50, b: 50 }])
    expect(nothing).toMatchObject({ bars: [], a: { missing: 50, distinct: 0 } })
    expect(big?.a?.max).toBe('9223372036854775807')
    expect(new Set(big?.bars.map(({ label }) => label)).size).toBe(big?.bars.length)
    await comparison.close()
  })
})

describe('export', () => {
  const a = `SELECT n AS id, n::DECIMAL(10,2) AS price, 'old' AS gone FROM range(5) t(n)`
  const b = `SELECT n AS id, n + (n = 2)::INT::DECIMAL(10,2) AS price, 'x' AS change FROM range(1, 6) t(n)`

  test('every row that differs, sorted by key, with the values of both sides', async () => {
    const comparison = await opened(a, b)
    const { file, rows } = await comparison.write('json', signal)
    expect(rows).toBe(3)
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual([
      {
        change: 'removed',
        changed_columns: null,
        id: '0',
        'a.price': '0.00',
        'b.price': null,
        'a.gone': 'old',
        'b.change': null,
      },
      {
        change: 'changed',
        changed_columns: 'price',
        id: '2',
        'a.price': '2.00',
        'b.price': '3.00',
        'a.gone': 'old',
        'b.change': 'x',
      },
      {
        change: 'added',
        changed_columns: null,
        id: '5',
        'a.price': null,
        'b.price': '5.00',
        'a.gone': null,
        'b.change': 'x',
      },
    ])
    const csv = await comparison.write('csv', signal)
    expect((await readFile(csv.file, 'utf8')).split('\n').slice(0, 3)).toEqual([
      'change,changed_columns,id,a.price,b.price,a.gone,b.change',
      'removed,,0,0.00,,old,',
      'changed,price,2,2.00,3.00,old,x',
    ])
    const parquet = await comparison.write('parquet', signal)
    const back = await bench.read(
      `SELECT count(*) AS n, max(id) AS most FROM read_parquet('${parquet.file}')`,
      [parquet.file],
    )
    expect(back).toEqual([{ n: '3', most: '5' }])
    await comparison.close()
  })

  test('no difference is an empty list', async () => {
    const comparison = await opened(a, a)
    const { file, rows } = await comparison.write('json', signal)
    expect(rows).toBe(0)
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual([])
    await comparison.close()
  })
})

describe('a million rows', () => {
  test('counts and pages at any depth, from files', async () => {
    const columns = `n AS id, 'user-' || hash(n) % 5000 AS name, hash(n + 1) % 100 AS age, (hash(n + 2) % 100000)::DOUBLE AS amount, DATE '2020-01-01' + (n % 900)::INTEGER AS day`
    const [fileA, fileB] = [join(bench.folder, 'a.parquet'), join(bench.folder, 'b.parquet')]
    await bench.write(
      `COPY (SELECT ${columns} FROM range(1000000) t(n)) TO '${fileA}'`,
      `COPY (SELECT * REPLACE (amount + (id % 1000 = 7)::INT AS amount) FROM (SELECT ${columns} FROM range(100, 1000100) t(n)) ORDER BY hash(id)) TO '${fileB}'`,
    )
    const relations = [
      await bench.relation(`SELECT * FROM read_parquet('${fileA}')`, [fileA]),
      await bench.relation(`SELECT * FROM read_parquet('${fileB}')`, [fileB]),
    ] as const
    for (const columnar of [false, true]) {
      const [left, right] = relations.map((each) => (columnar ? { ...each, page: () => '' } : each))
      if (left === undefined || right === undefined) throw new Error('no relations')
      const comparison = await bench.compare(left, right)
      expect(comparison.comparison.keys.columns).toEqual(['id'])
      expect(comparison.comparison.rows).toEqual({
        a: 1_000_000,
        b: 1_000_000,
        added: 100,
        removed: 100,
        changed: 999,
        same: 998_901,
      })
      for (const from of [0, 1_000_007, 500_000, 999_900]) {
        const page = await comparison.rows({}, from, 200)
        expect(page.total).toBe(1_000_100)
        const ids = page.rows.map((row) => Number((row.a ?? row.b)?.[0]))
        expect(ids).toEqual(Array.from({ length: Math.min(200, 1_000_100 - from) }, (_, n) => from + n))
      }
      const changed = await comparison.rows({ column: 'amount' }, 900, 100)
      expect(changed.total).toBe(999)
      expect(changed.rows[0]?.a?.[0]).toBe('901007')
      expect(await comparison.next({}, 500_000)).toBe(500_007)
      const [id] = await comparison.statistics()
      expect(id).toMatchObject({ a: { count: 1_000_000, missing: 0, min: '0', max: '999999' } })
      await comparison.close()
    }
  })
})

test('a cancelled comparison ends at once and gives its process back', async () => {
  const stop = new AbortController()
  const slow = {
    ...(await bench.relation('SELECT 1 AS id')),
    sql: 'SELECT sum(x.n * y.n) AS id FROM range(1000000) x(n), range(1000000) y(n)',
  }
  const comparing = bench.compare(slow, slow, { signal: stop.signal })
  setTimeout(() => stop.abort(), 300)
  await expect(comparing).rejects.toMatchObject({ code: 'cancelled' })
  const after = await opened('SELECT 1 AS id', 'SELECT 1 AS id')
  expect(after.comparison.rows.same).toBe(1)
  await after.close()
})
