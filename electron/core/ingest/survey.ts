import type { TypeConflict } from '../../../shared/model/table.ts'
import type { Row } from '../../../shared/model/value.ts'
import {
  castSql,
  conflictShare,
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
  /** The type when there is no value to tell. */
  readonly before?: string | undefined
  /** What a first look says of single files, where they disagree. */
  readonly perFile?: readonly { readonly type: string; readonly files: number; readonly example: string }[]
}

export interface SurveySource {
  /** What stands behind FROM. */
  readonly from: string
  /** The same rows for a query that asks for some of the columns only, where that makes a difference. */
  readonly fromSome?: string
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
interface Tally {
  present: number
  readonly fits: Map<string, number>
}

/** More expressions than this in one SELECT make it slow to plan. */
const columnsPerQuery = 400

/**
 * Counts rows, values and fitting values of all columns in one pass (per file), then asks again only about the
 * columns whose guess did not hold. A column gets the narrowest type that every value fits.
 */
export async function survey(
  read: Read,
  source: SurveySource,
  columns: readonly SurveyColumn[],
): Promise<Survey> {
  const rows = new Map<string, number>()
  const tallies = columns.map((): Map<string, Tally> => new Map())
  const asked = columns.map(({ chosen, guess }): readonly string[] => {
    const type = chosen ?? guess.type
    return type === undefined || type === 'VARCHAR' || type === 'JSON' ? [] : [type]
  })
  const also: Row[] = []
  await count(read, source, columns, asked, tallies, { rows, also })

  const doubtful = columns.map((column, index) => {
    if (column.chosen !== undefined) return undefined
    const { present, fits } = sum(tallies[index])
    const { type, unseen } = column.guess
    const failed = type === undefined ? unseen && present > 0 : (fits.get(type) ?? 0) < present
    return failed ? column.types.filter((each) => each !== type) : undefined
  })
  if (doubtful.some((types) => types !== undefined))
    await count(read, partial(source), columns, doubtful, tallies, undefined)

  const findings: SurveyedColumn[] = []
  for (const [index, column] of columns.entries()) {
    const tally = tallies[index] ?? new Map<string, Tally>()
    findings.push(
      column.chosen === undefined
        ? await found(read, source, column, tally)
        : await asChosen(read, source, column, column.chosen, sum(tally)),
    )
  }
  return { rows, columns: findings, also }
}

function partial(source: SurveySource): SurveySource {
  return { ...source, from: source.fromSome ?? source.from, also: [] }
}

async function found(
  read: Read,
  source: SurveySource,
  column: SurveyColumn,
  tally: ReadonlyMap<string, Tally>,
): Promise<SurveyedColumn> {
  const total = sum(tally)
  const type = typeFor(column, total)
  const conflict = total.present === 0 ? undefined : await conflictOf(read, source, column, type, tally)
  return { name: column.name, type, present: total.present, conflict }
}

/** Values that do not fit the chosen type are no values of the column, and a conflict that tells how they look. */
async function asChosen(
  read: Read,
  source: SurveySource,
  column: SurveyColumn,
  chosen: string,
  tally: Tally,
): Promise<SurveyedColumn> {
  const { name, expression, fallback } = column
  const fitting = tally.fits.get(chosen) ?? tally.present
  if (fitting === tally.present) return { name, type: chosen, present: tally.present, conflict: undefined }
  const misfit = await least(
    read,
    source,
    expression,
    `NOT (${fitsChosen(chosen, expression, source.formats)})`,
  )
  const fit = await least(read, source, expression, fitsChosen(chosen, expression, source.formats))
  const types = [
    { type: chosen, files: fitting > 0 ? 1 : 0, example: fit },
    { type: fallback, files: 1, example: misfit },
  ]
  return { name, type: chosen, present: fitting, conflict: { column: name, types, resolved: chosen } }
}

function typeFor(column: SurveyColumn, tally: Tally): string {
  if (tally.present === 0) return column.before ?? column.guess.type ?? column.fallback
  const fitting = firstThatFits(tally.present, (type) => tally.fits.get(type) ?? -1)
  return fitting === 'VARCHAR' ? column.fallback : fitting
}

async function count(
  read: Read,
  { from, fileColumn, limit, formats, also = [] }: SurveySource,
  columns: readonly SurveyColumn[],
  types: readonly (readonly string[] | undefined)[],
  tallies: readonly Map<string, Tally>[],
  first: { readonly rows: Map<string, number>; readonly also: Row[] } | undefined,
): Promise<void> {
  const indexes = [...columns.keys()].filter((index) => types[index] !== undefined)
  for (let start = 0; start < Math.max(1, indexes.length); start += columnsPerQuery) {
    const part = indexes.slice(start, start + columnsPerQuery)
    const counts = part.flatMap((index) => {
      const expression = columns[index]?.expression ?? 'NULL'
      return [
        `count(${expression})`,
        ...(types[index] ?? []).map(
          (type) =>
            `count(*) FILTER (${columns[index]?.chosen === undefined ? fits(type, expression, formats) : fitsChosen(type, expression, formats)})`,
        ),
      ]
    })
    const limited = limit === undefined ? from : `(SELECT * FROM ${from} LIMIT ${limit})`
    const file = fileColumn ?? "''"
    const answer = await read(
      `SELECT ${[file, 'count(*)', ...counts, ...(start === 0 ? also : [])].join(', ')} FROM ${limited}${fileColumn === undefined ? '' : ` GROUP BY ${fileColumn}`}`,
    )
    for (const row of answer) {
      const name = String(row[0] ?? '')
      if (start === 0) first?.rows.set(name, Number(row[1]))
      let at = 2
      for (const index of part) {
        const tally = tallies[index]?.get(name) ?? { present: 0, fits: new Map<string, number>() }
        tally.present = Number(row[at])
        at += 1
        for (const type of types[index] ?? []) {
          tally.fits.set(type, Number(row[at]))
          at += 1
        }
        tallies[index]?.set(name, tally)
      }
      if (start === 0) first?.also.push(row.slice(at))
    }
  }
}

function fits(type: string, expression: string, formats: TimeFormats | undefined): string {
  const known = textTypes.find((each) => each === type)
  return known === undefined ? fitsChosen(type, expression, formats) : fitsSql(known, expression, formats)
}

function fitsChosen(type: string, expression: string, formats: TimeFormats | undefined): string {
  return `(${castSql(type, expression, formats, true)}) IS NOT NULL`
}

function sum(tally: ReadonlyMap<string, Tally> | undefined): Tally {
  const total: Tally = { present: 0, fits: new Map() }
  for (const { present, fits: fitting } of tally?.values() ?? []) {
    total.present += present
    for (const [type, number] of fitting) total.fits.set(type, (total.fits.get(type) ?? 0) + number)
  }
  return total
}

/**
 * A conflict is worth showing when files disagree about the type, or when nearly all values are of a narrower
 * type than the column had to get. Codes that happen to be numbers here and there are none.
 */
async function conflictOf(
  read: Read,
  source: SurveySource,
  column: SurveyColumn,
  resolved: string,
  tally: ReadonlyMap<string, Tally>,
): Promise<TypeConflict | undefined> {
  const filesOf = new Map<string, number>()
  for (const each of tally.values()) {
    if (each.present === 0) continue
    const type = typeFor(column, each)
    filesOf.set(type, (filesOf.get(type) ?? 0) + 1)
  }
  if (filesOf.size <= 1) {
    if (column.perFile !== undefined) return { column: column.name, types: column.perFile, resolved }
    const total = sum(tally)
    const guess = column.guess.type
    if (
      guess === undefined ||
      guess === resolved ||
      (total.fits.get(guess) ?? 0) < total.present * conflictShare
    )
      return undefined
    if (!filesOf.has(guess)) filesOf.set(guess, tally.size)
  }
  const types = []
  for (const [type, files] of filesOf)
    types.push({ type, files, example: await exampleOf(read, source, column, type, [...filesOf.keys()]) })
  return { column: column.name, types, resolved }
}

/** A value of one of the types in conflict that is of none of the narrower ones. */
async function exampleOf(
  read: Read,
  source: SurveySource,
  column: SurveyColumn,
  type: string,
  all: readonly string[],
): Promise<string> {
  const { expression, fallback } = column
  const others = all.filter((each) => each !== type && each !== fallback)
  const none = others
    .map((each) => `NOT coalesce(${fits(each, expression, source.formats)}, false)`)
    .join(' AND ')
  return await least(
    read,
    source,
    expression,
    type === fallback ? none || 'true' : fits(type, expression, source.formats),
  )
}

async function least(
  read: Read,
  { from, limit }: SurveySource,
  expression: string,
  condition: string,
): Promise<string> {
  const limited = limit === undefined ? from : `(SELECT * FROM ${from} LIMIT ${limit})`
  const [row] = await read(
    `SELECT min(${expression}) FROM ${limited} WHERE ${expression} IS NOT NULL AND ${condition}`,
  )
  return String(row?.[0] ?? '').slice(0, 100)
}
