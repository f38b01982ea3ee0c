import { expect, test } from 'vitest'
import { createLineEnd } from './line-end.ts'

test('an end is told once to each, also to who asks afterwards', () => {
  const end = createLineEnd()
  const told: string[] = []
  end.onReached(() => told.push('first'))
  end.onReached(() => told.push('second'))
  expect(end.isReached).toBe(false)
  end.reach()
  end.reach()
  expect(end.isReached).toBe(true)
  end.onReached(() => told.push('late'))
  expect(told).toEqual(['first', 'second', 'late'])
})
