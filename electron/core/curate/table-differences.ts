import { identifier } from '../query/sql-text.ts'
import { fieldSql } from './canonical-text.ts'
import type { WriterInstance } from './writer-instance.ts'

/** Two floating numbers count as equal when they differ by no more than this share of the greater one. */
export const floatTolerance = 1e-9

interface TypedColumn {
  readonly name: string
  readonly type: string
}

/** One of two tables: a FROM item, its columns and how many rows it has. */
export interface ComparedTable {
  readonly from: string
  readonly columns: readonly TypedColumn[]
  readonly rows: string
}

export interface TableDifferences {
  /** Equal, or equal within the tolerance for floating numbers. */
  readonly same: boolean
  /** A sentence each; of tables that are the same, what the tolerance had to cover. */
  readonly sentences: readonly string[]
}

function countsText(was: string, is: string): string {
  return `There ${was === '1' ? 'was 1 row' : `were ${was} rows`}, now there ${is === '1' ? 'is 1' : `are ${is}`}.`
}

/** Says in what two tables with different digests differ: schema, row counts, columns. Rows have no order. */
export async function tableDifferences(
  instance: WriterInstance,
  was: ComparedTable,
  is: ComparedTable,
): Promise<TableDifferences> {
  const schema = schemaDifferences(was.columns, is.columns)
  const counts = was.rows === is.rows ? [] : [countsText(was.rows, is.rows)]
  const columns = was.columns.filter((column) =>
    is.columns.some((other) => other.name === column.name && other.type === column.type),
  )
  if (schema.length > 0 || counts.length > 0) return { same: false, sentences: [...schema, ...counts] }
  const [before, after] = [
    await columnSums(instance, was.from, columns),
    await columnSums(instance, is.from, columns),
  ]
  const changed = columns.filter((_, index) => before[index] !== after[index])
  const floats = columns.filter(isFloat)
  if (floats.length > 0 && changed.every(isFloat))
    return floatDifferences(instance, was.from, is.from, columns)
  if (changed.length === 0)
    return {
      same: false,
      sentences: ['Every column holds the same values, but they stand together in other rows.'],
    }
  return { same: false, sentences: changed.map(({ name }) => `The column "${name}" holds other values.`) }
}

function schemaDifferences(was: readonly TypedColumn[], is: readonly TypedColumn[]): string[] {
  const gone = was.filter((column) => !is.some(({ name }) => name === column.name))
  const added = is.filter((column) => !was.some(({ name }) => name === column.name))
  const retyped = was.flatMap((column) => {
    const now = is.find(({ name }) => name === column.name)
    return now === undefined || now.type === column.type
      ? []
      : [`The column "${column.name}" was ${column.type}, now it is ${now.type}.`]
  })
  const moved =
    gone.length === 0 && added.length === 0 && was.some(({ name }, index) => is[index]?.name !== name)
  return [
    ...gone.map(({ name }) => `The column "${name}" is gone.`),
    ...added.map(({ name }) => `The column "${name}" is new.`),
    ...retyped,
    ...(moved ? ['The columns stand in another order.'] : []),
  ]
}

/** A number per column that is equal for equal values, whatever row they stand in. */
async function columnSums(
  instance: WriterInstance,
  from: string,
  columns: readonly TypedColumn[],
): Promise<string[]> {
  const sums = columns.map(({ name, type }) => {
    const hash = `md5_number(${fieldSql(identifier(name), type)})`
    return `(sum((${hash} & 18446744073709551615::UHUGEINT)::UBIGINT)::VARCHAR || ' ' || sum((${hash} >> 64)::UBIGINT)::VARCHAR)`
  })
  if (sums.length === 0) return []
  const [row] = await instance.texts(`SELECT ${sums.join(', ')} FROM ${from}`)
  return (row ?? []).map((sum) => sum ?? '')
}

/**
 * Pairs the rows by all other columns, and rows that are equal in those by the order of their floating
 * numbers, then compares the numbers with the tolerance.
 */
async function floatDifferences(
  instance: WriterInstance,
  was: string,
  is: string,
  columns: readonly TypedColumn[],
): Promise<TableDifferences> {
  const floats = columns.filter(isFloat).map(({ name }) => identifier(name))
  const fields = columns
    .filter((column) => !isFloat(column))
    .map(({ name, type }) => fieldSql(identifier(name), type))
  const key = fields.length === 0 ? `''` : `md5(concat_ws(chr(31), ${fields.join(', ')}))`
  const side = (from: string) =>
    `SELECT k, row_number() OVER (PARTITION BY k ORDER BY ${floats.join(', ')}) AS n, ${floats.map((name, index) => `${name} AS f${index}`).join(', ')} FROM (SELECT ${key} AS k, * FROM ${from})`
  const figures = floats.map((_, index) => {
    const [a, b] = [`a.f${index}`, `b.f${index}`]
    const apart = `abs(${a}::DOUBLE - ${b}::DOUBLE) / greatest(abs(${a}::DOUBLE), abs(${b}::DOUBLE))`
    const equal = `(${a} IS NOT DISTINCT FROM ${b})`
    return [
      `count(*) FILTER (NOT ${equal} AND NOT coalesce(${apart} <= ${floatTolerance}, FALSE))::VARCHAR`,
      `max(CASE WHEN NOT ${equal} THEN ${apart} END)::VARCHAR`,
    ].join(', ')
  })
  const [row] = await instance.texts(
    `SELECT count(*) FILTER (a.k IS NULL OR b.k IS NULL)::VARCHAR, ${figures.join(', ')} FROM (${side(was)}) a FULL JOIN (${side(is)}) b ON a.k = b.k AND a.n = b.n`,
  )
  const [unpaired = '0', ...rest] = row ?? []
  const sentences: string[] = []
  let same = unpaired === '0'
  if (!same) sentences.push(`${unpaired === '1' ? '1 row has' : `${unpaired} rows have`} no counterpart.`)
  for (const [index, name] of floats.entries()) {
    const [far, most] = [rest[2 * index], rest[2 * index + 1]]
    if (far !== '0') {
      same = false
      sentences.push(
        `The column ${name} differs in ${far} ${far === '1' ? 'row' : 'rows'} by more than ${floatTolerance} of the value.`,
      )
    } else if (most !== null && most !== undefined)
      sentences.push(
        `The column ${name} differs by at most ${Number(most).toExponential(1)} of the value, within the tolerance of ${floatTolerance}.`,
      )
  }
  return { same, sentences }
}

function isFloat({ type }: TypedColumn): boolean {
  return type === 'DOUBLE' || type === 'FLOAT'
}
