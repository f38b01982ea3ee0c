import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CompareBench, type CompareOptions, openCompareBench } from './testing/compare-bench.ts'

let bench: CompareBench
beforeAll(async () => {
  bench = await openCompareBench()
})
afterAll(() => bench.close())

async function comparison(a: string, b: string, options: CompareOptions = {}) {
  const opened = await bench.compare(await bench.relation(a), await bench.relation(b), options)
  await opened.close()
  return opened.comparison
}

const people = (names: string) =>
  `SELECT n AS id, 'Name ' || n AS ${names}, n % 5 AS team, n % 2 = 0 AS active FROM range(60) t(n)`

test('columns whose values agree where rows meet', async () => {
  const { schema } = await comparison(people('"full name"'), people('label'))
  expect(schema.renamed).toEqual([{ from: 'full name', to: 'label', likeness: 1, applied: false }])
  expect(schema.added.map(({ name }) => name)).toEqual(['label'])
})

test('names that differ in capitals and signs only', async () => {
  const a = `SELECT n AS id, random() AS "Unit Price" FROM range(30) t(n)`
  const b = `SELECT n AS id, random() AS unit_price FROM range(30) t(n)`
  expect((await comparison(a, b)).schema.renamed).toMatchObject([{ from: 'Unit Price', to: 'unit_price' }])
})

test('two columns that hold yes and no agree by chance, which proves nothing', async () => {
  const a = `SELECT n AS id, hash(n) % 10 <> 0 AS checked FROM range(500) t(n)`
  const b = `SELECT n AS id, hash(n + 7) % 10 <> 0 AS insured FROM range(500) t(n)`
  expect((await comparison(a, b)).schema.renamed).toEqual([])
})

test('a renamed key is found by its values, and then names the rows', async () => {
  const a = `SELECT 'P' || n AS part_no, n * 2 AS stock FROM range(40) t(n)`
  const b = `SELECT 'P' || n AS sku, n * 2 + (n = 3)::INT AS stock FROM range(40) t(n)`
  const found = await comparison(a, b, { rename: 'auto' })
  expect(found.schema.renamed).toMatchObject([{ from: 'part_no', to: 'sku', applied: true }])
  expect(found.keys.columns).toEqual(['sku'])
  expect(found.rows).toMatchObject({ changed: 1, same: 39, added: 0, removed: 0 })
})

test('chosen renames count as common columns; wrong ones are refused', async () => {
  const found = await comparison(people('alias'), people('label'), {
    rename: [{ from: 'alias', to: 'label' }],
  })
  expect(found.schema).toMatchObject({ added: [], removed: [], renamed: [{ applied: true }] })
  expect(found.columns.find(({ name }) => name === 'label')).toMatchObject({ from: 'alias', changed: 0 })
  for (const rename of [
    { from: 'team', to: 'label' },
    { from: 'alias', to: 'team' },
    { from: 'nope', to: 'label' },
  ])
    await expect(comparison(people('alias'), people('label'), { rename: [rename] })).rejects.toMatchObject({
      code: 'invalid-input',
    })
})
