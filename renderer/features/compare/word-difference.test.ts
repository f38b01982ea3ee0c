import fc from 'fast-check'
import { expect, test } from 'vitest'
import { wordDifference } from './word-difference.ts'

test('words that differ stand apart', () => {
  expect(
    wordDifference('Allegiance Bancshares, Inc.', 'Allegiance Bancshares Inc.').map(({ text, in: where }) => [
      text,
      where,
    ]),
  ).toEqual([
    ['Allegiance Bancshares', 'both'],
    [',', 'a'],
    [' Inc.', 'both'],
  ])
  expect(wordDifference('', '')).toEqual([])
})

test('the parts of each side are its text', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', ',', 'é', '😀'), maxLength: 12 })
  fc.assert(
    fc.property(text, text, (a, b) => {
      const parts = wordDifference(a, b)
      const of = (side: 'a' | 'b') =>
        parts.flatMap((part) => (part.in === 'both' || part.in === side ? [part.text] : [])).join('')
      expect(of('a')).toBe(a)
      expect(of('b')).toBe(b)
      expect(new Set(parts.map(({ at }) => at)).size).toBe(parts.length)
    }),
    { seed: 20_261_121 },
  )
})
