import { z } from 'zod'
import type { AlignedRow, ColumnDifference, Comparison, ShownColumn } from '../model/difference.ts'
import { changing, method, opening } from './method.ts'

/** Counts come at once; its columns have no statistics yet (`compare.statistics` gives them). */
export interface OpenComparison extends Comparison {
  readonly comparisonId: string
  /** Columns of the two grids, in the order of the positions in `AlignedRow.changed`. */
  readonly shown: readonly ShownColumn[]
  readonly elapsedMs: number
}

const reference = z.string().min(1)
const comparisonId = z.string().min(1)
const compareRequest = {
  a: reference,
  b: reference,
  /** Columns that name a row; an empty list compares whole rows; absent: one is proposed. */
  key: z.array(z.string()).optional(),
  /** `auto` applies the proposed renames. */
  rename: z
    .union([z.literal('auto'), z.array(z.strictObject({ from: z.string(), to: z.string() }))])
    .optional(),
}
const rowFilter = {
  kinds: z.array(z.enum(['added', 'removed', 'changed', 'same'])).optional(),
  /** Only rows in which this column changed. */
  column: z.string().optional(),
}

export const compareMethods = {
  'compare.start': opening(method(compareRequest).returns<OpenComparison>(), (opened) => ({
    method: 'compare.close',
    input: { comparisonId: opened.comparisonId },
  })),
  /** The columns, or some of them, with figures and distributions of both sides, over all rows. */
  'compare.statistics': method({ comparisonId, columns: z.array(z.string()).optional() }).returns<{
    readonly columns: readonly ColumnDifference[]
  }>(),
  'compare.rows': method({
    comparisonId,
    ...rowFilter,
    from: z.int().min(0),
    count: z.int().min(1).max(1000),
  }).returns<{
    readonly from: number
    readonly total: number
    readonly rows: readonly AlignedRow[]
  }>(),
  /** Position of the next row after `from` that is not the same on both sides; absent when there is none. */
  'compare.next': method({ comparisonId, ...rowFilter, from: z.int().min(-1) }).returns<{
    readonly position?: number
  }>(),
  /** Rows whose key is duplicated or missing. */
  'compare.badKeys': method({ comparisonId, from: z.int().min(0), count: z.int().min(1).max(1000) }).returns<{
    readonly total: number
    readonly rows: readonly AlignedRow[]
  }>(),
  'compare.export': changing(
    'file',
    method({
      comparisonId,
      target: z.string().optional(),
      format: z.enum(['csv', 'json', 'parquet']),
    }).returns<{
      readonly path: string
      readonly rows: number
      readonly download?: string
    }>(),
  ),
  'compare.close': method({ comparisonId }).returns<null>(),
}
