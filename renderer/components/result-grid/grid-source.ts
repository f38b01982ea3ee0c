import type { FirnError } from '../../../shared/contract/errors.ts'
import type { ResultColumn, Row } from '../../../shared/model/value.ts'

/** Rows that a grid can show: positions, not keys. */
export interface GridSource {
  /** Another id means other rows. */
  readonly id: string
  /** What the rows are and how they are sorted and filtered: a place among rows of another order says nothing. */
  readonly order: string
  readonly columns: readonly ResultColumn[]
  /** Absent until all rows are counted. */
  readonly rows?: number | undefined
  /** Rows from position 0 that are there already. */
  readonly firstPage: readonly Row[]
  /** Rejects with a FirnError. It may wait until the rows exist. */
  page(from: number, count: number): Promise<readonly Row[]>
}

export type FilterOperator =
  | 'equals'
  | 'not-equals'
  | 'contains'
  | 'less'
  | 'at-most'
  | 'greater'
  | 'at-least'
  | 'is-null'
  | 'is-not-null'

export interface GridFilter {
  readonly column: string
  readonly operator: FilterOperator
  readonly value?: string
}

export interface GridSort {
  readonly column: string
  readonly descending: boolean
}

/** How the engine is asked to show a result: the grid itself neither sorts nor filters. */
export interface GridView {
  readonly sort: readonly GridSort[]
  readonly filters: readonly GridFilter[]
}

export const plainView: GridView = { sort: [], filters: [] }

/** Rows that could not be loaded. */
export interface PageFailure {
  readonly from: number
  readonly to: number
  readonly error: FirnError
}

/** A cell that a person wants to see whole. */
export interface CellSubject {
  /** Position of the row, from 0. */
  readonly row: number
  readonly column: ResultColumn
  readonly value: Row[number]
}

/** Words for operators, in the order in which they are offered. */
export const operatorTitles: Readonly<Record<FilterOperator, string>> = {
  equals: 'is',
  'not-equals': 'is not',
  contains: 'contains',
  less: 'is less than',
  'at-most': 'is at most',
  greater: 'is greater than',
  'at-least': 'is at least',
  'is-null': 'is NULL',
  'is-not-null': 'is not NULL',
}

/** The next sorting after a click on a column: ascending, descending, none. `add` keeps the other columns. */
export function nextSort(sort: readonly GridSort[], column: string, add: boolean): readonly GridSort[] {
  const now = sort.find((one) => one.column === column)
  const next =
    now === undefined
      ? { column, descending: false }
      : now.descending
        ? undefined
        : { column, descending: true }
  if (!add) return next === undefined ? [] : [next]
  if (now === undefined) return next === undefined ? sort : [...sort, next]
  return sort.flatMap((one) => (one.column === column ? (next === undefined ? [] : [next]) : [one]))
}
