import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runs } from '../testing/counts.ts'
import { keptByRules } from './keep-rules.ts'

const at = (version: number, time: string) => ({ version, time: Date.parse(time) })

test('the newest of each period is kept, counted from the newest version', () => {
  const versions = [
    at(1, '2025-12-31T23:30Z'),
    at(2, '2026-01-04T10:00Z'),
    at(3, '2026-01-05T09:00Z'),
    at(4, '2026-01-05T17:00Z'),
    at(5, '2026-02-01T08:00Z'),
    at(6, '2026-02-01T08:30Z'),
  ]
  const kept = (rules: Parameters<typeof keptByRules>[1]) =>
    [...keptByRules(versions, rules).keys()].toSorted((a, b) => a - b)
  expect(kept({ last: 2 })).toEqual([5, 6])
  expect(kept({ hourly: 2 })).toEqual([4, 6])
  expect(kept({ daily: 2 })).toEqual([4, 6])
  expect(kept({ daily: 3 })).toEqual([2, 4, 6])
  // The 4th of January is a Sunday, the 5th begins a week.
  expect(kept({ weekly: 3 })).toEqual([2, 4, 6])
  expect(kept({ monthly: 10 })).toEqual([1, 4, 6])
  expect(kept({ yearly: 1 })).toEqual([6])
  expect(kept({ last: 1, yearly: 2 })).toEqual([1, 6])
  expect(keptByRules(versions, { last: 1, weekly: 2 }).get(4)).toBe(
    'the newest of the week of 2026-01-05 (2 weekly)',
  )
})

test('history that was brought in later counts by the time it speaks of', () => {
  const versions = [at(1, '2026-05-01'), at(2, '2026-05-02'), at(3, '2020-01-01')]
  expect([...keptByRules(versions, { daily: 2 }).keys()].toSorted((a, b) => a - b)).toEqual([1, 2])
  expect([...keptByRules(versions, { last: 1 }).keys()]).toEqual([3])
})

test('rules keep at most as many as they say, the newest always, and more rules never keep less', () => {
  const times = fc.array(fc.integer({ min: 0, max: 4e12 }), { minLength: 1, maxLength: 60 })
  const count = fc.integer({ min: 1, max: 20 })
  fc.assert(
    fc.property(times, count, count, (moments, daily, weekly) => {
      const versions = moments.map((time, index) => ({ version: index + 1, time }))
      const byDay = keptByRules(versions, { daily })
      const byBoth = keptByRules(versions, { daily, weekly })
      const newest = versions.toSorted((a, b) => b.time - a.time || b.version - a.version)[0]
      expect(byDay.size).toBeLessThanOrEqual(daily)
      expect(byDay.has(newest?.version ?? 0)).toBe(true)
      expect([...byDay.keys()].every((version) => byBoth.has(version))).toBe(true)
      expect(byBoth.size).toBeLessThanOrEqual(daily + weekly)
    }),
    runs({ everyday: 100, soak: 10_000 }),
  )
})
