import { expect, test } from 'vitest'
import { compareNames, nameProblem, selectorNameProblem } from './names.ts'

const newest = 'would be taken for the newest version'
const number = 'looks like a version number'
const date = 'looks like a date'

test.each([
  ['latest', newest],
  ['head', newest],
  ['newest', newest],
  ['tip', newest],
  ['v', newest],
  ['1', number],
  ['2026', number],
  ['v3', number],
  ['2026-01', date],
  ['2026-01-05', date],
  ['abcdef', 'looks like a hash'],
])('%s is no tag: it %s', (name, reason) => {
  expect(selectorNameProblem(name)).toBe(`"${name}" ${reason}`)
})

test.each(['prod', '2026-q1', 'v1.0', 'latest-good', 'headline', 'release-1', '1st'])(
  '%s may be a tag',
  (name) => {
    expect(selectorNameProblem(name)).toBeUndefined()
  },
)

test('capital letters do not make a tag of what is none', () => {
  expect(selectorNameProblem('LATEST')).toMatch(/^use small letters/)
})

test('a dataset may be called so', () => {
  expect(nameProblem('latest')).toBeUndefined()
  expect(nameProblem('2026')).toBeUndefined()
})

test('names stand in the order in which people count', () => {
  const names = ['daily-10', 'events', 'daily-2', 'daily', 'events-1', 'daily-1']
  expect(names.toSorted(compareNames)).toEqual([
    'daily',
    'daily-1',
    'daily-2',
    'daily-10',
    'events',
    'events-1',
  ])
})
