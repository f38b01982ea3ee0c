import type { TypeConflict } from '../../../shared/model/table.ts'
import type { Row } from '../../../shared/model/value.ts'
import {
  castSql,
  firstThatFits,
  fitsSql,
  type Guess,
  type TextType,
  textTypes,
  type TimeFormats,
} from './column-types.ts'

/** Runs one SELECT and gives all of its rows. */
export type Read = (sql: string) => Promise<readonly Row[]>

/** A column to be looked at: SQL for its values as text, NULL where there is none. */
export interface SurveyColumn {
  readonly name: string
  readonly expression: string
  readonly guess: Guess
  /** Types it may turn out to have besides the guess. */
  readonly types: readonly TextType[]
  /** What holds every value. */
  readonly fallback: 'VARCHAR' | 'JSON'
  /** The type that a user wants, whether the values fit it or not. */
  readonly chosen?: string | undefined
  /** What a first look says of single files, where they disagree. */
  readonly perFile?: readonly { readonly type: string; readonly files: number; readonly example: string }[]
}

export interface SurveySource {
  /** What stands behind FROM. */
  readonly from: string
  /** What stands there after the first query, where that one shows that less will do. */
  readonly fromThen?: () => Promise<string>
  /** Column of `from` that names the file; absent when there is one file. */
  readonly fileColumn: string | undefined
  /** Look at this many rows only. */
  readonly limit: number | undefined
  readonly formats?: TimeFormats
  /** Further aggregates over all rows, asked in the first pass. */
  readonly also?: readonly string[]
}

export interface SurveyedColumn {
  readonly name: string
  readonly type: string
  readonly present: number
  readonly conflict: TypeConflict | undefined
}

export interface Survey {
  /** Rows by the value of the file column (`''` when there is none). */
  readonly rows: ReadonlyMap<string, number>
  readonly columns: readonly SurveyedColumn[]
  /** What the further aggregates gave, a row for each file. */
  readonly also: readonly Row[]
}

/** Counts of one column in one file. */
export interface Tally {
  present: number
  readonly fits: Map<string, number>
}

/** The narrowest type that holds all values of a column. */
export function typeFor(column: SurveyColumn, tally: Tally): string {
  if (tally.present === 0) return column.guess.type ?? column.fallback
  const fitting = firstThatFits(tally.present, (type) => tally.fits.get(type) ?? -1)
  return fitting === 'VARCHAR' ? column.fallback : fitting
}

/** SQL that is true where a value fits a type. */
export function fits(type: string, expression: string, formats: TimeFormats | undefined): string {
  const known = textTypes.find((each) => each === type)
  return known === undefined ? fitsChosen(type, expression, formats) : fitsSql(known, expression, formats)
}

/** The same for a type that a user chose: what can be cast, fits. */
export function fitsChosen(type: string, expression: string, formats: TimeFormats | undefined): string {
  return `(${castSql(type, expression, formats, true)}) IS NOT NULL`
}

/** The counts of all files together. */
export function sum(tally: ReadonlyMap<string, Tally> | undefined): Tally {
  const total: Tally = { present: 0, fits: new Map() }
  for (const { present, fits: fitting } of tally?.values() ?? []) {
    total.present += present
    for (const [type, number] of fitting) total.fits.set(type, (total.fits.get(type) ?? 0) + number)
  }
  return total
}
