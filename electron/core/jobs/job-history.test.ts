import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { FirnError } from '../../../shared/contract/errors.ts'
import type { Job } from '../../../shared/model/job.ts'
import { openJobHistory } from './job-history.ts'
import { createJobs } from './jobs.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'firn-jobs-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const context = { signal: new AbortController().signal, progress: () => {} }
const inStore = (store: string | undefined) => ({ store: () => Promise.resolve(store) })

test('what ran is remembered by store, the newest first, with what came of it', async () => {
  const history = openJobHistory(folder, 'desktop')
  const reported: Job[] = []
  const jobs = createJobs((job) => reported.push(job), history)
  const here = jobs.of(inStore('store-1'))
  await here.run(
    'Snapshot of events',
    context,
    ({ progress }) => {
      for (const text of ['Reading a', 'Reading a', 'Reading b']) progress({ done: 1, unit: 'bytes', text })
      return Promise.resolve(4)
    },
    (version) => ({ text: `v${version}`, reference: `events@v${version}` }),
  )
  await expect(
    here.run('Freeze train', context, () =>
      Promise.reject(new FirnError('disk-full', 'The disk is full.', { hint: 'Make room.' })),
    ),
  ).rejects.toThrow('The disk is full.')
  await jobs.of(inStore('store-2')).run('Elsewhere', context, () => Promise.resolve())
  await jobs.of(inStore(undefined)).run('At the start screen', context, () => Promise.resolve())
  await jobs.settled()
  const { jobs: past, damaged } = await openJobHistory(folder, 'served').list('store-1')
  expect(damaged).toBe(0)
  expect(past).toMatchObject([
    {
      title: 'Freeze train',
      state: 'failed',
      problem: 'The disk is full.',
      hint: 'Make room.',
      code: 'disk-full',
    },
    { title: 'Snapshot of events', state: 'done', by: 'desktop', outcome: { reference: 'events@v4' } },
  ])
  expect(past[1]?.log.map(({ text }) => text)).toEqual(['Reading a', 'Reading b'])
  expect(Date.parse(past[1]?.endedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(past[1]?.startedAt ?? ''))
  expect(reported.at(-1)).toMatchObject({ state: 'done' })
  expect(await readdir(join(folder, 'jobs'))).toEqual(['store-1.jsonl', 'store-2.jsonl'])
})

test('a job whose program is gone has failed; one of a program that lives is running', async () => {
  const history = openJobHistory(folder, 'command-line')
  const begun = { title: 'Snapshot', state: 'running', startedAt: new Date().toISOString(), log: [] } as const
  await history.add('store', { ...begun, id: 'mine' })
  const child = spawn(process.execPath, ['-e', '0'])
  await once(child, 'exit')
  const file = join(folder, 'jobs', 'store.jsonl')
  const line = (await readFile(file, 'utf8')).trim()
  const gone = JSON.parse(line) as { job: { id: string }; runner: { pid: number } }
  gone.job.id = 'gone'
  gone.runner.pid = child.pid ?? 0
  await appendFile(file, `${JSON.stringify(gone)}\n`)
  const states = Object.fromEntries((await history.list('store')).jobs.map(({ id, state }) => [id, state]))
  expect(states).toEqual({ mine: 'running', gone: 'failed' })
})

test('lines that cannot be read are counted; ids of stores name no other place', async () => {
  const history = openJobHistory(folder, 'desktop')
  const job = { id: 'a', title: 'x', state: 'done', startedAt: new Date().toISOString(), log: [] } as const
  await history.add('../../away', job)
  expect(await readdir(join(folder, 'jobs'))).toEqual(['______away.jsonl'])
  await appendFile(join(folder, 'jobs', '______away.jsonl'), '{"job":{"id":7}}\n{"torn')
  await history.add('../../away', { ...job, id: 'b' })
  expect(await history.list('../../away')).toMatchObject({ jobs: [{ id: 'a' }, { id: 'b' }], damaged: 2 })
})

test('a job does its work where nothing can be remembered', async () => {
  await writeFile(join(folder, 'jobs'), 'a file in the way')
  const jobs = createJobs(() => {}, openJobHistory(folder, 'desktop'))
  expect(await jobs.of(inStore('store')).run('x', context, () => Promise.resolve(7))).toBe(7)
  await jobs.settled()
})
