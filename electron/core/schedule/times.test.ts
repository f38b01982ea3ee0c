import { describe, expect, test } from 'vitest'
import { scheduleText, type ScheduleTimes } from '../../../shared/model/schedule.ts'
import { checkTimes, dueMoment, nextMoments } from './times.ts'

const cron = (pattern: string, zone = 'UTC'): ScheduleTimes => ({ kind: 'cron', cron: pattern, zone })
const every = (text: string): ScheduleTimes => ({ kind: 'every', every: text })
const at = (text: string) => new Date(text)
const next = (times: ScheduleTimes, after: string, most = 3) =>
  nextMoments(times, at(after), at(after), most).map((date) => date.toISOString().replace(':00.000Z', 'Z'))

describe('summer time in Berlin', () => {
  test('a time that is skipped is due when clocks have gone on', () => {
    expect(next(cron('30 2 * * *', 'Europe/Berlin'), '2026-03-27T12:00:00Z')).toEqual([
      '2026-03-28T01:30Z',
      '2026-03-29T01:00Z',
      '2026-03-30T00:30Z',
    ])
  })

  test('a time that comes twice is due once, each hour twice', () => {
    expect(next(cron('30 2 * * *', 'Europe/Berlin'), '2026-10-24T12:00:00Z', 2)).toEqual([
      '2026-10-25T00:30Z',
      '2026-10-26T01:30Z',
    ])
    expect(next(cron('0 * * * *', 'Europe/Berlin'), '2026-10-24T23:30:00Z', 4)).toEqual([
      '2026-10-25T00:00Z',
      '2026-10-25T01:00Z',
      '2026-10-25T02:00Z',
      '2026-10-25T03:00Z',
    ])
  })

  test('the same time on the wall is another moment in winter; 24 hours stay 24 hours', () => {
    const daily = cron('0 9 * * *', 'Europe/Berlin')
    expect(next(daily, '2026-10-24T00:00:00Z', 2)).toEqual(['2026-10-24T07:00Z', '2026-10-25T08:00Z'])
    expect(next(every('1d'), '2026-10-24T07:00:00Z', 2)).toEqual(['2026-10-25T07:00Z', '2026-10-26T07:00Z'])
  })
})

describe('what is due', () => {
  const schedule = { times: cron('0 9 * * *'), from: '2026-11-01T00:00:00.000Z' }
  const due = (since: string | undefined, now: string) =>
    dueMoment(schedule, since === undefined ? undefined : at(since), at(now))?.toISOString()

  test('nothing before the first moment, and the moment itself', () => {
    expect(due(undefined, '2026-11-01T08:59:59.999Z')).toBeUndefined()
    expect(due(undefined, '2026-11-01T09:00:00.000Z')).toBe('2026-11-01T09:00:00.000Z')
    expect(due('2026-11-01T09:00:00Z', '2026-11-01T09:00:00.000Z')).toBeUndefined()
    expect(due('2026-11-01T09:00:00Z', '2026-11-02T08:59:59.000Z')).toBeUndefined()
  })

  test('of many that were missed only the newest', () => {
    expect(due('2026-11-01T09:00:00Z', '2026-11-20T10:00:00Z')).toBe('2026-11-20T09:00:00.000Z')
    const hourly = { times: every('1h'), from: '2026-11-01T00:30:00.000Z' }
    expect(dueMoment(hourly, undefined, at('2026-11-01T05:00:00Z'))?.toISOString()).toBe(
      '2026-11-01T04:30:00.000Z',
    )
    expect(dueMoment(hourly, undefined, at('2026-11-01T01:29:00Z'))).toBeUndefined()
  })

  test('a clock that was ahead does not hold runs up for longer than it has gone back', () => {
    expect(due('2027-06-01T09:00:00Z', '2026-11-02T10:00:00Z')).toBeUndefined()
    expect(due('2026-11-02T10:00:00Z', '2026-11-03T09:00:00Z')).toBe('2026-11-03T09:00:00.000Z')
  })
})

test.each([
  [cron('* * * *'), /"\* \* \* \*" is no pattern of times/],
  [cron('0 0 9 * * *'), /is no pattern of times: .*5 parts, but pattern '0 0 9 \* \* \*' has 6/],
  [cron('0 25 * * *'), /Invalid value for hour/],
  [cron('0 0 30 2 *'), /is never due/],
  [cron('0 9 * * *', 'Mars/Base'), /"Mars\/Base" is no time zone/],
  [every('30s'), /is no time between runs/],
  [every('0h'), /is no time between runs/],
  [every('99999w'), /is no time between runs/],
])('%j is refused', (times, problem) => {
  expect(() => checkTimes(times, at('2026-11-01T00:00:00Z'))).toThrow(problem)
})

test.each([
  [cron('5 9 * * *', 'Europe/Berlin'), 'daily at 09:05, Europe/Berlin'],
  [cron('0 * * * *'), 'hourly at minute 0'],
  [cron('30 18 * * 5'), 'Fridays at 18:30, UTC'],
  [cron('*/5 8-17 * * 1-5'), 'by the pattern */5 8-17 * * 1-5, UTC'],
  [every('6h'), 'every 6 hours'],
  [every('1w'), 'every week'],
])('%j in words', (times, words) => {
  expect(scheduleText(times)).toBe(words)
})
