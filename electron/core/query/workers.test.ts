import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { FirnError } from '../../../shared/contract/errors.ts'
import { needs } from '../testing/requirements.ts'
import { createForkSpawner } from '../process/fork.ts'
import type { SpawnedProcess, Spawner } from '../process/spawner.ts'
import { defaultLimits } from './limits.ts'
import { residentBytes } from './resident-bytes.ts'
import { readerSpec } from './results/session.ts'
import { createWorkers } from './workers.ts'

/** Runs when the pool empties a folder. */
const emptying = vi.hoisted(() => ({ hook: undefined as (() => Promise<void>) | undefined }))

vi.mock(import('node:fs/promises'), async (original) => {
  const real = await original()
  return {
    ...real,
    rm: async (path, options) => {
      await emptying.hook?.()
      await real.rm(path, options)
    },
  }
})

const endless = 'SELECT sum(a.range * b.range) FROM range(1000000) a, range(1000000) b'
const parsed = { ok: true }

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'firn-workers-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const pool = (spawner: Spawner = createForkSpawner()) =>
  createWorkers({ spawner, scratchFolder: join(folder, 'scratch'), limits: { memoryBytes: 4e9 } })

test('a process that dies while it is given back is not handed out again', async () => {
  const workers = pool()
  try {
    const worker = await workers.lease('background')
    emptying.hook = async () => {
      emptying.hook = undefined
      if (worker.pid !== undefined) process.kill(worker.pid, 'SIGKILL')
      while (worker.alive) await new Promise((resolve) => setTimeout(resolve, 5))
    }
    await worker.release()
    expect(emptying.hook).toBeUndefined()
    const next = await workers.lease('background')
    expect(await next.call('sql.parse', { sql: 'SELECT 1' })).toMatchObject(parsed)
  } finally {
    await workers.close()
  }
})

test('nothing is left of a process that cannot be started, or starts when the pool is closed', async () => {
  const failing = pool({ spawn: () => Promise.reject(new Error('no more processes')) })
  await expect(failing.lease('interactive')).rejects.toThrow('no more processes')
  expect(await readdir(join(folder, 'scratch'))).toEqual([])

  let spawned: SpawnedProcess | undefined
  let start = () => {}
  const allowed = new Promise<void>((resolve) => {
    start = resolve
  })
  const spawn = vi.fn<Spawner['spawn']>(async (entry) => {
    await allowed
    spawned = await createForkSpawner().spawn(entry)
    return spawned
  })
  const late = pool({ spawn })
  const lease = late.lease('interactive')
  await vi.waitFor(() => expect(spawn).toHaveBeenCalled())
  const closing = late.close()
  start()
  await expect(lease).rejects.toMatchObject({ message: 'The workers were closed.' })
  await closing
  expect(existsSync(join(folder, 'scratch'))).toBe(false)
  expect(late.processes).toEqual([])
  await new Promise<void>((resolve) => spawned?.transport.onClose(resolve))
})

test('those who share a process with a query that does not stop are told why it ended', async () => {
  const workers = pool()
  const accidents: FirnError[] = []
  workers.onDeath((error) => accidents.push(error))
  try {
    const worker = await workers.lease('interactive')
    const deaths: FirnError[] = []
    worker.onDeath((error) => deaths.push(error))
    const spec = await readerSpec({ views: [], readPaths: [] }, defaultLimits(), worker.scratchFolder)
    await worker.call('instance.open', spec)
    // A stopped process does not obey.
    const other = worker
      .call('instance.read', { sql: endless, lane: 'pages', limit: 1 })
      .catch((error) => error)
    const stopped = new AbortController()
    const mine = worker.call('instance.read', { sql: endless, limit: 1 }, { signal: stopped.signal })
    if (worker.pid !== undefined) process.kill(worker.pid, 'SIGSTOP')
    stopped.abort()
    await expect(mine).rejects.toMatchObject({ code: 'cancelled' })
    const told = { code: 'worker-died', message: expect.stringContaining('did not stop') as string }
    expect(await other).toMatchObject(told)
    expect(deaths).toMatchObject([told])
    expect(accidents).toEqual([])
  } finally {
    await workers.close()
  }
})

test('a deadline counts the time of a statement, not of those before it', async () => {
  const workers = pool()
  try {
    const worker = await workers.lease('interactive')
    const spec = await readerSpec({ views: [], readPaths: [] }, defaultLimits(), worker.scratchFolder)
    await worker.call('instance.open', spec)
    const read = (sql: string, deadlineMs: number) =>
      worker.call('instance.read', { sql, limit: 1 }, { deadlineMs })
    const first = read(endless, 1500)
    const second = read('SELECT 42', 1000)
    await expect(first).rejects.toMatchObject({ code: 'deadline' })
    expect((await second).rows).toEqual([[42]])
  } finally {
    await workers.close()
  }
})

test('the memory of a result that was closed goes back to the system', async (context) => {
  needs(context, 'linux')
  const workers = pool()
  try {
    const worker = await workers.lease('interactive')
    if (worker.pid === undefined) throw new Error('The worker has no process.')
    const { pid } = worker
    const megabytes = async () => ((await residentBytes(pid)) ?? 0) / 1e6
    const spec = await readerSpec({ views: [], readPaths: [] }, defaultLimits(), worker.scratchFolder)
    await worker.call('instance.open', spec)
    const before = await megabytes()
    const rows = 'SELECT range AS a, range * 7919 AS b, hash(range) AS c FROM range(10000000)'
    await worker.call('instance.run', { sql: `CREATE TABLE t AS ${rows}` })
    expect(await megabytes()).toBeGreaterThan(before + 200)
    await worker.call('instance.run', { sql: 'DROP TABLE t' })
    await vi.waitFor(async () => expect(await megabytes()).toBeLessThan(before + 100), {
      timeout: 90_000,
      interval: 200,
    })
  } finally {
    await workers.close()
  }
}, 120_000)
