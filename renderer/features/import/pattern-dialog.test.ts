import { expect, it } from 'vitest'
import { expressionProblem, groupNames } from './pattern-dialog.tsx'

it('names the groups in their order, but not escaped brackets or look-behinds', () => {
  expect(
    groupNames(String.raw`^(?<client>\S+) \(?<not>x (?<=a)(?<status>\d{3})(?<message_more>.*)$`),
  ).toEqual(['client', 'status'])
})

it('says why an expression cannot be used', () => {
  expect(expressionProblem('(?<a>')).toMatch(/Unterminated group/)
  expect(expressionProblem('^a$')).toMatch(/at least one group/)
  expect(expressionProblem('(?<a>x)')).toBeUndefined()
})
