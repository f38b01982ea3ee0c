import type { TypeConflict } from '../../../shared/model/table.ts'
import { conflictShare } from './column-types.ts'
import {
  fits,
  fitsChosen,
  type Read,
  sum,
  type SurveyColumn,
  type SurveyedColumn,
  type SurveySource,
  type Tally,
  typeFor,
} from './survey-columns.ts'

/** What a column turned out to be, by the counts of its values. */
export async function found(
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
export async function asChosen(
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
