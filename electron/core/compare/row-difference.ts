import type { Comparison, RowDifferenceKind } from '../../../shared/model/difference.ts'
import { type AlignmentPlan, kindNumbers, markOf, markWords } from './alignment.ts'
import type { ComparisonInstance } from './instance.ts'

export interface RowCounts {
  readonly rows: Comparison['rows']
  /** Changed cells of each value column, in the order of the plan. */
  readonly changed: readonly number[]
}

/** The alignment of sides whose keys are unique, with the rows of one kind and the same marks counted together. */
export function tallySql(aligned: string, plan: AlignmentPlan): string {
  const keys = plan.key.map(
    (_, index) => `CASE WHEN kind = ${kindNumbers.added} THEN k${index} END AS k${index}`,
  )
  const groups = ['kind', 'bad', ...markWords(plan), ...keys]
  return `CREATE OR REPLACE TABLE tally AS SELECT ${groups.join(', ')}, count(*) AS n FROM ${aligned} GROUP BY ALL`
}

/**
 * Counts a tally made under the assumption that no key of `b` is repeated; undefined where that was wrong.
 * Rows of `b` show it in one of two ways: they make more of the rows of `a` than there are, or they are added
 * under one key.
 */
export async function countTally(
  instance: ComparisonInstance,
  plan: AlignmentPlan,
  rowsOfA: number,
  signal: AbortSignal,
): Promise<(RowCounts & { readonly nullsOfB: number }) | undefined> {
  const { rows, changed } = await countRows(instance, 'tally', plan, signal, 'sum(n)')
  const [row = []] = await instance.rows(
    `SELECT coalesce(max(n) FILTER (kind = ${kindNumbers.added}), 0),
       coalesce(sum(n) FILTER (bad AND kind <> ${kindNumbers.removed}), 0) FROM tally`,
    { signal },
  )
  const [sameKey = 0, nullsOfB = 0] = row.map(Number)
  return rows.a === rowsOfA && sameKey <= 1 ? { rows, changed, nullsOfB } : undefined
}

/**
 * Counts rows by kind and changed cells by column, over a FROM item that holds an alignment, or a tally of one
 * (`sum(n)`).
 */
export async function countRows(
  instance: ComparisonInstance,
  aligned: string,
  plan: AlignmentPlan,
  signal: AbortSignal,
  counted: 'count(*)' | 'sum(n)' = 'count(*)',
): Promise<RowCounts> {
  const byKind = (kind: RowDifferenceKind) => `${counted} FILTER (kind = ${kindNumbers[kind]})`
  const byColumn = plan.values.map((_, index) => {
    const { word, bit } = markOf(index)
    return `${counted} FILTER (${word} & ${bit}::UBIGINT <> 0)`
  })
  const figures = [byKind('added'), byKind('removed'), byKind('changed'), byKind('same'), ...byColumn]
  const [row = []] = await instance.rows(`SELECT ${figures.join(', ')} FROM ${aligned}`, { signal })
  const [added = 0, removed = 0, changed = 0, same = 0, ...cells] = row.map(Number)
  return {
    rows: { a: removed + changed + same, b: added + changed + same, added, removed, changed, same },
    changed: cells,
  }
}
