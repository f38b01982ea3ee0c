import { FirnError } from '../../../shared/contract/errors.ts'
import type { ComparisonKey } from '../../../shared/model/difference.ts'
import type { ColumnPlan, CommonColumn } from './column-plan.ts'
import type { ComparisonInstance } from './instance.ts'
import type { CountKeys, KeyFacts, KeyFactsOfBoth } from './key-facts.ts'
import { proposeKey } from './key-proposal.ts'
import type { Sides } from './sources.ts'

/** The key that a comparison uses. */
export interface KeyChoice {
  readonly columns: readonly CommonColumn[]
  readonly source: ComparisonKey['source']
  readonly candidates: readonly (readonly CommonColumn[])[]
  readonly facts: KeyFactsOfBoth
}

const noFacts: KeyFacts = { rows: 0, distinct: 0, duplicates: 0, nulls: 0 }
export const noKey: KeyChoice = {
  columns: [],
  source: 'none',
  candidates: [],
  facts: { a: noFacts, b: noFacts },
}

/** Takes the wanted key, or proposes one. Throws `not-found` for a column that not both sides have. */
export async function chooseKey(
  instance: ComparisonInstance,
  sides: Sides,
  plan: ColumnPlan,
  wanted: readonly string[] | undefined,
  count: CountKeys,
  signal: AbortSignal,
): Promise<KeyChoice> {
  if (wanted !== undefined) {
    if (wanted.length === 0) return noKey
    const columns = columnsNamed(plan, wanted)
    return {
      columns,
      source: 'chosen',
      candidates: [],
      facts: await count(columns),
    }
  }
  const { key, candidates } = await proposeKey(instance, sides, plan.common, count, signal)
  return key === undefined ? noKey : { ...key, source: 'proposed', candidates }
}

/** The common columns of these names; a renamed one may be called by either of its names. */
export function columnsNamed(plan: ColumnPlan, names: readonly string[]): CommonColumn[] {
  return [...new Set(names)].map((name) => {
    const column =
      plan.common.find((each) => each.name === name) ?? plan.common.find((each) => each.a.name === name)
    if (column !== undefined) return column
    const side = [...plan.onlyA, ...plan.onlyB].some((each) => each.name === name)
    throw new FirnError(
      'not-found',
      side
        ? `"${name}" cannot be a key: only one of the versions has it.`
        : `Neither version has a column "${name}".`,
      { hint: `Both have: ${plan.common.map((each) => each.name).join(', ')}.` },
    )
  })
}

/** What the answer says about the key, with its explanation. */
export function describeKey(
  { columns, source, candidates, facts }: KeyChoice,
  more: { readonly common: number; readonly wanted: boolean; readonly equal: boolean },
): ComparisonKey {
  return {
    columns: columns.map(({ name }) => name),
    source,
    duplicates: { a: facts.a.duplicates, b: facts.b.duplicates },
    nulls: { a: facts.a.nulls, b: facts.b.nulls },
    candidates: candidates.map((key) => key.map(({ name }) => name)),
    explanation: more.equal
      ? 'Both versions have the same content; nothing had to be read.'
      : columns.length === 0
        ? withoutKey(more)
        : withKey(columns, facts),
  }
}

function withoutKey({ common, wanted }: { readonly common: number; readonly wanted: boolean }): string {
  const whole = 'whole rows are compared: each is the same, added or removed, never changed'
  if (common === 0) return 'The versions have no column in common, so all rows count as removed and added.'
  if (wanted) return `No key was wanted, so ${whole}.`
  return `No one, two or three columns name every row once on both sides, so ${whole}.`
}

function withKey(columns: readonly CommonColumn[], { a, b }: KeyFactsOfBoth): string {
  const names = columns.map(({ name }) => name).join(' + ')
  const sentences: string[] = []
  if (a.duplicates + b.duplicates === 0) sentences.push(`${names} is unique on both sides.`)
  else {
    const where = onSides(a.duplicates, b.duplicates)
    sentences.push(
      `${names} is repeated in ${where}; these rows are compared as a whole: equal ones pair off, the others count as removed and added.`,
    )
  }
  if (a.nulls + b.nulls > 0)
    sentences.push(`It is missing in ${onSides(a.nulls, b.nulls)}; NULL matches NULL.`)
  return sentences.join(' ')
}

function onSides(a: number, b: number): string {
  const rows = (count: number) => `${count.toLocaleString('en-US')} ${count === 1 ? 'row' : 'rows'}`
  if (b === 0) return `${rows(a)} of the first version`
  if (a === 0) return `${rows(b)} of the second version`
  return a === b
    ? `${rows(a)} of each version`
    : `${rows(a)} of the first and ${rows(b)} of the second version`
}
