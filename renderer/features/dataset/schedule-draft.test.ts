import { expect, test } from 'vitest'
import type { DatasetSettings } from '../../../shared/contract/schedule.ts'
import type { ScheduleTimes } from '../../../shared/model/schedule.ts'
import { changeCommand, changeOf, draftOf, timesOf } from './schedule-draft.ts'

const settings: DatasetSettings = { dataset: 'events', sources: ['/srv/logs'], sourcesSet: false }
const withTimes = (times: ScheduleTimes): DatasetSettings => ({
  ...settings,
  schedule: { times, from: '2026-11-01T00:00:00.000Z', expire: false },
})

test.each<ScheduleTimes>([
  { kind: 'cron', cron: '5 * * * *', zone: 'UTC' },
  { kind: 'cron', cron: '30 9 * * *', zone: 'Europe/Berlin' },
  { kind: 'cron', cron: '0 18 * * 5', zone: 'UTC' },
  { kind: 'cron', cron: '*/5 8-17 * * 1-5', zone: 'UTC' },
  { kind: 'every', every: '6h' },
])('the fields of %j say the same, and nothing is changed', (times) => {
  const draft = draftOf(withTimes(times), 'Asia/Tokyo')
  expect(timesOf(draft)).toEqual(times)
  expect(changeOf(draft, withTimes(times))).toEqual({})
})

test('only what differs is changed, and said as commands', () => {
  const draft = draftOf(settings, 'Europe/Berlin')
  const keep = { ...draft.keep, daily: '7', weekly: '4' }
  const wanted = { ...draft, mode: 'daily' as const, expire: true, keep }
  const change = changeOf(wanted, settings)
  expect(change).toEqual({
    schedule: { times: { kind: 'cron', cron: '0 9 * * *', zone: 'Europe/Berlin' }, expire: true },
    keep: { daily: 7, weekly: 4 },
  })
  expect(changeCommand('events', change ?? {})).toBe(
    "firn policy events --keep-daily 7 --keep-weekly 4 && firn schedule events --cron '0 9 * * *' --zone Europe/Berlin --then-expire",
  )
  const off = changeOf({ ...draft, sources: '/a b\n\n/c ' }, withTimes({ kind: 'every', every: '1d' }))
  expect(off).toEqual({ sources: ['/a b', '/c'], schedule: null })
  expect(changeCommand('events', off ?? {})).toBe(
    "firn schedule events --off && firn schedule events --source '/a b' /c",
  )
})

test('a field that says nothing keeps everything from being saved', () => {
  const draft = draftOf(settings, 'UTC')
  for (const wrong of [
    { mode: 'daily', clock: '25:00' },
    { mode: 'every', every: 'often' },
    { mode: 'cron', cron: ' ' },
    { keep: { ...draft.keep, last: 'x' } },
  ] as const)
    expect(changeOf({ ...draft, ...wrong }, settings)).toBeUndefined()
})
