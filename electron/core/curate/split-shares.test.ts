import fc from 'fast-check'
import { expect, it } from 'vitest'
import { runs } from '../testing/counts.ts'
import { hashEnd, splitHash } from './split-hash.ts'
import { checkShares, classThresholds, cutRanks, plainThresholds } from './split-shares.ts'

const hashes = fc
  .uniqueArray(fc.bigInt({ min: 0n, max: hashEnd - 1n }), { minLength: 1, maxLength: 300 })
  .map((all) => all.toSorted((a, b) => (a < b ? -1 : 1)))
const shares = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 5 }).map((weights) =>
  weights.map((weight, index) => ({
    name: `s${index}`,
    share: (100 * weight) / weights.reduce((a, b) => a + b),
  })),
)

it('divides each class as exactly as whole rows allow', () => {
  fc.assert(
    fc.property(hashes, shares, (sorted, asked) => {
      const { bounds } = classThresholds('x', asked, sorted.length, (rank) => sorted[rank - 1])
      const held = bounds.map(({ below }) => sorted.filter((hash) => hash < BigInt(below)).length)
      expect(held).toEqual([...cutRanks(asked, sorted.length), sorted.length])
      expect(BigInt(bounds.at(-1)?.below ?? 0)).toBe(hashEnd)
    }),
    runs({ everyday: 500, soak: 10_000 }),
  )
})

it('never lets bounds fall, also when rows of one id lie on a cut', () => {
  const tied = fc
    .array(fc.bigInt({ min: 0n, max: 9n }), { minLength: 1, maxLength: 60 })
    .map((all) => all.map((each) => each * 1_000n).toSorted((a, b) => (a < b ? -1 : 1)))
  fc.assert(
    fc.property(tied, shares, (sorted, asked) => {
      const { bounds } = classThresholds(null, asked, sorted.length, (rank) => sorted[rank - 1])
      const numbers = bounds.map(({ below }) => BigInt(below))
      expect(numbers).toEqual(numbers.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)))
      expect(numbers.every((below) => below >= 0n && below <= hashEnd)).toBe(true)
    }),
    runs({ everyday: 100, soak: 5_000 }),
  )
})

it('keeps shares within a percent on 20,000 hashed ids, and plain bounds are exact', () => {
  const { bounds } = plainThresholds([
    { name: 'a', share: 50 },
    { name: 'b', share: 25 },
    { name: 'c', share: 25 },
  ])
  expect(bounds).toEqual([
    { split: 'a', below: (hashEnd / 2n).toString() },
    { split: 'b', below: ((hashEnd * 3n) / 4n).toString() },
    { split: 'c', below: hashEnd.toString() },
  ])
  const counts = { a: 0, b: 0, c: 0 } as Record<string, number>
  for (let id = 0; id < 20_000; id += 1) {
    const hash = splitHash('42', [String(id)])
    const split = bounds.find(({ below }) => BigInt(below) > hash)?.split ?? ''
    counts[split] = (counts[split] ?? 0) + 1
  }
  expect(Math.abs((counts['a'] ?? 0) / 200 - 50)).toBeLessThan(1)
  expect(Math.abs((counts['b'] ?? 0) / 200 - 25)).toBeLessThan(1)
})

it('takes fractions as well as percentages, and nothing that is not a whole', () => {
  expect(
    checkShares([
      { name: 'train', share: 0.8 },
      { name: 'test', share: 0.2 },
    ]),
  ).toEqual([
    { name: 'train', share: 80 },
    { name: 'test', share: 20 },
  ])
  expect(() => checkShares([{ name: 'train', share: 80 }])).toThrow('add up to 80')
  expect(() =>
    checkShares([
      { name: 'a', share: 50 },
      { name: 'a', share: 50 },
    ]),
  ).toThrow('same name')
  expect(() => checkShares([{ name: '../a', share: 100 }])).toThrow("cannot be a split's name")
})
