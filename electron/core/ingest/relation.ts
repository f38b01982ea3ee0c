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
import { columnsOfFiles, type ReadFile, type SelectFiles, selectPartitioned } from './partition-sql.ts'
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
  'name' | 'format' | 'compression' | 'options' | 'files' | 'text' | 'layouts' | 'partitions' | 'conflicts'
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
  const inFiles = columnsOfFiles(table)
  const files: ReadFile[] = []
  for (const file of table.files)
    files.push({ file, paths: await pathsOf(inFiles, file, physical(file), parsed, watch) })
  const select = await selection(inFiles, files, physical)
  return {
    sql: table.partitions === undefined ? select(files) : selectPartitioned(table, files, select),
    readPaths: files.flatMap(({ paths }) => paths),
  }
}

/** What the engine reads for one file of a table. */
async function pathsOf(
  table: RelationTable,
  file: string,
  place: PhysicalFile,
  parsed: ParsedFiles,
  watch: CallWatch,
): Promise<readonly string[]> {
  const { options, compression, text } = table
  switch (options.kind) {
    case 'delimited':
    case 'json': {
      if (text === undefined || !isRewritten(table, file))
        return rowParts(place, options).map((part) => part.physical)
      requireWhole({ ...place, path: file })
      const reading = { compression, text, options, width: widthOf(table, file) }
      return [(await parsed.rewritten({ path: file, ...place }, reading, watch)).path]
    }
    case 'parquet':
      return [place.physical]
    case 'log': {
      const paths: string[] = []
      for (const part of place.parts ?? [place])
        paths.push((await parsed.log({ ...part, path: file }, { compression, text, options }, watch)).parquet)
      return paths
    }
    case 'arrow':
      return [(await parsed.arrow({ path: file, ...place }, compression, watch)).parquet]
  }
}

/** How rows are read from some of the files of a table. */
async function selection(
  table: RelationTable,
  files: readonly ReadFile[],
  physical: (file: string) => PhysicalFile,
): Promise<SelectFiles> {
  const { options } = table
  if (options.kind === 'delimited') return delimitedSelection(table, options, table.files.map(physical))
  if (options.kind === 'json') return await jsonSelection(table, options, files)
  return (some, fileColumn) => selectParquet(table, pathsOfAll(some), fileColumn)
}

const pathsOfAll = (files: readonly ReadFile[]) => files.flatMap(({ paths }) => paths)

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

function delimitedSelection(
  table: RelationTable,
  options: DelimitedOptions,
  places: readonly PhysicalFile[],
): SelectFiles {
  const headless = headlessPaths(places, options)
  const compression = readCompression(table)
  const columns = allColumns(table)
  const lenient = lenientColumns(table)
  const rejected = Number(table.rejected) > 0
  const whole: readonly FileLayout[] = [{ files: table.files, columns: columns.map(({ name }) => name) }]
  const layouts = table.layouts ?? whole
  return (files, fileColumn) => {
    const byFile = new Map(files.map(({ file, paths }) => [file, paths]))
    const parts = layouts.flatMap((layout) => {
      const paths = layout.files.flatMap((file) => byFile.get(file) ?? [])
      if (paths.length === 0) return []
      const read = { paths, headless, options, compression, fileColumn }
      return selectDelimited(read, { layout: layout.columns, columns, rejected, lenient })
    })
    return parts.join(' UNION ALL ')
  }
}

async function jsonSelection(
  table: RelationTable,
  options: JsonOptions,
  files: readonly ReadFile[],
): Promise<SelectFiles> {
  let bytes = 0
  for (const { file, paths } of files)
    for (const path of paths) bytes = Math.max(bytes, await sizeOf(path, file))
  const selected = {
    options,
    columns: allColumns(table),
    rejected: Number(table.rejected) > 0,
    lenient: lenientColumns(table),
  }
  return (some, fileColumn) =>
    selectJson({ ...jsonRead(table, options, pathsOfAll(some), bytes), fileColumn }, selected)
}

function selectParquet(
  table: RelationTable,
  paths: readonly string[],
  fileColumn: string | undefined,
): string {
  const lenient = lenientColumns(table)
  const byName = table.layouts !== undefined
  // Casting to the type that a column has already costs nothing.
  const selected = table.columns.map(
    ({ name, type }) => `${castSql(type, identifier(name), {}, lenient.has(name))} AS ${identifier(name)}`,
  )
  if (fileColumn !== undefined) selected.push(identifier(fileColumn))
  return `SELECT ${selected.join(', ')} FROM ${readParquet(paths, { byName, fileColumn })}`
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
