import { FirnError } from '../../../shared/contract/errors.ts'
import { nameProblem } from '../../../shared/model/names.ts'
import type { SplitShare, SplitThresholds } from '../../../shared/model/receipt.ts'
import { hashEnd } from './split-hash.ts'

export const usualShares: readonly SplitShare[] = [
  { name: 'train', share: 80 },
  { name: 'validation', share: 10 },
  { name: 'test', share: 10 },
]

/** Shares are percentages with at most this many digits behind the point, so that they add up exactly. */
const shareDigits = 9
const wholeInUnits = 100n * 10n ** BigInt(shareDigits)

/**
 * Checks names and shares. Shares that add up to 1 instead of 100 are taken as fractions. Throws
 * `invalid-input`.
 */
export function checkShares(shares: readonly SplitShare[]): readonly SplitShare[] {
  const names = shares.map(({ name }) => name)
  for (const name of names) {
    const problem = nameProblem(name)
    if (problem !== undefined)
      throw new FirnError('invalid-input', `"${name}" cannot be a split's name: ${problem}.`)
  }
  if (new Set(names).size !== names.length)
    throw new FirnError('invalid-input', 'Two splits have the same name.')
  const sum = shares.reduce((total, { share }) => total + share, 0)
  if (Math.abs(sum - 1) < 1e-6)
    return shares.map(({ name, share }) => ({ name, share: rounded(share * 100) }))
  if (Math.abs(sum - 100) < 1e-6) return shares
  throw new FirnError('invalid-input', `The shares of the splits add up to ${rounded(sum)}, not to 100.`, {
    hint: 'For example: train=80,validation=10,test=10.',
  })
}

/** The bounds of a random split: cumulative shares x 2^64, rounded down. */
export function plainThresholds(shares: readonly SplitShare[]): SplitThresholds {
  let units = 0n
  const bounds = shares.map(({ name, share }, index) => {
    units += BigInt(Math.round(share * 10 ** shareDigits))
    const last = index === shares.length - 1
    return { split: name, below: (last ? hashEnd : (units * hashEnd) / wholeInUnits).toString() }
  })
  return { bounds }
}

/** The ranks (from 1) in a class of `rows` rows behind which a split ends; one less than there are splits. */
export function cutRanks(shares: readonly SplitShare[], rows: number): number[] {
  let cumulative = 0
  return shares.slice(0, -1).map(({ share }) => {
    cumulative += share
    return Math.min(rows, Math.round((cumulative / 100) * rows))
  })
}

/**
 * The bounds of one class of a stratified split. `hashAt` gives the hash of the row at a rank of the class,
 * in rising order of hashes, ranks from 1. Of the numbers between the last row of one split and the first
 * row of the next, the bound is the one closest to where a random split would have it: rows that come later
 * then divide as asked, too.
 */
export function classThresholds(
  value: string | null,
  shares: readonly SplitShare[],
  rows: number,
  hashAt: (rank: number) => bigint | undefined,
): SplitThresholds {
  const plain = plainThresholds(shares).bounds
  const cuts = cutRanks(shares, rows)
  const bounds = plain.map(({ split, below }, index) => {
    const rank = cuts[index]
    if (rank === undefined) return { split, below }
    const lowest = rank === 0 ? 0n : (hashAt(rank) ?? 0n) + 1n
    const highest = rank === rows ? hashEnd : (hashAt(rank + 1) ?? hashEnd)
    return { split, below: between(BigInt(below), lowest, highest).toString() }
  })
  return { value, bounds }
}

/** Rows of one id may straddle a cut: then `lowest` is past `highest`, and they go behind the cut together. */
function between(wanted: bigint, lowest: bigint, highest: bigint): bigint {
  if (lowest > highest || wanted > highest) return highest
  return wanted < lowest ? lowest : wanted
}

function rounded(share: number): number {
  return Number(share.toFixed(shareDigits))
}
