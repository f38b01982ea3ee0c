import { DuckDBInstance } from '@duckdb/node-api'
import { performance } from 'node:perf_hooks'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Worker } from '../workers.ts'
import { readerSpec } from '../results/session.ts'
import { openBench, type QueryBench } from '../testing/query-bench.ts'
import { createLane } from './lane.ts'

/** Takes some hundred milliseconds and answers with the number of rows it was given. */
const slow = (rows: number) => `SELECT count(DISTINCT md5(range::VARCHAR)) FROM range(${rows})`
const endless = 'SELECT sum(a.range * b.range) FROM range(1000000) a, range(1000000) b'

let bench: QueryBench
let worker: Worker
beforeAll(async () => {
  bench = await openBench()
  worker = await bench.workers.lease('interactive')
  await worker.call(
    'instance.open',
    await readerSpec({ views: [], readPaths: [] }, bench.limits, worker.scratchFolder),
  )
})
afterAll(async () => {
  await worker.release()
  await bench.close()
})

const read = (sql: string, lane: 'work' | 'pages', signal?: AbortSignal) =>
  worker.call('instance.read', { sql, lane, limit: 1 }, { signal })

test('cancelling statements of one lane leaves those of another alone', async () => {
  for (let round = 0; round < 10; round += 1) {
    const controller = new AbortController()
    const cancelled = read(endless, 'work', controller.signal)
    const pages = [read(slow(400_000 + round), 'pages'), read(slow(1000 + round), 'pages')]
    setTimeout(() => controller.abort(), 20 * round)
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' })
    expect((await Promise.all(pages)).map(({ rows }) => rows)).toEqual([
      [[String(400_000 + round)]],
      [[String(1000 + round)]],
    ])
  }
  expect(worker.alive).toBe(true)
})

test('cancelling a statement that waits leaves the one alone that runs, and the one behind it', async () => {
  for (let round = 0; round < 10; round += 1) {
    const controller = new AbortController()
    const running = read(slow(400_000 + round), 'work')
    const waiting = read(slow(500_000), 'work', controller.signal)
    const behind = read(slow(2000 + round), 'work')
    setTimeout(() => controller.abort(), 10 * round)
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' })
    expect((await running).rows).toEqual([[String(400_000 + round)]])
    expect((await behind).rows).toEqual([[String(2000 + round)]])
  }
  expect(worker.alive).toBe(true)
})

test('a statement is stopped at whatever moment it is cancelled, and the connection goes on', async () => {
  const instance = await DuckDBInstance.create(':memory:')
  const lane = createLane(await instance.connect())
  for (let round = 0; round < 30; round += 1) {
    const controller = new AbortController()
    const began = performance.now()
    const running = lane.run(controller.signal, async (connection) => {
      const prepared = await connection.prepare(endless)
      return await prepared.runAndReadAll()
    })
    if (round > 0) setTimeout(() => controller.abort(), round / 4)
    else controller.abort()
    await expect(running).rejects.toThrow(/cancelled|interrupt/i)
    expect(performance.now() - began).toBeLessThan(3000)
    const one = await lane.run(undefined, (connection) => connection.runAndReadAll('SELECT 1'))
    expect(one.getRows()).toEqual([[1]])
  }
  lane.connection.closeSync()
  instance.closeSync()
})
