import { expect, test } from 'vitest'
import { createBackOff } from './back-off.ts'

test('waits longer for a process that keeps dying, and forgets it once it was well', () => {
  let now = 0
  const backOff = createBackOff(() => now)
  const dieAfter = (milliseconds: number) => {
    backOff.started()
    now += milliseconds
    return backOff.died()
  }
  const first = [10, 10, 10, 10, 10, 10].map(dieAfter)
  expect(first).toEqual([0, 200, 1000, 3000, 5000, undefined])
  // It stays given up, until a person wants it again or it has lived for a while.
  expect(dieAfter(10)).toBeUndefined()
  backOff.forgive()
  expect(dieAfter(10)).toBe(0)
  expect(dieAfter(60_000)).toBe(0)
  expect(dieAfter(10)).toBe(200)
})
