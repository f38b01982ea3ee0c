import type { Comparison, RowDifferenceKind } from '../../../shared/model/difference.ts'
import { type AlignmentPlan, kindNumbers, markOf } from './alignment.ts'
import type { ComparisonInstance } from './instance.ts'

export interface RowCounts {
  readonly rows: Comparison['rows']
  /** Changed cells of each value column, in the order of the plan. */
  readonly changed: readonly number[]
}

/** Counts rows by kind and changed cells by column, over a FROM item that holds an alignment. */
export async function countRows(
  instance: ComparisonInstance,
  aligned: string,
  plan: AlignmentPlan,
  signal: AbortSignal,
): Promise<RowCounts> {
  const byKind = (kind: RowDifferenceKind) => `count(*) FILTER (kind = ${kindNumbers[kind]})`
  const byColumn = plan.values.map((_, index) => {
    const { word, bit } = markOf(index)
    return `count(*) FILTER (${word} & ${bit}::UBIGINT <> 0)`
  })
  const figures = [byKind('added'), byKind('removed'), byKind('changed'), byKind('same'), ...byColumn]
  const [row = []] = await instance.rows(`SELECT ${figures.join(', ')} FROM ${aligned}`, { signal })
  const [added = 0, removed = 0, changed = 0, same = 0, ...cells] = row.map(Number)
  return {
    rows: { a: removed + changed + same, b: added + changed + same, added, removed, changed, same },
    changed: cells,
  }
}
