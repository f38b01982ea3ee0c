import type { ResultColumn, Row, Value } from './value.ts'

export interface ComparedSide {
  /** `listings@v6`, with the table where there are several. */
  readonly reference: string
  readonly dataset: string
  readonly version: number
  readonly id: string
  readonly rows: number
  readonly time: string
  readonly message: string
}

export interface ComparedColumn {
  readonly name: string
  readonly type: string
}

/** Figures of one column on one side; they cover all of its rows. */
export interface ColumnStatistics {
  /** Rows of the side. */
  readonly count: number
  readonly missing: number
  readonly distinct: number
  /** False where there are so many rows that `distinct` was estimated (about 3 % off). */
  readonly distinctExact: boolean
  readonly min: Value
  readonly max: Value
  /** Of numeric columns only. */
  readonly mean?: number
}

/** A bar of two overlaid distributions: how many values of each side fall into it. */
export interface ComparedBar {
  readonly label: string
  readonly a: number
  readonly b: number
  /** It counts all values that have no bar of their own. */
  readonly rest?: true
}

export interface ColumnDifference {
  /** The name in `b` when it was renamed. */
  readonly name: string
  readonly from?: string
  readonly typeA?: string
  readonly typeB?: string
  /** Rows of common keys in which this column's value differs. */
  readonly changed: number
  readonly a?: ColumnStatistics
  readonly b?: ColumnStatistics
  /** At most 20 bars over both sides together; none before the statistics are there. */
  readonly bars: readonly ComparedBar[]
  /**
   * Share of the values (missing ones are a value of their own) that would have to move to another bar to turn
   * one distribution into the other: 0 is the same, 1 is nothing in common. Known as total variation distance.
   */
  readonly drift?: number
}

/** A column of the two grids. */
export interface ShownColumn extends ResultColumn {
  /** Which sides have it. */
  readonly side: 'both' | 'a' | 'b'
  /** It is part of the key. */
  readonly key: boolean
  /** Its name in `a`, when it was renamed. */
  readonly from?: string
  /** Its type in `a`, when that is another one. */
  readonly typeA?: string
}

/** Columns that name a row. */
export interface ComparisonKey {
  readonly columns: readonly string[]
  /** `none`: no key was found or wanted, so whole rows are compared as a multiset. */
  readonly source: 'proposed' | 'chosen' | 'none'
  /** Rows whose key occurs more than once on their side. */
  readonly duplicates: { readonly a: number; readonly b: number }
  /** Rows in which a key column is NULL. */
  readonly nulls: { readonly a: number; readonly b: number }
  /** Other keys that are unique on both sides. */
  readonly candidates: readonly (readonly string[])[]
  /** One sentence for people: why this key, and what its duplicates mean. */
  readonly explanation: string
}

export interface Comparison {
  readonly a: ComparedSide
  readonly b: ComparedSide
  /** Equal `content`: nothing had to be read. */
  readonly equal: boolean
  readonly schema: {
    readonly added: readonly ComparedColumn[]
    readonly removed: readonly ComparedColumn[]
    readonly retyped: readonly { readonly name: string; readonly from: string; readonly to: string }[]
    readonly renamed: readonly {
      readonly from: string
      readonly to: string
      readonly likeness: number
      readonly applied: boolean
    }[]
  }
  readonly rows: {
    readonly a: number
    readonly b: number
    readonly added: number
    readonly removed: number
    readonly changed: number
    readonly same: number
  }
  readonly cells: { readonly changed: number }
  readonly columns: readonly ColumnDifference[]
  readonly keys: ComparisonKey
}

export type RowDifferenceKind = 'added' | 'removed' | 'changed' | 'same'

/**
 * One aligned row of the two grids. `a` or `b` is absent where the key is only on the other side; cells of
 * columns that a side does not have are NULL.
 */
export interface AlignedRow {
  readonly kind: RowDifferenceKind
  readonly a?: Row
  readonly b?: Row
  /** Positions, in the shared column list, of the cells that differ. */
  readonly changed: readonly number[]
}
