import type { Value } from './value.ts'

export interface ProfileBar {
  readonly label: string
  readonly rows: number
  /** SQL condition that selects the bar's rows; a click on the bar filters by it. */
  readonly condition: string
}

/** What a field card or the inspector shows of one column. */
export interface ColumnProfile {
  readonly name: string
  readonly type: string
  /** How many rows the figures cover, and whether these are all. */
  readonly covers: { readonly rows: number; readonly all: boolean }
  readonly missing: number
  readonly distinct: number
  /** Whether `distinct` is exact. */
  readonly distinctExact: boolean
  readonly min?: Value
  readonly max?: Value
  readonly mean?: number
  readonly median?: Value
  readonly sum?: Value
  /** Length in characters of the longest text. */
  readonly longest?: number
  /** Histogram of numbers and times; the most frequent values of everything else. */
  readonly bars: readonly ProfileBar[]
  readonly mostFrequent: readonly ProfileBar[]
  /** The query behind the figures. */
  readonly sql: string
}
