import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ScheduleState } from '../../../shared/contract/schedule.ts'
import { count, patience } from '../testing/counts.ts'
import { openTestEngine, type TestEngine } from '../testing/open-engine.ts'

const hour = 3_600_000
const day = 24 * hour
/** A Sunday. At noon in UTC it is the same day nearly everywhere; rules of keeping go by the zone of the machine. */
const start = Date.parse('2026-03-01T12:00:00.000Z')

let now: number
let engine: TestEngine
let source: string
beforeEach(async () => {
  now = start
  engine = await openTestEngine({ clock: () => now })
  source = join(engine.folder, 'logs')
  await mkdir(source)
  await grow(0)
  await engine.call('snapshot.take', { dataset: 'events', sources: [source] })
})
afterEach(() => engine.close())

const grow = (n: number) =>
  writeFile(join(source, `${String(n).padStart(4, '0')}.csv`), `n,size\n${n},${n * n}\n`)

/** Waits so long, and takes what is due then. */
async function pass(ms: number): Promise<void> {
  now += ms
  for (const { dataset, due } of (await engine.call('schedule.list', {})).schedules)
    if (due !== undefined) await engine.call('schedule.run', { dataset })
}

const state = async (): Promise<ScheduleState | undefined> =>
  (await engine.call('schedule.list', {})).schedules[0]
const there = async (dataset = 'events') =>
  (await engine.call('dataset.versions', { dataset })).versions
    .filter(({ expired }) => !expired)
    .map(({ version }) => version)

const dailyAtNoon = { kind: 'cron', cron: '0 12 * * *', zone: 'UTC' } as const

test('a month, daily: 7 days and 4 weeks are kept, and what is tagged or was frozen', async () => {
  await engine.call('dataset.setSettings', {
    dataset: 'events',
    schedule: { times: dailyAtNoon, expire: true },
    keep: { daily: 7, weekly: 4 },
  })
  const days = 31
  for (let n = 1; n <= days; n += 1) {
    await grow(n)
    await pass(day)
    if (n === 3) await engine.call('tag.set', { reference: 'events@v4', name: 'release' })
    if (n === 5) await engine.call('freeze.run', { dataset: 'train', from: 'events@v6', id: ['n'] })
  }
  // v32 is of the 1st of April. The newest of its week and of the week before are among the seven days, those of the
  // two weeks before are v22 and v15.
  const { kept, expired } = await engine.call('dataset.expire', { dataset: 'events', dryRun: true })
  expect(expired).toEqual([])
  expect(Object.fromEntries(kept.map(({ version, why }) => [version, why]))).toEqual({
    4: 'tagged release',
    6: expect.stringContaining('train@v1') as string,
    15: 'the newest of the week of 2026-03-09 (4 weekly)',
    22: 'the newest of the week of 2026-03-16 (4 weekly)',
    26: expect.stringContaining('2026-03-26') as string,
    27: expect.stringContaining('2026-03-27') as string,
    28: expect.stringContaining('2026-03-28') as string,
    29: expect.stringContaining('2026-03-29') as string,
    30: expect.stringContaining('2026-03-30') as string,
    31: expect.stringContaining('2026-03-31') as string,
    32: expect.stringContaining('2026-04-01') as string,
  })
  expect(await there()).toEqual([32, 31, 30, 29, 28, 27, 26, 22, 15, 6, 4])
  expect(await engine.call('store.verify', { data: true })).toMatchObject({ ok: true })
  expect(await there('train')).toEqual([1])
  const { entries } = await engine.call('dataset.log', { dataset: 'events' })
  expect(entries.filter(({ action }) => action === 'settings')).toHaveLength(1)
  expect(entries.filter(({ message }) => message === 'scheduled')).toHaveLength(days)
  const { jobs } = await engine.call('jobs.history', {})
  const taken = jobs.filter(({ title }) => title === 'Scheduled snapshot of events')
  expect(taken).toHaveLength(days)
  expect(taken[0]?.outcome?.text).toMatch(/^events@v32: 32 files, .* new; v25 expired/)
}, 240_000)

test(
  'hourly, every hour that had something new is a version, and nothing new is none',
  async () => {
    await engine.call('dataset.setSettings', {
      dataset: 'events',
      schedule: { times: { kind: 'every', every: '1h' }, expire: false },
    })
    const hours = count({ everyday: 12, soak: 24 * 31 })
    for (let n = 1; n <= hours; n += 1) {
      if (n % 3 === 0) await grow(n)
      await pass(hour)
    }
    expect(await there()).toHaveLength(1 + Math.floor(hours / 3))
    expect(await state()).toMatchObject({ last: { state: 'done', planned: new Date(now).toISOString() } })
    await pass(hour / 2)
    expect((await state())?.due).toBeUndefined()
  },
  patience(240_000),
)

describe('runs that do not go as planned', () => {
  beforeEach(async () => {
    await engine.call('dataset.setSettings', {
      dataset: 'events',
      schedule: { times: dailyAtNoon, expire: false },
    })
  })

  test('what was missed is caught up by one run', async () => {
    now += 5 * day + hour
    expect((await state())?.due).toBe(new Date(start + 5 * day).toISOString())
    await grow(1)
    await pass(0)
    expect(await there()).toEqual([2, 1])
    expect((await state())?.due).toBeUndefined()
    expect(await engine.call('schedule.run', { dataset: 'events' })).toEqual({
      dataset: 'events',
      expired: [],
      freedBytes: 0,
      why: 'Nothing is due for events.',
    })
  })

  test('a failure is told with its reason, and the next run is taken all the same', async () => {
    await rm(source, { recursive: true })
    now += day
    await expect(engine.call('schedule.run', { dataset: 'events' })).rejects.toThrow(
      'There is no file or folder',
    )
    expect(await state()).toMatchObject({ last: { state: 'failed' } })
    expect((await state())?.due).toBeUndefined()
    await mkdir(source)
    await grow(7)
    await pass(day)
    expect(await state()).toMatchObject({ last: { state: 'done' } })
    expect(await there()).toEqual([2, 1])
    const { jobs } = await engine.call('jobs.history', {})
    expect(jobs.map(({ state: how }) => how).slice(0, 2)).toEqual(['done', 'failed'])
  })

  test('two programs do not take the same run', async () => {
    const other = await openTestEngine({
      store: engine.store,
      state: join(engine.folder, 'state'),
      clock: () => now,
    })
    try {
      await grow(1)
      now += day
      const both = await Promise.all(
        [engine, other].map(({ call }) => call('schedule.run', { dataset: 'events' })),
      )
      expect(both.filter(({ taken }) => taken !== undefined)).toHaveLength(1)
      expect(both.find(({ taken }) => taken === undefined)?.why).toMatch(/Another program|Nothing is due/)
      expect(await there()).toEqual([2, 1])
    } finally {
      await other.close()
    }
  })

  test('a run whose program died is taken again, but not for ever', async () => {
    now += day
    const folder = join(engine.store, 'cache', 'schedule', 'events')
    await mkdir(folder, { recursive: true })
    const planned = new Date(now).toISOString()
    const died = { pid: 2 ** 22 + 1, host: hostname() }
    const record = JSON.stringify({ planned, startedAt: planned, runner: died })
    const file = (attempt: number) => join(folder, `${planned.replaceAll(':', '_')}-${attempt}.json`)
    await writeFile(file(1), record)
    expect(await state()).toMatchObject({ due: planned, last: { state: 'interrupted' } })
    await writeFile(file(2), record)
    await writeFile(file(3), record)
    expect((await engine.call('schedule.run', { dataset: 'events' })).taken).toBeUndefined()
    await rm(file(3))
    await grow(1)
    expect((await engine.call('schedule.run', { dataset: 'events' })).taken?.version).toBe(2)
    expect(await readdir(folder)).toHaveLength(3)
  })

  test('a store from elsewhere reads nothing here before somebody agrees, nor other files than were agreed to', async () => {
    const other = await openTestEngine({ store: engine.store, clock: () => now })
    try {
      now += day
      const [seen] = (await other.call('schedule.list', {})).schedules
      expect(seen?.idle).toContain('nobody has agreed on this machine')
      await expect(other.call('schedule.run', { dataset: 'events', now: true })).rejects.toMatchObject({
        code: 'not-allowed',
        hint: expect.stringContaining('firn schedule events --here') as string,
      })
      expect((await other.call('schedule.agree', { dataset: 'events' })).idle).toBeUndefined()
      await grow(1)
      expect((await other.call('schedule.run', { dataset: 'events' })).taken?.version).toBe(2)
      const elsewhere = join(engine.folder, 'elsewhere')
      await mkdir(elsewhere)
      await writeFile(join(elsewhere, 'secret.csv'), 'n\n1\n')
      await engine.call('dataset.setSettings', { dataset: 'events', sources: [elsewhere] })
      expect((await other.call('schedule.list', {})).schedules[0]?.idle).toContain(elsewhere)
    } finally {
      await other.close()
    }
  })
})

test('settings that make no sense are refused before anything is written', async () => {
  const set = (change: object) => engine.call('dataset.setSettings', { dataset: 'events', ...change })
  const times = dailyAtNoon
  await expect(set({ schedule: { times, expire: true } })).rejects.toThrow('has no policy')
  await expect(set({ sources: [join(engine.folder, 'nowhere')] })).rejects.toThrow('There is no file')
  await expect(set({ schedule: { times: { kind: 'every', every: '1s' }, expire: false } })).rejects.toThrow(
    'is no time between runs',
  )
  await engine.call('freeze.run', { dataset: 'train', from: 'events', id: ['n'] })
  await expect(
    engine.call('dataset.setSettings', { dataset: 'train', schedule: { times, expire: false } }),
  ).rejects.toThrow('is not taken from files')
  const { entries } = await engine.call('dataset.log', { dataset: 'events' })
  expect(entries.map(({ action }) => action)).toEqual(['snapshot', 'create'])
  await set({ schedule: { times, expire: true }, keep: { last: 2 } })
  await expect(set({ keep: null })).rejects.toThrow('has no policy')
  await set({ schedule: null, keep: null })
  expect(await engine.call('dataset.settings', { dataset: 'events' })).toEqual({
    dataset: 'events',
    sources: [source],
    sourcesSet: false,
  })
})
