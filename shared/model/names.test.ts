import { expect, test } from 'vitest'
import { nameProblem, selectorNameProblem } from './names.ts'

test.each([
  'latest',
  'head',
  'newest',
  'tip',
  'v',
  '1',
  '2026',
  'v3',
  '2026-01',
  '2026-01-05',
  'abcdef',
  'LATEST',
])('%s is no tag: it would be taken for something else', (name) => {
  expect(selectorNameProblem(name)).toBeDefined()
})

test.each(['prod', '2026-q1', 'v1.0', 'latest-good', 'headline', 'release-1', '1st'])(
  '%s may be a tag',
  (name) => {
    expect(selectorNameProblem(name)).toBeUndefined()
  },
)

test('a dataset may be called so', () => {
  expect(nameProblem('latest')).toBeUndefined()
  expect(nameProblem('2026')).toBeUndefined()
})
