import { valueKind } from '../../../shared/model/value.ts'
import { keyScore, speakingScore } from './column-names.ts'
import { columnSql, type CommonColumn } from './column-plan.ts'
import type { ComparisonInstance } from './instance.ts'
import { type CountKeys, isUnique, keyForms, type KeyFactsOfBoth } from './key-facts.ts'
import type { Sides } from './sources.ts'

export interface ProposedKey {
  readonly columns: readonly CommonColumn[]
  readonly facts: KeyFactsOfBoth
}

export interface KeyProposal {
  /** Undefined: nothing names the rows well enough. */
  readonly key: ProposedKey | undefined
  /** Others that are unique on both sides, best first. */
  readonly candidates: readonly (readonly CommonColumn[])[]
}

/** Uniqueness is ruled out on so many rows of each side before all rows are counted. */
const sampleRows = 10_000
/** Columns that are looked at alone, and in combinations of two and three. */
const mostColumns = 64
const mostCombined = 6
/** How many possible keys of one size are counted over all rows. */
const mostCounted = 4
/** Up to so many rows on both sides, other keys are counted too, to be offered. */
const rowsForOffers = 400_000
/** A key whose name speaks may be repeated by this share of the rows: a fault in the data, not a wrong key. */
const toleratedDuplicates = 0.05

type Key = readonly CommonColumn[]

/**
 * Looks for the fewest columns that are unique on both sides. Names that speak of keys come first; where none
 * does, the key that matches more rows of the two sides wins. The same data gives the same key.
 */
export async function proposeKey(
  instance: ComparisonInstance,
  sides: Sides,
  common: readonly CommonColumn[],
  countKeys: CountKeys,
  signal: AbortSignal,
): Promise<KeyProposal> {
  const possible = byScore(common.filter(mayBeKey).map((column) => [column])).slice(0, mostColumns)
  const found: ProposedKey[] = []
  const near: ProposedKey[] = []

  /** Counts the best of these keys over all rows; true when one of them is surely meant. */
  async function look(keys: readonly Key[]): Promise<boolean> {
    const repeats = await repeatsInSample(instance, sides, keys, signal)
    const unique = keys.filter((_, index) => repeats[index] === 0)
    for (const columns of unique.slice(0, mostCounted)) {
      const facts = await countKeys(columns)
      if (!isUnique(facts)) {
        near.push({ columns, facts })
        continue
      }
      found.push({ columns, facts })
      const enough = facts.a.rows + facts.b.rows > rowsForOffers
      if (enough && score(found[0]?.columns ?? []) >= speakingScore) return true
    }
    const almost = keys.filter((key, index) => {
      const share = repeats[index] ?? 1
      return share > 0 && share <= toleratedDuplicates && score(key) >= speakingScore
    })
    for (const columns of almost.slice(0, 2)) near.push({ columns, facts: await countKeys(columns) })
    return found.some(({ columns }) => score(columns) >= speakingScore)
  }

  if (!(await look(possible))) {
    const parts = possible.flat().slice(0, mostCombined)
    const enough = (await look(byScore(combinations(parts, 2)))) || found.length > 0
    if (!enough) await look(byScore(combinations(parts, 3)))
  }
  const best = await bestOf(instance, sides, found, signal)
  if (best !== undefined)
    return { key: best, candidates: found.filter((key) => key !== best).map(({ columns }) => columns) }
  return { key: near.find(isTolerable), candidates: [] }
}

/** DOUBLE, BOOLEAN, INTERVAL, BLOB and nested values measure or describe; they do not name rows. */
function mayBeKey({ a, b }: CommonColumn): boolean {
  return [a.type, b.type].every((type) => {
    const kind = valueKind(type)
    if (kind === 'decimal') return /,\s*0\)$/.test(type)
    return kind === 'integer' || kind === 'text' || (kind === 'time' && type !== 'INTERVAL')
  })
}

function score(key: Key): number {
  return key.length === 0 ? 0 : key.reduce((sum, { name }) => sum + keyScore(name), 0) / key.length
}

function byScore(keys: readonly Key[]): Key[] {
  return [...keys].sort((one, other) => score(other) - score(one))
}

function combinations(columns: Key, size: number): Key[] {
  if (size === 0) return [[]]
  return columns.flatMap((column, index) =>
    combinations(columns.slice(index + 1), size - 1).map((rest) => inTableOrder([column, ...rest])),
  )
}

function inTableOrder(key: Key): Key {
  return [...key].sort((one, other) => one.b.position - other.b.position)
}

function isTolerable({ facts, columns }: ProposedKey): boolean {
  const fine = ({ duplicates, rows }: KeyFactsOfBoth['a']) => duplicates <= rows * toleratedDuplicates
  return score(columns) >= speakingScore && fine(facts.a) && fine(facts.b)
}

/** Of each key, the larger share of sampled rows that repeat an earlier one, over the two sides. */
async function repeatsInSample(
  instance: ComparisonInstance,
  sides: Sides,
  keys: readonly Key[],
  signal: AbortSignal,
): Promise<number[]> {
  if (keys.length === 0) return []
  const shares = async (side: 'a' | 'b') => {
    const distinct = keys.map((key) => `count(DISTINCT row(${keyForms(key, side).join(', ')}))`)
    const columns = [...new Set(keys.flat().map((column) => columnSql(column[side])))].join(', ')
    const [row = []] = await instance.rows(
      `SELECT count(*), ${distinct.join(', ')} FROM (SELECT ${columns} FROM ${sides[side]} LIMIT ${sampleRows})`,
      { signal },
    )
    const [rows = 0, ...counts] = row.map(Number)
    return counts.map((count) => (rows === 0 ? 0 : (rows - count) / rows))
  }
  const [a, b] = [await shares('a'), await shares('b')]
  return a.map((share, index) => Math.max(share, b[index] ?? 0))
}

/** The first one whose name speaks; else the one with which the most rows meet, the smaller first. */
async function bestOf(
  instance: ComparisonInstance,
  sides: Sides,
  found: readonly ProposedKey[],
  signal: AbortSignal,
): Promise<ProposedKey | undefined> {
  const speaking = found.find(({ columns }) => columns.length === 1 && score(columns) >= speakingScore)
  if (speaking !== undefined || found.length < 2) return speaking ?? found[0]
  let best: { key: ProposedKey; matched: number } | undefined
  for (const key of found) {
    const matched = await countMatches(instance, sides, key.columns, signal)
    // A little more is chance: the better name, which comes first, keeps its place.
    if (best === undefined || matched > best.matched * 1.05) best = { key, matched }
  }
  return best?.key
}

async function countMatches(
  instance: ComparisonInstance,
  sides: Sides,
  key: Key,
  signal: AbortSignal,
): Promise<number> {
  const on = keyForms(key, 'a', 'x').map(
    (form, index) => `${form} IS NOT DISTINCT FROM ${keyForms(key, 'b', 'y')[index] ?? ''}`,
  )
  const sql = `SELECT count(*) FROM ${sides.a} AS x SEMI JOIN ${sides.b} AS y ON ${on.join(' AND ')}`
  return Number((await instance.rows(sql, { signal }))[0]?.[0] ?? 0)
}
