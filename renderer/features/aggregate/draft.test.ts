import { expect, test } from 'vitest'
import {
  aggregateRequest,
  draftOf,
  movedStep,
  parametersOf,
  renamedStep,
  withSql,
  withStep,
} from './draft.ts'
import { followed, followingOf, withReference } from './references.ts'

const base = draftOf('SELECT * FROM "access@v3" WHERE day = $day', { day: '2015-05-17' })
const first = base.steps[0]?.id ?? ''

test('a draft is called after what it reads', () => {
  expect(base.dataset).toBe('access-summary')
  expect(draftOf("FROM './a.csv'").dataset).toBe('aggregation')
})

test('renaming a step renames it where later steps select from it, and nothing else', () => {
  const two = withStep(base)
  const second = two.steps[1]?.id ?? ''
  const both = withSql(two, second, `SELECT 'result' AS word FROM result JOIN results USING (id)`)
  expect(renamedStep(both, first, 'sessions').steps[1]?.sql).toBe(
    `SELECT 'result' AS word FROM sessions JOIN results USING (id)`,
  )
  expect(renamedStep(both, first, '').steps[1]?.sql).toBe(both.steps[1]?.sql)
})

test('steps move within their list only', () => {
  const two = withStep(base)
  expect(movedStep(two, first, 1).steps.map(({ name }) => name)).toEqual(['step_2', 'result'])
  expect(movedStep(two, first, -1)).toBe(two)
})

test('a request holds the values that are used, and no step behind an empty one', () => {
  const two = withStep(base)
  const empty = withSql(two, two.steps[1]?.id ?? '', '  ')
  const given = {
    ...empty,
    parameters: { day: { usual: '2015-05-17', given: '2015-05-18' }, old: { usual: '1', given: '' } },
  }
  expect(aggregateRequest(given)).toMatchObject({
    recipe: { steps: [{ name: 'result' }], parameters: { day: '2015-05-17' } },
    parameters: { day: '2015-05-18' },
  })
  expect(parametersOf(given).map(({ name, used }) => [name, used])).toEqual([
    ['day', true],
    ['old', false],
  ])
  expect(aggregateRequest(withSql(base, first, ''))).toBeUndefined()
})

test('an input is pinned and let go in the SQL itself, each version by itself', () => {
  const sql = 'SELECT * FROM access JOIN "access@v1/clicks" b ON true'
  expect(withReference(sql, 'access', 'access@v4')).toBe(
    'SELECT * FROM "access@v4" JOIN "access@v1/clicks" b ON true',
  )
  const clicks = followingOf('access@v1/clicks')
  expect(clicks).toEqual({ dataset: 'access', selector: 'v1', table: 'clicks' })
  expect(clicks && followed(clicks, undefined)).toBe('access/clicks')
  expect(clicks && followed(clicks, 7)).toBe('access@v7/clicks')
})
