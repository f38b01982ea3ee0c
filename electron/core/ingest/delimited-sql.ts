import type { Column, DelimitedOptions } from '../../../shared/model/table.ts'
import { identifier, text } from '../query/sql-text.ts'
import { castSql } from './column-types.ts'

/** A line longer than this is rejected; the engine's own measure, in bytes. */
export const longestLine = 2_097_152

export interface DelimitedRead {
  readonly paths: readonly string[]
  /** Which of these hold rows only: chunks of a file whose header lies elsewhere. */
  readonly headless: ReadonlySet<string>
  readonly options: DelimitedOptions
  readonly compression: 'none' | 'gzip'
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  /** Name of an extra column with the path that each row came from. */
  readonly fileColumn?: string | undefined
  /**
   * Damaged rows are passed over and written down; without, they are errors. (`ignore_errors` alone is no way:
   * it dropped a third of the good rows of a file with 40 damaged ones, read by two threads.)
   */
  readonly passRejects: boolean
}

/** What to read rows from, in the order of the paths, with nothing left to be detected. */
export function readDelimited(read: DelimitedRead): string {
  const { paths, headless, options } = read
  const runs: { without: boolean; paths: string[] }[] = []
  for (const path of paths) {
    const without = headless.has(path)
    const run = runs.at(-1)
    if (run?.without === without) run.paths.push(path)
    else runs.push({ without, paths: [path] })
  }
  const reads = runs.map((run) =>
    readCsv({
      ...read,
      paths: run.paths,
      options: run.without ? { ...options, header: false, skip: 0 } : options,
    }),
  )
  const [only = ''] = reads
  return reads.length === 1 ? only : `(${reads.map((each) => `SELECT * FROM ${each}`).join(' UNION ALL ')})`
}

function readCsv({
  paths,
  options,
  compression,
  columns,
  fileColumn,
  passRejects,
}: Omit<DelimitedRead, 'headless'>): string {
  const { delimiter, quote, escape, header, skip, comment, nullTexts } = options
  const parameters = [
    `auto_detect = false`,
    `columns = {${columns.map(({ name, type }) => `${text(name)}: ${text(type)}`).join(', ')}}`,
    `delim = ${text(delimiter)}`,
    `quote = ${text(quote)}`,
    `escape = ${text(quote === '' ? '' : escape)}`,
    `header = ${String(header)}`,
    ...(skip === 0 ? [] : [`skip = ${skip}`]),
    ...(comment === undefined || comment === '' ? [] : [`comment = ${text(comment)}`]),
    `nullstr = [${['', ...nullTexts].map(text).join(', ')}]`,
    `compression = ${text(compression)}`,
    ...(fileColumn === undefined ? [] : [`filename = ${text(fileColumn)}`]),
    // With a single column an empty cell in quotes is a row, an empty line is none.
    ...(columns.length === 1 ? ['allow_quoted_nulls = false'] : []),
    ...(passRejects ? ['store_rejects = true'] : []),
  ]
  return `read_csv([${paths.map(text).join(', ')}], ${parameters.join(', ')})`
}

export interface DelimitedSelection {
  /** Columns of these files, in their order. */
  readonly layout: readonly string[]
  /** Columns of the table; those that the layout lacks are NULL. */
  readonly columns: readonly Column[]
  /** There are rejected rows, which are passed over. */
  readonly rejected: boolean
  /** Columns in which a value may not fit the type, because a user chose it: such values become NULL. */
  readonly lenient: ReadonlySet<string>
}

/**
 * A SELECT of the columns with their types from files of one layout. The engine casts while it reads where
 * every row was good; where rows were rejected the cast comes after, so that a value that does not fit is an
 * error and never one more rejected row. A column of paths comes last.
 */
export function selectDelimited(
  read: Omit<DelimitedRead, 'columns' | 'passRejects'>,
  { layout, columns, rejected, lenient }: DelimitedSelection,
): string {
  const byName = new Map(columns.map((column) => [column.name, column]))
  const castLater = (name: string, type: string) =>
    rejected ||
    layout.length === 1 ||
    lenient.has(name) ||
    castSql(type, '', read.options, false) !== `CAST( AS ${type})`
  const readTypes = layout.map((name) => {
    const type = byName.get(name)?.type ?? 'VARCHAR'
    return { name, type: castLater(name, type) ? 'VARCHAR' : type }
  })
  const from = readDelimited({ ...read, columns: readTypes, passRejects: rejected })
  const readType = new Map(readTypes.map(({ name, type }) => [name, type]))
  const selected = columns.map(({ name, type }) => {
    const found = readType.get(name)
    if (found === undefined) return `CAST(NULL AS ${type}) AS ${identifier(name)}`
    if (found === type && layout.length > 1) return identifier(name)
    const cell = layout.length === 1 ? `nullif(${identifier(name)}, '')` : identifier(name)
    return `${castSql(type, cell, read.options, lenient.has(name))} AS ${identifier(name)}`
  })
  if (read.fileColumn !== undefined) selected.push(identifier(read.fileColumn))
  const condition = rowCondition(layout, rejected)
  return `SELECT ${selected.join(', ')} FROM ${from}${condition === undefined ? '' : ` WHERE ${condition}`}`
}

/**
 * What makes the rows of a scan the same whichever columns a query asks for. With several columns the engine
 * skips fully empty lines, with one it takes them for empty cells. And it finds bytes that are no UTF-8 only in
 * columns that it reads: where rows are rejected, all are read.
 */
export function rowCondition(names: readonly string[], rejected: boolean): string | undefined {
  const [only] = names
  if (names.length === 1 && only !== undefined) return `${identifier(only)} IS NOT NULL`
  return rejected ? `row(${names.map(identifier).join(', ')}) IS NOT NULL` : undefined
}
