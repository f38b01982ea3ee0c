import { columnSql, type CommonColumn } from './column-plan.ts'
import type { ComparisonInstance } from './instance.ts'
import type { Sides } from './sources.ts'

/** How well some columns name the rows of one side. NULL counts as a value. */
export interface KeyFacts {
  readonly rows: number
  readonly distinct: number
  /** Rows whose key occurs more than once. */
  readonly duplicates: number
  /** Rows in which a key column is NULL. */
  readonly nulls: number
}

export interface KeyFactsOfBoth {
  readonly a: KeyFacts
  readonly b: KeyFacts
}

export type Side = keyof Sides

/** The comparable forms of some columns on one side. */
export function keyForms(key: readonly CommonColumn[], side: Side, alias?: string): string[] {
  return key.map((column) => column.pair[side](columnSql(column[side], alias)))
}

/** Says how well a key names the rows of both sides. */
export type CountKeys = (key: readonly CommonColumn[]) => Promise<KeyFactsOfBoth>

/**
 * Counts keys over all rows. With `which` `first`, only those of `a`: of `b` it is assumed that they are unique,
 * which the caller finds out by other means.
 */
export function keyCounter(
  instance: ComparisonInstance,
  sides: Sides,
  which: 'both' | 'first',
  signal: AbortSignal,
): CountKeys {
  const count = async (key: readonly CommonColumn[], side: Side): Promise<KeyFacts> => {
    const forms = keyForms(key, side).map((form, index) => `${form} AS k${index}`)
    const names = key.map((_, index) => `k${index}`)
    const isNull = names.map((name) => `${name} IS NULL`).join(' OR ')
    const [row = []] = await instance.rows(
      `SELECT count(*), coalesce(sum(n), 0), coalesce(sum(n) FILTER (n > 1), 0), coalesce(sum(n) FILTER (${isNull}), 0)
       FROM (SELECT ${forms.join(', ')}, count(*) AS n FROM ${sides[side]} GROUP BY ${names.join(', ')})`,
      { signal },
    )
    const [distinct = 0, rows = 0, duplicates = 0, nulls = 0] = row.map(Number)
    return { rows, distinct, duplicates, nulls }
  }
  const assumed: KeyFacts = { rows: 0, distinct: 0, duplicates: 0, nulls: 0 }
  return async (key) => ({ a: await count(key, 'a'), b: which === 'both' ? await count(key, 'b') : assumed })
}

export function isUnique(facts: KeyFactsOfBoth): boolean {
  return facts.a.duplicates === 0 && facts.b.duplicates === 0
}
