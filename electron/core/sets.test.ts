import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestEngine, type TestEngine } from './testing/open-engine.ts'

let engine: TestEngine

beforeAll(async () => {
  engine = await openTestEngine()
  const { folder, call } = engine
  const take = async (dataset: string, text: string) => {
    await writeFile(join(folder, `${dataset}.csv`), text)
    await call('snapshot.take', { dataset, sources: [join(folder, `${dataset}.csv`)] })
  }
  await take('prices', 'id,price\n1,2.5\n2,4\n')
  await take('cities', 'id,city\n1,Oslo\n2,Bern\n3,Rom\nx\n')
  await call('set.make', { dataset: 'release', members: ['prices', 'cities'] })
  await take('prices', 'id,price\n1,3.5\n')
}, 60_000)

afterAll(() => engine.close())

async function rowsOf(sql: string) {
  const { resultId, firstPage } = await engine.call('query.start', { sql })
  await engine.call('query.close', { resultId })
  return firstPage
}

test('tables of members are read by the name of the set, as they were', async () => {
  expect(
    await rowsOf('SELECT city, price FROM "release@v1/prices" JOIN "release/cities" USING (id) ORDER BY id'),
  ).toEqual([
    ['Oslo', 2.5],
    ['Bern', 4],
  ])
  expect(await rowsOf('SELECT text FROM "release/cities/rejected"')).toEqual([['x']])
})

test('a member is compared with the same dataset later', async () => {
  const comparison = await engine.call('compare.start', { a: 'release@v1/prices', b: 'prices@v2' })
  expect(comparison.rows).toMatchObject({ changed: 1, removed: 1 })
  await engine.call('compare.close', { comparisonId: comparison.comparisonId })
})

test('a set came from its members', async () => {
  const { nodes, edges } = await engine.call('lineage.graph', { reference: 'release', direction: 'up' })
  expect(nodes.map(({ key, kind }) => `${key} ${kind}`).toSorted()).toEqual([
    'cities@v1 raw',
    'prices@v1 raw',
    'release@v1 set',
  ])
  expect(edges).toHaveLength(2)
})
