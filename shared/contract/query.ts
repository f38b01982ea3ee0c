import { z } from 'zod'
import type { LineageInput } from '../model/lineage.ts'
import type { ColumnProfile } from '../model/profile.ts'
import type { ResultColumn, Row } from '../model/value.ts'
import { changing, method, nothing, opening } from './method.ts'

export const exportFormats = ['csv', 'tsv', 'json', 'jsonl', 'parquet', 'arrow', 'markdown'] as const
export type ExportFormat = (typeof exportFormats)[number]

/** One statement of a script. Offsets count characters. */
export interface StatementSpan {
  readonly from: number
  readonly to: number
  readonly sql: string
}

/**
 * A result that is open. `rows` is absent until all of them are counted; the first page is there at once and
 * later pages as soon as the result is `ready` (an event `result` says so).
 */
export interface OpenResult {
  readonly resultId: string
  readonly sql: string
  readonly columns: readonly ResultColumn[]
  readonly firstPage: readonly Row[]
  readonly rows?: number
  readonly state: 'preparing' | 'ready'
  /** Snapshots that were read, and files. */
  readonly inputs: readonly LineageInput[]
  readonly files: readonly string[]
  /** Sentences for people, such as how many rows of a file could not be read. */
  readonly warnings: readonly string[]
  readonly elapsedMs: number
}

/** Payload of the event `result`. */
export interface ResultEvent {
  readonly resultId: string
  readonly state: 'ready' | 'failed' | 'lost'
  readonly rows?: number
  readonly elapsedMs?: number
  readonly problem?: string
}

export interface ResultPage {
  /** Position of the first row in the result, from 0. */
  readonly from: number
  readonly rows: readonly Row[]
}

export interface HistoryEntry {
  readonly id: string
  readonly sql: string
  readonly startedAt: string
  readonly elapsedMs: number
  readonly rows?: number
  /** References with their versions. */
  readonly inputs: readonly string[]
  readonly problem?: string
}

export const filterOperators = [
  'equals',
  'not-equals',
  'contains',
  'less',
  'at-most',
  'greater',
  'at-least',
  'is-null',
  'is-not-null',
] as const

export const viewSchema = {
  sort: z.array(z.strictObject({ column: z.string(), descending: z.boolean() })).optional(),
  filters: z
    .array(
      z.strictObject({ column: z.string(), operator: z.enum(filterOperators), value: z.string().optional() }),
    )
    .optional(),
  /** A SQL condition over the result's columns, as the field cards write it. */
  where: z.string().optional(),
}

export const chartMeasures = ['rows', 'sum', 'mean', 'minimum', 'maximum'] as const
export type ChartMeasure = (typeof chartMeasures)[number]

export interface ChartPoint {
  /** The value, or the range, of the column along the axis; null is NULL. */
  readonly label: string | null
  /** Null where there is nothing to draw. */
  readonly value: number | null
  readonly rows: number
}

export interface ResultChart {
  /** A point for each value of a column, or for each range of its values. */
  readonly kind: 'values' | 'ranges'
  /** At most 60: in the order of numbers and times, of other values the largest first. */
  readonly points: readonly ChartPoint[]
  /** How many points there would be without that limit. */
  readonly groups: number
  readonly sql: string
}

const resultId = z.string().min(1)
const closing = ({ resultId: id }: OpenResult) => ({ method: 'query.close', input: { resultId: id } })
const parameters = z.record(z.string(), z.string()).optional()
const sql = z.string().min(1).max(1_000_000)

export const queryMethods = {
  'query.statements': method({ sql }).returns<{ readonly statements: readonly StatementSpan[] }>(),
  'query.start': opening(method({ sql, parameters, ...viewSchema }).returns<OpenResult>(), closing),
  /** Another sorting or filter of an open result, as a result of its own; the engine does the work. */
  'query.view': opening(method({ resultId, ...viewSchema }).returns<OpenResult>(), closing),
  'query.page': method({
    resultId,
    from: z.int().min(0),
    count: z.int().min(1).max(1000),
  }).returns<ResultPage>(),
  /** The whole value of one cell, without any cut. */
  'query.cell': method({ resultId, row: z.int().min(0), column: z.string() }).returns<{
    readonly value: Row[number]
    readonly type: string
  }>(),
  'query.close': method({ resultId }).returns<null>(),
  /** One SELECT that gives the rows of an open result again, with its sorting and filters; all columns when none are named. */
  'query.select': method({ resultId, columns: z.array(z.string()).optional() }).returns<{
    readonly sql: string
  }>(),
  'query.explain': method({ sql, parameters }).returns<{ readonly plan: string }>(),
  'query.export': changing(
    'file',
    method({
      resultId,
      format: z.enum(exportFormats),
      columns: z.array(z.string()).optional(),
      /** Absent: a download is prepared and `download` names it. */
      target: z.string().optional(),
      /** Prefixes cells that a spreadsheet would run as formulas with an apostrophe. */
      spreadsheetSafe: z.boolean().optional(),
    }).returns<{
      readonly rows: number
      readonly bytes: number
      readonly path: string
      readonly download?: string
    }>(),
  ),
  'query.history': method(nothing).returns<{ readonly entries: readonly HistoryEntry[] }>(),
  /** A measure by the values of a column, over all rows of an open result; `y` is what is measured. */
  'query.chart': method({
    resultId,
    x: z.string(),
    y: z.string().optional(),
    measure: z.enum(chartMeasures),
  }).returns<ResultChart>(),
  /** Figures of columns of an open result; all columns when none are named. */
  'profile.result': method({ resultId, columns: z.array(z.string()).optional() }).returns<{
    readonly columns: readonly ColumnProfile[]
  }>(),
  'profile.snapshot': method({
    reference: z.string().min(1),
    columns: z.array(z.string()).optional(),
  }).returns<{
    readonly columns: readonly ColumnProfile[]
    readonly rows: number
    readonly elapsedMs: number
  }>(),
}
