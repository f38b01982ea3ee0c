import { expect, test } from 'vitest'
import { quotedWord, withOptions } from './command-text.ts'

test('words that a shell would read otherwise are quoted', () => {
  expect(quotedWord('events@v3')).toBe('events@v3')
  expect(quotedWord("it's $5")).toBe(`'it'\\''s $5'`)
  expect(quotedWord('')).toBe("''")
})

test('options without a value are left out', () => {
  expect(
    withOptions('firn freeze set', [
      ['-m', 'for the May model'],
      ['--tag', ''],
    ]),
  ).toBe(`firn freeze set -m 'for the May model'`)
})
