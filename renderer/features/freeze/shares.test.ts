import { expect, test } from 'vitest'
import { sharesProblem, usualShares, withoutSplit, withShare, withSplit } from './shares.ts'

const sum = (shares: readonly { share: number }[]) =>
  Math.round(shares.reduce((all, { share }) => all + share, 0) * 10) / 10

test('a share that changes takes from the others in their proportion, and all add up to 100', () => {
  expect(withShare(usualShares, 0, 70).map(({ share }) => share)).toEqual([70, 15, 15])
  const thirds = [1, 2, 3].map((n) => ({ name: `part-${n}`, share: 100 / 3 }))
  for (const wanted of [0, 0.1, 1, 33, 66.6, 99, 100, 500]) {
    const changed = withShare(thirds, 1, wanted)
    expect(sum(changed)).toBe(100)
    expect(Math.min(...changed.map(({ share }) => share))).toBeGreaterThanOrEqual(0.1)
  }
})

test('typing a share digit by digit ends where it should', () => {
  const uneven = [
    { name: 'train', share: 75 },
    { name: 'validation', share: 20 },
    { name: 'test', share: 5 },
  ]
  const typed = withShare(withShare(uneven, 0, 7), 0, 75)
  expect(typed.map(({ share }) => share)).toEqual([75, 20, 5])
})

test('splits come and go, and their rows go to or come from the largest', () => {
  const more = withSplit(usualShares)
  expect(more.map(({ name, share }) => `${name}=${share}`)).toEqual([
    'train=70',
    'validation=10',
    'test=10',
    'holdout=10',
  ])
  expect(withoutSplit(more, 3)).toEqual(usualShares)
  expect(withoutSplit([{ name: 'train', share: 100 }], 0)).toHaveLength(1)
})

test('names are folders, and each comes once', () => {
  expect(sharesProblem(usualShares)).toBeUndefined()
  expect(sharesProblem([{ name: 'Train', share: 100 }])).toContain('small letters')
  expect(sharesProblem([...usualShares, { name: 'test', share: 1 }])).toContain('“test”')
})
