import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FirnError } from '../../../shared/contract/errors.ts'
import { readerSpec } from './results/session.ts'
import { openBench, type QueryBench } from './testing/query-bench.ts'

/** A query that would run for hours. */
const endless = 'SELECT sum(a.range * b.range) FROM range(1000000) a, range(1000000) b'

describe('cancel', () => {
  let bench: QueryBench
  beforeAll(async () => {
    bench = await openBench()
  })
  afterAll(() => bench.close())

  test('a cancelled query is gone within three seconds', async () => {
    const controller = new AbortController()
    const running = bench.results.start({ sql: endless }, controller)
    setTimeout(() => controller.abort(), 100)
    await expect(running).rejects.toMatchObject({ code: 'cancelled' })
    const end = performance.now() + 3000
    while (bench.workers.processes.some((each) => each.busy) && performance.now() < end)
      await new Promise((resolve) => setTimeout(resolve, 20))
    expect(bench.workers.processes.filter((each) => each.busy)).toEqual([])
  })
})

test('a memory hog is killed, and the next query works', async () => {
  const bench = await openBench({ limits: { memoryBytes: 4e9 }, workerLimits: { memoryBytes: 5e8 } })
  const sql = "SELECT list(repeat('x', 1000) || range) AS l FROM range(3000000)"
  await expect(bench.results.start({ sql }, bench)).rejects.toMatchObject({ code: 'memory' })
  expect((await bench.results.start({ sql: 'SELECT 1' }, bench)).firstPage).toEqual([[1]])
  await bench.close()
})

test('a result that fills its scratch quota fails, and says so', async () => {
  const bench = await openBench({ limits: { memoryBytes: 64e6, scratchBytes: 10e6 } })
  const result = await bench.results.start(
    { sql: 'SELECT md5(range::VARCHAR) || md5((range + 1)::VARCHAR) AS t FROM range(2000000)' },
    bench,
  )
  expect(result.firstPage).toHaveLength(200)
  const failed = await bench.event(result.resultId, 'failed')
  expect(failed.problem).toMatch(/temp|memory/i)
  await expect(bench.results.page(result.resultId, 1_900_000, 10, bench)).rejects.toMatchObject({
    code: expect.stringMatching(/^(scratch-full|memory)$/) as string,
  })
  await bench.close()
})

describe('death of a worker', () => {
  let bench: QueryBench
  beforeAll(async () => {
    bench = await openBench({ limits: { liveResults: 2 } })
    bench.relations.set('numbers', { sql: 'SELECT range AS n FROM range(300000)' })
  })
  afterAll(() => bench.close())
  const kill = () => {
    for (const { pid } of bench.workers.processes) if (pid !== undefined) process.kill(pid, 'SIGKILL')
  }

  test('a waiting call rejects with a code; the next query works within a second or so', async () => {
    const cold = performance.now()
    await bench.workers.using('background', () => Promise.resolve())
    const startMs = performance.now() - cold
    const running = bench.results.start({ sql: endless }, bench)
    setTimeout(kill, 600)
    const error = (await running.catch((thrown: unknown) => thrown)) as FirnError
    expect(error.code).toBe('worker-died')
    const began = performance.now()
    expect((await bench.results.start({ sql: 'SELECT 1' }, bench)).firstPage).toEqual([[1]])
    const ms = performance.now() - began
    console.log(
      `next query after a kill: ${Math.round(ms)} ms; a process starts in ${Math.round(startMs)} ms`,
    )
    // On a machine that does nothing else a start takes 0.3 s.
    expect(ms).toBeLessThan(700 + 3 * startMs)
  })

  test('an open result says that it is lost, and comes back once with the next page', async () => {
    const result = await bench.results.start({ sql: 'SELECT n FROM numbers ORDER BY n DESC' }, bench)
    await bench.event(result.resultId, 'ready')
    kill()
    await bench.event(result.resultId, 'lost')
    expect((await bench.results.page(result.resultId, 100_000, 2, bench)).rows).toEqual([
      ['199999'],
      ['199998'],
    ])
    await bench.results.close(result.resultId)
  })

  test('results that gave their worker up are computed again when they are asked for', async () => {
    const opened = []
    for (let count = 1; count <= 4; count += 1) {
      const result = await bench.results.start({ sql: `SELECT n * ${count} AS n FROM numbers` }, bench)
      await bench.event(result.resultId, 'ready')
      opened.push(result.resultId)
    }
    expect(bench.workers.processes.length).toBeLessThanOrEqual(3)
    for (const [index, resultId] of opened.entries())
      expect((await bench.results.page(resultId, 1000, 1, bench)).rows).toEqual([
        [String(1000 * (index + 1))],
      ])
    for (const resultId of opened) await bench.results.close(resultId)
  })

  test('closing a result that is being prepared frees its worker', async () => {
    const result = await bench.results.start(
      { sql: 'SELECT a.range AS n FROM range(100000000) a, range(1000) b' },
      bench,
    )
    expect(result.state).toBe('preparing')
    await new Promise((resolve) => setTimeout(resolve, 300))
    await bench.results.close(result.resultId)
    expect(bench.workers.processes.filter((each) => each.busy)).toEqual([])
    await expect(bench.results.page(result.resultId, 0, 1, bench)).rejects.toMatchObject({
      code: 'not-found',
    })
  })
})

describe('what an instance may touch', () => {
  let bench: QueryBench
  let folder: string
  beforeAll(async () => {
    bench = await openBench()
    folder = join(bench.folder, 'data')
    await mkdir(folder)
    await writeFile(join(folder, 'a.csv'), 'x\n1\n')
    await writeFile(join(folder, 'a.csv.secret'), 'x\n2\n')
  })
  afterAll(() => bench.close())

  test('a reader reads its files, exactly these, and writes nothing', async () => {
    await bench.workers.using('interactive', async (worker) => {
      const file = join(folder, 'a.csv')
      await worker.call(
        'instance.open',
        await readerSpec({ views: [], readPaths: [file] }, bench.limits, worker.scratchFolder),
      )
      const read = (sql: string) => worker.call('instance.read', { sql, limit: 10 })
      expect((await read(`FROM read_csv('${file}')`)).rows).toEqual([['1']])
      for (const other of [
        `${file}.secret`,
        `${folder}/*`,
        `${folder}/../data/a.csv.secret`,
        '/etc/passwd',
        `${worker.scratchFolder}/x`,
      ])
        await expect(read(`FROM read_text('${other}')`), other).rejects.toMatchObject({ code: 'sql-refused' })
      for (const target of [file, join(folder, 'new.csv'), join(worker.scratchFolder, 'new.csv')]) {
        const sql = `COPY (SELECT 1) TO '${target}'`
        await expect(read(sql), target).rejects.toMatchObject({ code: 'sql-refused' })
        await expect(worker.call('instance.run', { sql }), target).rejects.toMatchObject({
          code: 'sql-refused',
        })
      }
      for (const sql of ['SET enable_external_access = true', "ATTACH 'x.duckdb' AS x"])
        await expect(worker.call('instance.run', { sql }), sql).rejects.toMatchObject({
          code: 'sql-refused',
          message: expect.stringContaining('This statement does not run in') as string,
        })
    })
    expect((await readdir(folder)).sort()).toEqual(['a.csv', 'a.csv.secret'])
  })

  test('a writer writes into its folder only', async () => {
    await bench.workers.using('writer', async (worker) => {
      const out = join(worker.scratchFolder, 'out')
      await mkdir(out)
      const spec = await readerSpec(
        { views: [], readPaths: [join(folder, 'a.csv')] },
        bench.limits,
        worker.scratchFolder,
      )
      await worker.call('instance.open', { ...spec, writeFolder: out })
      await worker.call('instance.run', { sql: `COPY (SELECT 1) TO '${out}/new.csv'` })
      expect(existsSync(join(out, 'new.csv'))).toBe(true)
      for (const target of [
        join(folder, 'new.csv'),
        join(out, '..', 'new.csv'),
        join(folder, 'a.csv.secret'),
        '/tmp/firn-out.csv',
      ])
        await expect(
          worker.call('instance.run', { sql: `COPY (SELECT 1) TO '${target}'` }),
          target,
        ).rejects.toMatchObject({ code: 'sql-refused' })
    })
    expect((await readdir(folder)).sort()).toEqual(['a.csv', 'a.csv.secret'])
  })

  test('scratch files go with the worker', () => {
    const left = execFileSync('find', [join(bench.folder, 'scratch'), '-type', 'f'], { encoding: 'utf8' })
    expect(left.trim()).toBe('')
  })
})
