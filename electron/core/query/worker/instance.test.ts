import { afterAll, beforeAll, expect, test } from 'vitest'
import { readerSpec } from '../results/session.ts'
import { openBench, type QueryBench } from '../testing/query-bench.ts'
import type { Worker } from '../workers.ts'

let bench: QueryBench
let worker: Worker
beforeAll(async () => {
  bench = await openBench()
  worker = await bench.workers.lease('interactive')
})
afterAll(async () => {
  await worker.release()
  await bench.close()
})

const open = async (sql: string) =>
  worker.call(
    'instance.open',
    await readerSpec({ views: [{ name: 'v', sql }], readPaths: [] }, bench.limits, worker.scratchFolder),
  )

test.each(['SELECT 1 AS a; CREATE TABLE pwn AS SELECT 2 AS b', 'SELECT 1 AS a; SELECT 2', 'SELECT 1\0'])(
  'a view is made by one statement: %j is refused',
  async (sql) => {
    await expect(open(sql)).rejects.toMatchObject({ code: 'sql-refused' })
  },
)

test('a view of one SELECT answers', async () => {
  await open('SELECT 7 AS a')
  expect((await worker.call('instance.read', { sql: 'FROM v', limit: 1 })).rows).toEqual([[7]])
})
