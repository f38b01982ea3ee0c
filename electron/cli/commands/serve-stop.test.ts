import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { lineCodes } from '../../../shared/contract/kept-line.ts'
import type { Job } from '../../../shared/model/job.ts'
import { initStore } from '../../core/store/store.ts'
import { familyOf, isAlive } from '../../core/testing/families.ts'
import { ask } from '../../serve/testing/ask.ts'
import { beginLine, type Connection } from '../../serve/testing/connection.ts'
import { runCommandIn, serveStore, type ServingProcess } from '../testing/server-process.ts'

let folder: string
let store: string
let exports: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'firn-stop-'))
  store = join(folder, 'store')
  exports = join(folder, 'exports')
  await mkdir(exports)
  await initStore(store)
  await writeFile(join(folder, 'small.csv'), 'id,name\n1,a\n2,b\n')
  await runCommandIn(folder, 'snapshot', 'small', 'small.csv', '--store', store)
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** Hours of work over a small table. */
const endless =
  "SELECT s.id, md5(a.range || '-' || b.range) AS hash FROM small s, range(1000000000) a, range(1000000) b"

/** One job of each kind that writes, in the order of their ids. */
const work: readonly (readonly [string, object])[] = [
  ['snapshot.take', { dataset: 'large', sources: ['large.csv'] }],
  ['freeze.run', { dataset: 'trained', sql: endless, id: ['hash'] }],
  [
    'aggregate.run',
    { dataset: 'counted', recipe: { steps: [{ name: 'counted', sql: endless }], parameters: {} } },
  ],
]

async function writeLarge(lines: number): Promise<void> {
  const some = Array.from({ length: 1000 }, (_, row) => `${row},${'some text '.repeat(8)}${row}\n`).join('')
  await writeFile(join(folder, 'large.csv'), `id,name\n${some.repeat(lines / 1000)}`)
}

/** A window with all of that under way, and an export. */
async function startWork(server: ServingProcess): Promise<Connection> {
  const window = await beginLine(server)
  window.call(1, 'query.start', { sql: 'SELECT i, md5(i::VARCHAR) AS hash FROM range(300000000) AS t(i)' })
  const { result } = (await window.answer(1)) as { result: { resultId: string } }
  window.call(2, 'query.export', {
    resultId: result.resultId,
    format: 'csv',
    target: join(exports, 'all.csv'),
  })
  for (const [index, [method, input]] of work.entries()) window.call(10 + index, method, input)
  const begun = () =>
    new Set(
      window.frames.flatMap(({ name, payload }) =>
        name === 'job' && (payload as Job).state === 'running' ? [(payload as Job).title] : [],
      ),
    )
  await expect
    .poll(() => [...begun()].toSorted())
    .toEqual(['Aggregate counted', 'Freeze trained', 'Snapshot of large'])
  return window
}

/** The store is whole and nothing of a writer is left, neither there nor beside the export. */
async function expectClean(): Promise<void> {
  expect(await runCommandIn(folder, 'verify', '--data', '--store', store)).toMatchObject({
    ok: true,
    findings: [],
  })
  expect(await readdir(join(store, 'staging')).catch(() => [])).toEqual([])
  expect(await readdir(exports)).toEqual([])
  const scratch = join(folder, 'state', 'scratch')
  expect(existsSync(scratch) ? await readdir(scratch) : []).toEqual([])
}

async function datasets(): Promise<readonly string[]> {
  const { datasets: all } = (await runCommandIn(folder, 'list', '--store', store)) as {
    datasets: readonly { readonly name: string; readonly versions: number }[]
  }
  return all.filter(({ versions }) => versions > 0).map(({ name }) => name)
}

test('SIGTERM rolls back what does not finish in time, and leaves nothing of it', async () => {
  await writeLarge(400_000)
  const server = await serveStore(folder, store, '--grace', '0')
  const window = await startWork(server)
  server.process.kill('SIGTERM')
  expect(await window.closed).toBe(lineCodes.stopped)
  expect((await server.ended).status).toBe(0)
  await expectClean()
  expect(await datasets()).toEqual(['small'])
})

test('SIGINT lets what writes finish; meanwhile nothing is begun and health says so', async () => {
  await writeLarge(200_000)
  const server = await serveStore(folder, store, '--grace', '100')
  const window = await beginLine(server)
  window.call(1, ...(work[0] as readonly [string, object]))
  await expect.poll(() => window.frames.some(({ type }) => type === 'progress')).toBe(true)
  const family = familyOf(server.process)
  // As Ctrl+C does, and a service manager.
  for (const pid of family) process.kill(pid, 'SIGINT')
  const health = () => ask({ port: server.port, path: '/health', headers: { Host: server.headers['Host'] } })
  await expect.poll(async () => (await health()).status).toBe(503)
  window.call(2, 'tag.set', { reference: 'small@v1', name: 'late' })
  expect(await window.answer(2)).toMatchObject({
    type: 'err',
    error: { code: 'not-allowed', message: /told to end/ },
  })
  expect(await window.answer(1)).toMatchObject({ type: 'ok', result: { dataset: 'large', version: 1 } })
  expect(await window.closed).toBe(lineCodes.stopped)
  expect((await server.ended).status).toBe(0)
  await expectClean()
  expect(await datasets()).toEqual(['large', 'small'])
})

test('a second signal ends it at once, and a kill too; the next server finds a clean store', async () => {
  await writeLarge(400_000)
  const patient = await serveStore(folder, store, '--grace', '1000')
  await startWork(patient)
  patient.process.kill('SIGTERM')
  patient.process.kill('SIGHUP')
  const { status, stderr } = await patient.ended
  expect(status).toBe(1)
  expect(stderr).toContain('at once')

  const killed = await serveStore(folder, store)
  await startWork(killed)
  const family = familyOf(killed.process)
  killed.process.kill('SIGKILL')
  await killed.ended
  // What it had started ends by itself.
  await expect.poll(() => family.filter(isAlive)).toEqual([])

  const next = await serveStore(folder, store)
  const window = await beginLine(next)
  window.call(1, 'store.verify', { data: true })
  expect(await window.answer(1)).toMatchObject({ result: { ok: true, findings: [] } })
  next.process.kill('SIGTERM')
  expect((await next.ended).status).toBe(0)
  await expectClean()
  expect(await datasets()).toEqual(['small'])
})
