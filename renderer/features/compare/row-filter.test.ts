import { expect, test } from 'vitest'
import type { Comparison } from '../../../shared/model/difference.ts'
import { engineFilter, firstShown, toggled } from './row-filter.ts'

const counts = (same: number, changed: number) =>
  ({ rows: { a: 0, b: 0, added: 0, removed: 0, changed, same } }) as Comparison

test('differences do not drown among equal rows', () => {
  expect(firstShown(counts(1_000_000, 10)).kinds.has('same')).toBe(false)
  expect(firstShown(counts(50, 10)).kinds.has('same')).toBe(true)
  expect(firstShown(counts(1_000_000, 0)).kinds.has('same')).toBe(true)
})

test('kinds are shown and hidden; with none left all come back', () => {
  const all = firstShown(counts(1, 1))
  const three = toggled(all, 'same')
  expect(engineFilter(three)).toEqual({ kinds: ['added', 'changed', 'removed'] })
  const none = toggled(toggled(toggled(three, 'added'), 'removed'), 'changed')
  expect(engineFilter(none)).toEqual({})
})
