import { expect, it } from 'vitest'
import { bytes, columnShare, delta, duration, moment, share } from './figures.ts'

it('never rounds what is nearly all to all, nor what is hardly anything to nothing', () => {
  expect(share(9999, 10_000)).toBe('>99.9 %')
  expect(share(1, 10_000)).toBe('<0.1 %')
  expect(share(667, 10_000)).toBe('6.7 %')
  expect(share(0, 10)).toBe('0 %')
})

it('gives shares that stand below each other the same decimals', () => {
  expect([46, 43.6, 0, 0.01, 100].map((part) => columnShare(part, 100))).toEqual([
    '46.0 %',
    '43.6 %',
    '0.0 %',
    '<0.1 %',
    '100.0 %',
  ])
})

it('writes sizes, times and differences as people read them', () => {
  expect(bytes(2_410_000)).toBe('2.41 MB')
  expect(bytes(999_900)).toBe('1 MB')
  expect(duration(310)).toBe('0.31 s')
  expect(duration(125_000)).toBe('2 min 5 s')
  expect(delta(-530)).toBe('− 530')
})

it('names days near by, and the year only of other years', () => {
  const now = new Date('2026-11-21T12:00:00Z')
  expect(moment('2026-11-21T09:12:00Z', now)).toBe('today 09:12')
  expect(moment('2026-11-20T09:12:00Z', now)).toBe('yesterday 09:12')
  expect(moment('2026-11-22T09:12:00Z', now)).toBe('tomorrow 09:12')
  expect(moment('2026-11-18T17:42:00Z', now)).toBe('18 Nov 17:42')
  expect(moment('2024-11-18T17:42:00Z', now)).toBe('18 Nov 2024 17:42')
})
