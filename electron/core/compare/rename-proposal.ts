import { isNumeric, valueKind } from '../../../shared/model/value.ts'
import { nameLikeness } from './column-names.ts'
import { columnSql, type ColumnPlan, type CommonColumn, type SideColumn } from './column-plan.ts'
import { type ComparablePair, comparablePair } from './comparable.ts'
import type { ComparisonInstance } from './instance.ts'
import { keyForms } from './key-facts.ts'
import type { Sides } from './sources.ts'

export interface ProposedRename {
  readonly from: string
  readonly to: string
  /** From 0 to 1. */
  readonly likeness: number
}

interface Candidate {
  readonly a: SideColumn
  readonly b: SideColumn
  readonly pair: ComparablePair
  readonly names: number
}

/** Below this a pair is not worth a person's look; from the second on, `auto` takes it. */
const worthShowing = 0.5
export const sureEnough = 0.8
/** A name that differs in capitals and signs only is hardly another column. */
const sameNameLikeness = 0.95
/** How much a likeness of names adds to that of values. */
const namesWeight = 0.6

const sampleRows = 20_000
const mostColumns = 24
/** So few rows that meet by key prove nothing; whole columns are compared instead. */
const fewestMatches = 10

/**
 * Pairs columns that only `a` has with columns that only `b` has: by their names, and by how often the values
 * of rows with the same key agree beyond chance; without a key, by the values that both columns hold.
 */
export async function proposeRenames(
  instance: ComparisonInstance,
  sides: Sides,
  plan: ColumnPlan,
  key: readonly CommonColumn[],
  signal: AbortSignal,
): Promise<ProposedRename[]> {
  const candidates = candidatesOf(plan)
  if (candidates.length === 0) return []
  const byKey = key.length === 0 ? undefined : await agreement(instance, sides, candidates, key, signal)
  const values = byKey ?? (await overlap(instance, sides, candidates, signal))
  const likely = candidates
    .map((candidate, index) => ({ candidate, likeness: likenessOf(candidate.names, values[index] ?? 0) }))
    .filter(({ likeness }) => likeness >= worthShowing)
    .sort((one, other) => other.likeness - one.likeness)
  const taken = new Set<SideColumn>()
  return likely.flatMap(({ candidate: { a, b }, likeness }) => {
    if (taken.has(a) || taken.has(b)) return []
    taken.add(a).add(b)
    return [{ from: a.name, to: b.name, likeness: Math.round(likeness * 1000) / 1000 }]
  })
}

function likenessOf(names: number, values: number): number {
  const both = 1 - (1 - values) * (1 - namesWeight * names)
  return names === 1 ? Math.max(sameNameLikeness, both) : both
}

function candidatesOf({ onlyA, onlyB }: ColumnPlan): Candidate[] {
  return onlyA.slice(0, mostColumns).flatMap((a) =>
    onlyB.slice(0, mostColumns).flatMap((b) => {
      const names = nameLikeness(a.name, b.name)
      const akin = (isNumeric(a.type) && isNumeric(b.type)) || valueKind(a.type) === valueKind(b.type)
      return akin || names >= 0.8 ? [{ a, b, pair: comparablePair(a.type, b.type), names }] : []
    }),
  )
}

/** For each pair, Cohen's kappa over rows that meet by key; undefined where too few rows meet. */
async function agreement(
  instance: ComparisonInstance,
  sides: Sides,
  candidates: readonly Candidate[],
  key: readonly CommonColumn[],
  signal: AbortSignal,
): Promise<number[] | undefined> {
  const on = keyForms(key, 'a', 'x').map((form, index) => `${form} = ${keyForms(key, 'b', 'y')[index] ?? ''}`)
  const met = `(FROM ${sides.a} LIMIT ${sampleRows}) AS x JOIN ${sides.b} AS y ON ${on.join(' AND ')}`
  const figures = candidates.flatMap((candidate) => {
    const [left, right] = forms(candidate, 'x', 'y')
    return [
      `count(*) FILTER (${left} = ${right})`,
      `count(*) FILTER (${left} IS NOT NULL OR ${right} IS NOT NULL)`,
    ]
  })
  const [row = []] = await instance.rows(`SELECT count(*), ${figures.join(', ')} FROM ${met}`, { signal })
  const [matches = 0, ...counts] = row.map(Number)
  if (matches < fewestMatches) return undefined
  const result: number[] = []
  for (const [index, candidate] of candidates.entries()) {
    const filled = counts[2 * index + 1] ?? 0
    const observed = filled === 0 ? 0 : (counts[2 * index] ?? 0) / filled
    const chance = observed < 0.3 ? 0 : await chanceOf(instance, sides, candidate, signal)
    // Columns that hold hardly more than one value agree without meaning it.
    result.push(chance > 0.95 ? 0 : Math.max(0, (observed - chance) / (1 - chance)))
  }
  return result
}

/** How often the values of two columns would agree if rows met by chance. */
async function chanceOf(
  instance: ComparisonInstance,
  sides: Sides,
  candidate: Candidate,
  signal: AbortSignal,
): Promise<number> {
  const shares = (side: 'a' | 'b') =>
    `(SELECT v, count(*) / sum(count(*)) OVER () AS share FROM (${sampleOf(candidate, sides, side)}) GROUP BY v)`
  const sql = `SELECT coalesce(sum(x.share * y.share), 0) FROM ${shares('a')} AS x JOIN ${shares('b')} AS y USING (v)`
  return Number((await instance.rows(sql, { signal }))[0]?.[0] ?? 0)
}

/** Most pairs of columns whose values are compared as sets; each is a query of its own. */
const mostOverlaps = 100

/** For each pair, the share of the fewer distinct values that the other column holds as well. */
async function overlap(
  instance: ComparisonInstance,
  sides: Sides,
  candidates: readonly Candidate[],
  signal: AbortSignal,
): Promise<number[]> {
  const result: number[] = []
  for (const candidate of candidates.slice(0, mostOverlaps)) {
    const distinct = (side: 'a' | 'b') => `(SELECT DISTINCT v FROM (${sampleOf(candidate, sides, side)}))`
    const [row = []] = await instance.rows(
      `SELECT (SELECT count(*) FROM ${distinct('a')}), (SELECT count(*) FROM ${distinct('b')}),
         (SELECT count(*) FROM ${distinct('a')} AS x SEMI JOIN ${distinct('b')} AS y USING (v))`,
      { signal },
    )
    const [a = 0, b = 0, both = 0] = row.map(Number)
    // Few values, such as yes and no, are everywhere.
    result.push(Math.min(a, b) < fewestMatches ? 0 : both / Math.min(a, b))
  }
  return result
}

function sampleOf(candidate: Candidate, sides: Sides, side: 'a' | 'b'): string {
  const form = candidate.pair[side](columnSql(candidate[side]))
  return `SELECT ${form} AS v FROM (FROM ${sides[side]} LIMIT ${sampleRows}) WHERE v IS NOT NULL`
}

function forms({ a, b, pair }: Candidate, aliasA: string, aliasB: string): [string, string] {
  return [pair.a(columnSql(a, aliasA)), pair.b(columnSql(b, aliasB))]
}
