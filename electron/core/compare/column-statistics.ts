import type { ColumnDifference } from '../../../shared/model/difference.ts'
import type { SideColumn } from './column-plan.ts'
import { type Distributed, distributions, driftOf } from './distribution.ts'
import { type Figures, figuresOf } from './figures.ts'
import type { ComparisonInstance } from './instance.ts'
import type { Side } from './key-facts.ts'
import type { Sides } from './sources.ts'

/** A column to describe: what is known of it, and where it lies on each side. */
export interface DescribedColumn {
  readonly difference: ColumnDifference
  readonly a: SideColumn | undefined
  readonly b: SideColumn | undefined
  /** Both sides hold the same values in it, so that one is read for both. */
  readonly same: boolean
}

/** Figures, distributions and drift of all columns, over all rows of both sides. */
export async function describeColumns(
  instance: ComparisonInstance,
  sides: Sides,
  columns: readonly DescribedColumn[],
  rows: { readonly a: number; readonly b: number },
  signal: AbortSignal,
): Promise<ColumnDifference[]> {
  const figures = async (side: Side) => {
    const there = columns.flatMap((column) => (side === 'b' && column.same ? [] : (column[side] ?? [])))
    return await figuresOf(instance, sides[side], there, rows[side], signal)
  }
  const of = { a: await figures('a'), b: await figures('b') }
  const figured = (side: Side, column: SideColumn | undefined): Figures | undefined =>
    column === undefined ? undefined : of[side].get(column)
  const distributed = columns.map(
    ({ a, b, same }): Distributed => ({
      a,
      b,
      same,
      figures: { a: figured('a', a), b: same ? figured('a', a) : figured('b', b) },
    }),
  )
  const bars = await distributions(instance, sides, distributed, signal)
  return columns.map(({ difference }, index) => {
    const { a, b } = distributed[index]?.figures ?? {}
    const ownBars = bars[index] ?? []
    const drift =
      a === undefined || b === undefined || ownBars.length === 0
        ? undefined
        : driftOf(ownBars, { a: a.statistics.missing, b: b.statistics.missing })
    return {
      ...difference,
      ...(a === undefined ? {} : { a: a.statistics }),
      ...(b === undefined ? {} : { b: b.statistics }),
      bars: ownBars,
      ...(drift === undefined ? {} : { drift }),
    }
  })
}
