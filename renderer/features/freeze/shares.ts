import { nameProblem } from '../../../shared/model/names.ts'
import type { SplitShare } from '../../../shared/model/receipt.ts'

/** The shares that most training sets begin with, in percent. */
export const usualShares: readonly SplitShare[] = [
  { name: 'train', share: 80 },
  { name: 'validation', share: 10 },
  { name: 'test', share: 10 },
]

/** No split is smaller, in percent; shares are kept to a tenth. */
const least = 0.1

/** Gives one split another share; the others divide what is left in their old proportion, and all add up to 100. */
export function withShare(
  shares: readonly SplitShare[],
  index: number,
  wanted: number,
): readonly SplitShare[] {
  const others = shares.length - 1
  if (others < 1) return shares.map((one) => ({ ...one, share: 100 }))
  const share = tenths(Math.min(100 - others * least, Math.max(least, wanted)))
  const before = shares.reduce((sum, one, position) => (position === index ? sum : sum + one.share), 0)
  return addingUp(
    shares.map((one, position) =>
      position === index ? { ...one, share } : { ...one, share: (one.share * (100 - share)) / before },
    ),
    index,
  )
}

/** One split more; the largest gives a part of its share. */
export function withSplit(shares: readonly SplitShare[]): readonly SplitShare[] {
  const largest = largestOf(shares)
  const given = tenths(Math.min(10, (shares[largest]?.share ?? 0) / 2))
  const names = [
    'train',
    'validation',
    'test',
    'holdout',
    ...shares.map((_, position) => `split-${position + 2}`),
  ]
  const name = names.find((one) => !shares.some((other) => other.name === one)) ?? 'split'
  return [
    ...shares.map((one, position) =>
      position === largest ? { ...one, share: tenths(one.share - given) } : one,
    ),
    { name, share: given },
  ]
}

/** One split less; the largest of the others takes its share. */
export function withoutSplit(shares: readonly SplitShare[], index: number): readonly SplitShare[] {
  const gone = shares[index]
  const left = shares.filter((_, position) => position !== index)
  if (gone === undefined || left.length === 0) return shares
  const largest = largestOf(left)
  return left.map((one, position) =>
    position === largest ? { ...one, share: tenths(one.share + gone.share) } : one,
  )
}

/** Why these shares cannot be used; undefined when they can. */
export function sharesProblem(shares: readonly SplitShare[]): string | undefined {
  for (const { name } of shares) {
    const problem = nameProblem(name)
    if (problem !== undefined) return `“${name}” cannot be a split’s name: ${problem}`
  }
  const names = shares.map(({ name }) => name)
  const twice = names.find((name, position) => names.indexOf(name) !== position)
  return twice === undefined ? undefined : `Two splits are called “${twice}”`
}

/** Rounds to tenths; what rounding loses goes to the largest split that is not `fixed`. */
function addingUp(shares: readonly SplitShare[], fixed: number): readonly SplitShare[] {
  const rounded = shares.map((one) => ({ ...one, share: Math.max(least, tenths(one.share)) }))
  const lost = 100 - rounded.reduce((sum, { share }) => sum + share, 0)
  const taker = largestOf(rounded.map((one, position) => (position === fixed ? { ...one, share: 0 } : one)))
  return rounded.map((one, position) =>
    position === taker ? { ...one, share: tenths(one.share + lost) } : one,
  )
}

function largestOf(shares: readonly SplitShare[]): number {
  return shares.reduce(
    (best, { share }, position) => (share > (shares[best]?.share ?? 0) ? position : best),
    0,
  )
}

function tenths(share: number): number {
  return Math.round(share * 10) / 10
}
