import { readFile } from 'node:fs/promises'
import { performance } from 'node:perf_hooks'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { count, patience, seed, seeded } from '../testing/counts.ts'
import { processorTicks } from '../testing/processor-time.ts'
import { readerSpec } from './results/session.ts'
import { openBench, type QueryBench } from './testing/query-bench.ts'
import type { Worker } from './workers.ts'

/** Long enough for each of them to be in the middle of its work, in milliseconds. */
const deadlineMs = 700
/** What is promised: that long after its deadline nothing is left of it. */
const goneMs = 3000
/** How long another connection may take for an answer meanwhile. It takes some ms where nothing else runs. */
const patientMs = 2000

let bench: QueryBench
/** Another connection, in a process of its own, as a second tab has it. */
let other: Worker
beforeAll(async () => {
  bench = await openBench({
    limits: { deadlineMs, memoryBytes: 1e9, scratchBytes: 2e9 },
    workerLimits: { memoryBytes: 3e9 },
  })
  // A process that is being started has no deadline yet.
  await bench.workers.using('interactive', () => Promise.resolve())
  other = await bench.workers.lease('background')
  await other.call(
    'instance.open',
    await readerSpec({ views: [], readPaths: [] }, bench.limits, other.scratchFolder),
  )
})
afterAll(() => bench.close())

const endless = (await readFile(new URL('testing/endless.sql', import.meta.url), 'utf8'))
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('--'))

test('there are 20 of them', () => {
  expect(endless).toHaveLength(20)
})

// 6 every day, others each time; all 20 when soaking.
const random = seeded(seed())
const chosen = endless
  .map((sql) => ({ sql, order: random() }))
  .toSorted((a, b) => a.order - b.order)
  .slice(0, count({ everyday: 6, soak: 20 }))

test.each(chosen)(
  'is gone 3 s after its deadline, and others are answered meanwhile: $sql',
  { timeout: patience(30_000) },
  async ({ sql }) => {
    const began = performance.now()
    const ended = bench.results.start({ sql }, bench).then(
      () => 'answered',
      (error: unknown) => error,
    )
    const slowest = await slowestAnswer(ended)
    expect(await ended).toMatchObject({
      name: 'FirnError',
      code: expect.stringMatching(/^(deadline|memory|scratch-full)$/) as string,
      message: expect.stringMatching(/\w/) as string,
    })
    expect(slowest).toBeLessThan(patientMs)
    await allGone(began)
    const next = await bench.results.start({ sql: 'SELECT 1 AS one' }, bench)
    expect(next.firstPage).toEqual([[1]])
    await bench.results.close(next.resultId)
  },
)

test('one whose first rows come at once ends by its deadline too, and says so', async () => {
  const began = performance.now()
  const sql = 'SELECT hash(a.range) AS n FROM range(1000000000) a, range(1000) b'
  const { resultId, state, firstPage } = await bench.results.start({ sql }, bench)
  expect([state, firstPage.length]).toEqual(['preparing', 200])
  const failed = await bench.event(resultId, 'failed')
  expect(failed.problem).toMatch(/was stopped after 0\.7 s/)
  await allGone(began)
  await bench.results.close(resultId)
})

/** How long the other connection waited for an answer at most until then, in milliseconds. */
async function slowestAnswer(end: Promise<unknown>): Promise<number> {
  let slowest = 0
  for (;;) {
    const asked = performance.now()
    expect((await other.call('instance.read', { sql: 'SELECT 42', limit: 1 })).rows).toEqual([[42]])
    slowest = Math.max(slowest, performance.now() - asked)
    const pause = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 50))
    if (await Promise.race([end.then(() => true), pause])) return slowest
  }
}

/** Waits until nothing works any more of a query that began then, which is three seconds from its deadline at most. */
async function allGone(began: number): Promise<void> {
  let after: number
  let left: readonly object[]
  do {
    after = performance.now() - began - deadlineMs
    left = await runaways()
  } while (left.length > 0 && after < goneMs)
  expect(left).toEqual([])
  expect(after).toBeLessThan(goneMs)
}

/** The processes that still work: busy by their own account, or that used the processor just now. */
async function runaways(): Promise<object[]> {
  const all = bench.workers.processes.filter(({ purpose }) => purpose === 'interactive')
  const before = all.map(({ pid }) => processorTicks(pid))
  await new Promise((resolve) => setTimeout(resolve, 200))
  return all
    .map(({ pid, busy }, index) => ({ pid, busy, ticks: processorTicks(pid) - (before[index] ?? 0) }))
    .filter(({ busy, ticks }) => busy || ticks > 3)
}
