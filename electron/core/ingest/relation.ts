import { stat } from 'node:fs/promises'
import { FirnError } from '../../../shared/contract/errors.ts'
import { canonicalSqlType } from '../../../shared/model/sql-type.ts'
import type { Column, DelimitedOptions, FileLayout, JsonOptions, Table } from '../../../shared/model/table.ts'
import { identifier } from '../query/sql-text.ts'
import { castSql } from './column-types.ts'
import { sourceFailure } from '../store/io-error.ts'
import { selectDelimited } from './delimited-sql.ts'
import type { CallWatch } from './engine-reader.ts'
import { headlessPaths, type PlacedFile, requireWhole, rowParts } from './file-parts.ts'
import { jsonRead } from './json-values.ts'
import { selectJson } from './json-sql.ts'
import type { ParsedFiles } from './parsed-files.ts'
import { readParquet } from './parquet-survey.ts'
import { isRewritten, readCompression, widthOf } from './text-rewriting.ts'

/** Where a file of a table is, and what names its content (a hash, or path, size and times). */
export interface PhysicalFile extends PlacedFile {
  readonly identity: string
}

/** A SELECT that reads exactly a table's rows, and the files it reads. */
export interface Relation {
  readonly sql: string
  readonly readPaths: readonly string[]
}

/** A table as it is known from discovery or from a snapshot. */
export type RelationTable = Pick<
  Table,
  'name' | 'format' | 'compression' | 'options' | 'files' | 'text' | 'layouts' | 'conflicts'
> & {
  readonly columns: readonly Pick<Column, 'name' | 'type'>[]
  /** As text in a snapshot. */
  readonly rejected: number | string
}

/**
 * The SELECT behind a table. Format, compression, columns and types are all explicit, so it needs no file
 * extension and detects nothing. What the engine cannot read itself (logs, Arrow, other encodings) is parsed
 * first, once. Throws `file-missing`, `file-unreadable`, `format`, `cancelled`.
 */
export async function relationOf(
  described: RelationTable,
  physical: (file: string) => PhysicalFile,
  parsed: ParsedFiles,
  watch: CallWatch = {},
): Promise<Relation> {
  const table = withCanonicalTypes(described)
  const { options } = table
  switch (options.kind) {
    case 'delimited':
      return await delimitedRelation(table, options, physical, parsed, watch)
    case 'json':
      return await jsonRelation(table, options, physical, parsed, watch)
    case 'parquet':
      return parquetRelation(
        table,
        table.files.map((file) => physical(file).physical),
      )
    case 'log': {
      const paths: string[] = []
      for (const file of table.files) {
        const place = physical(file)
        const reading = { compression: table.compression, text: table.text, options }
        for (const part of place.parts ?? [place])
          paths.push((await parsed.log({ ...part, path: file }, reading, watch)).parquet)
      }
      return parquetRelation(table, paths)
    }
    case 'arrow': {
      const paths: string[] = []
      for (const file of table.files)
        paths.push((await parsed.arrow({ path: file, ...physical(file) }, table.compression, watch)).parquet)
      return parquetRelation(table, paths)
    }
  }
}

/** Types stand in SQL as they are: whoever wrote them down, they are written anew. */
function withCanonicalTypes(table: RelationTable): RelationTable {
  const columns = table.columns.map((column) => {
    const type = canonicalSqlType(column.type)
    if (type !== undefined) return { ...column, type }
    throw new FirnError('format', `The column "${column.name}" has a type that Firn does not know.`, {
      context: { table: table.name, column: column.name, type: column.type },
    })
  })
  return { ...table, columns }
}

async function delimitedRelation(
  table: RelationTable,
  options: DelimitedOptions,
  physical: (file: string) => PhysicalFile,
  parsed: ParsedFiles,
  watch: CallWatch,
): Promise<Relation> {
  const readable = await readableFiles(table, physical, parsed, watch)
  const headless = headlessPaths(table.files.map(physical), options)
  const compression = readCompression(table)
  const columns = allColumns(table)
  const lenient = lenientColumns(table)
  const rejected = Number(table.rejected) > 0
  const whole: readonly FileLayout[] = [{ files: table.files, columns: columns.map(({ name }) => name) }]
  const byFile = new Map(table.files.map((file, index) => [file, readable[index] ?? []]))
  const parts = (table.layouts ?? whole).map((layout) => {
    const paths = layout.files.flatMap((file) => byFile.get(file) ?? [])
    return selectDelimited(
      { paths, headless, options, compression },
      { layout: layout.columns, columns, rejected, lenient },
    )
  })
  return { sql: parts.join(' UNION ALL '), readPaths: readable.flat() }
}

async function jsonRelation(
  table: RelationTable,
  options: JsonOptions,
  physical: (file: string) => PhysicalFile,
  parsed: ParsedFiles,
  watch: CallWatch,
): Promise<Relation> {
  const readable = await readableFiles(table, physical, parsed, watch)
  const readPaths = readable.flat()
  let bytes = 0
  for (const [index, paths] of readable.entries())
    for (const path of paths) bytes = Math.max(bytes, await sizeOf(path, table.files[index] ?? path))
  const read = jsonRead(table, options, readPaths, bytes)
  const sql = selectJson(read, {
    options,
    columns: allColumns(table),
    rejected: Number(table.rejected) > 0,
    lenient: lenientColumns(table),
  })
  return { sql, readPaths }
}

function parquetRelation(table: RelationTable, readPaths: readonly string[]): Relation {
  const lenient = lenientColumns(table)
  const byName = table.layouts !== undefined
  // Casting to the type that a column has already costs nothing.
  const selected = table.columns.map(
    ({ name, type }) => `${castSql(type, identifier(name), {}, lenient.has(name))} AS ${identifier(name)}`,
  )
  return { sql: `SELECT ${selected.join(', ')} FROM ${readParquet(readPaths, { byName })}`, readPaths }
}

async function readableFiles(
  table: RelationTable,
  physical: (file: string) => PhysicalFile,
  parsed: ParsedFiles,
  watch: CallWatch,
): Promise<string[][]> {
  const paths: string[][] = []
  for (const file of table.files) {
    const place = physical(file)
    if (table.text === undefined || !isRewritten(table, file)) {
      paths.push(rowParts(place, table.options).map((part) => part.physical))
      continue
    }
    requireWhole({ ...place, path: file })
    const { compression, text, options } = table
    const reading = { compression, text, options, width: widthOf(table, file) }
    paths.push([(await parsed.rewritten({ path: file, ...place }, reading, watch)).path])
  }
  return paths
}

function allColumns(table: RelationTable): Column[] {
  return table.columns.map(({ name, type }) => ({ name, type, nullable: true, present: 0 }))
}

/** Where values stayed text although the column has another type, a user chose it: what does not fit is NULL. */
function lenientColumns(table: RelationTable): ReadonlySet<string> {
  const chosen = table.conflicts.filter(
    ({ resolved, types }) =>
      resolved !== 'VARCHAR' &&
      resolved !== 'JSON' &&
      types.some(({ type }) => type === 'VARCHAR' || type === 'JSON'),
  )
  return new Set(chosen.map(({ column }) => column))
}

async function sizeOf(physical: string, path: string): Promise<number> {
  try {
    return (await stat(physical)).size
  } catch (error) {
    const failure = sourceFailure(error, physical)
    throw new FirnError(failure.code, failure.message, {
      hint: failure.hint,
      context: { ...failure.context, file: path },
      cause: error,
    })
  }
}
