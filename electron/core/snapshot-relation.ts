import type { SnapshotTable } from '../../shared/model/snapshot.ts'
import { type PhysicalFile, relationOf } from './ingest/relation.ts'
import { storedFile } from './ingest/stored-file.ts'
import { parquetPages, type Relation, type RelationOptions } from './query/relations.ts'
import { identifier, text } from './query/sql-text.ts'
import { type ResolvedSnapshot, theTable } from './store/store.ts'
import type { Workspace } from './workspace.ts'

/** `events@v3/rejected` (or `…/table/rejected`) are the rows that could not be read. */
const rejectedRows = /\/rejected$/

/** The rows of a table of a snapshot. Every file behind them is proven. Throws what resolving and proving throw. */
export async function snapshotRelation(
  workspace: Pick<Workspace, 'store' | 'parsedFiles'>,
  reference: string,
  { signal, expired = false }: RelationOptions,
): Promise<Relation> {
  const { store } = workspace
  if (rejectedRows.test(reference)) {
    const resolved = await store.resolve(reference.replace(rejectedRows, ''), { expired })
    const table = theTable(resolved)
    return await rejectsRelation(workspace, { resolved, table, reference }, signal)
  }
  const resolved = await store.resolve(reference, { expired })
  const table = theTable(resolved)
  const places = new Map<string, PhysicalFile>()
  const wanted = new Set(table.files)
  for await (const entry of store.entries(resolved)) {
    if (typeof entry.path !== 'string' || entry.kind === 'link' || !wanted.has(entry.path)) continue
    places.set(entry.path, await storedFile(entry, (sha256) => store.objectPath(sha256, { signal })))
  }
  const { sql, readPaths } = await relationOf(
    table,
    (file) => placeOf(places, file, resolved),
    workspace.parsedFiles,
    { signal },
  )
  return {
    sql,
    readPaths,
    columns: table.columns.map((column) => ({ ...column, present: Number(column.present) })),
    rows: Number(table.rows),
    ...pagesOf(table, readPaths),
    input: inputOf(resolved, reference, table),
  }
}

/** Rows of one Parquet file are found by their number. */
function pagesOf(table: SnapshotTable, readPaths: readonly string[]): Pick<Relation, 'page'> {
  const [path] = readPaths
  if (table.partitions !== undefined) return {}
  const inParquet = table.format === 'parquet' || table.format === 'arrow' || table.format === 'log'
  if (!inParquet || path === undefined || readPaths.length !== 1 || table.conflicts.length > 0) return {}
  const columns = table.columns.map(({ name }) => identifier(name)).join(', ')
  return {
    page: parquetPages([{ path, rows: Number(table.rows) }], (from) => `SELECT ${columns} FROM ${from}`),
  }
}

async function rejectsRelation(
  workspace: Pick<Workspace, 'store' | 'parsedFiles'>,
  { resolved, table, reference }: { resolved: ResolvedSnapshot; table: SnapshotTable; reference: string },
  signal: AbortSignal,
): Promise<Relation> {
  const columns = [
    { name: 'file', type: 'VARCHAR' },
    { name: 'line', type: 'BIGINT' },
    { name: 'reason', type: 'VARCHAR' },
    { name: 'text', type: 'VARCHAR' },
  ]
  const path =
    table.rejects === undefined ? undefined : await workspace.store.objectPath(table.rejects, { signal })
  const selected = columns.map(({ name, type }) => `NULL::${type} AS ${name}`).join(', ')
  const sql =
    path === undefined
      ? `SELECT ${selected} LIMIT 0`
      : `SELECT * FROM read_json([${text(path)}], format = 'newline_delimited', compression = 'uncompressed', columns = {${columns.map(({ name, type }) => `${name}: '${type}'`).join(', ')}})`
  const rows = Number(table.rejected)
  return {
    sql,
    readPaths: path === undefined ? [] : [path],
    columns: columns.map((column) => ({ ...column, nullable: false, present: rows })),
    rows,
    input: inputOf(resolved, reference, table),
  }
}

function inputOf(
  resolved: ResolvedSnapshot,
  named: string,
  table: SnapshotTable,
): NonNullable<Relation['input']> {
  const { dataset, version, id, snapshot } = resolved
  return { dataset, version, id, named, ...(snapshot.tables.length > 1 ? { table: table.name } : {}) }
}

function placeOf(places: ReadonlyMap<string, PhysicalFile>, file: string, resolved: ResolvedSnapshot) {
  const place = places.get(file)
  if (place === undefined)
    throw new Error(`The table of ${resolved.reference} names ${file}, which is not among its files.`)
  return place
}
