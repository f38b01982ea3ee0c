import type { Column, FileLayout, ReadOptions, TypeConflict } from '../../../shared/model/table.ts'
import { identifier, text } from '../query/sql-text.ts'
import { castSql } from './column-types.ts'
import type { EngineReader } from './engine-reader.ts'
import { sumOf } from './delimited-survey.ts'
import { type ChosenTypes, type TableFindings } from './table-plan.ts'

const fileColumn = '__file'

/** A Parquet file of a table: what users call it, and where it is. */
export interface ParquetPart {
  readonly path: string
  readonly physical: string
}

/** A `read_parquet` that takes nothing from the files' names. */
export function readParquet(
  paths: readonly string[],
  more: { readonly byName?: boolean; readonly fileColumn?: string | undefined } = {},
): string {
  const parameters = [
    `[${paths.map(text).join(', ')}]`,
    'hive_partitioning = false',
    ...(more.byName === true ? ['union_by_name = true'] : []),
    ...(more.fileColumn === undefined ? [] : [`filename = ${text(more.fileColumn)}`]),
  ]
  return `read_parquet(${parameters.join(', ')})`
}

/** Names and types of one Parquet file, from its footer. */
export async function parquetSchema(
  reader: EngineReader,
  physical: string,
): Promise<readonly { name: string; type: string }[]> {
  return await reader.describe(`SELECT * FROM ${readParquet([physical])}`)
}

/**
 * What Parquet files hold. Columns and rows come from the footers; with `all` the values are counted too, else
 * `present` is what the footers' statistics say.
 */
export async function surveyParquet(
  reader: EngineReader,
  parts: readonly ParquetPart[],
  options: ReadOptions,
  all: boolean,
  chosen: ChosenTypes,
): Promise<TableFindings> {
  const paths = new Map<string, string[]>()
  for (const { path, physical } of parts) paths.set(physical, [...(paths.get(physical) ?? []), path])
  const schemas = new Map<string, readonly { name: string; type: string }[]>()
  for (const physical of paths.keys()) schemas.set(physical, await parquetSchema(reader, physical))
  const distinct = new Set([...schemas.values()].map((schema) => JSON.stringify(schema)))
  const byName = distinct.size > 1
  const physicals = [...paths.keys()]
  const schema = byName
    ? await reader.describe(`SELECT * FROM ${readParquet(physicals, { byName })}`)
    : (schemas.get(physicals[0] ?? '') ?? [])

  const counts = all
    ? await countValues(reader, physicals, schema, byName, chosen)
    : await footerCounts(reader, physicals, schema)
  const perFile = new Map<string, { rows: number; rejected: number }>()
  for (const [physical, logical] of paths) {
    const rows = counts.rows.get(physicals.length > 1 ? physical : '') ?? 0
    for (const path of logical)
      perFile.set(path, {
        rows: (perFile.get(path)?.rows ?? 0) + (physicals.length > 1 ? rows : rows / logical.length),
        rejected: 0,
      })
  }
  const rows = sumOf([...perFile.values()].map((each) => each.rows))
  const columns = schema.map(({ name, type }, index): Column => {
    const present = counts.present[index] ?? rows
    return { name, type: chosen.get(name) ?? type, nullable: present < rows, present }
  })
  const lost = schema.flatMap(({ name, type }, index): TypeConflict[] => {
    const resolved = chosen.get(name)
    if (resolved === undefined || (counts.present[index] ?? 0) === (counts.before[index] ?? 0)) return []
    // Whatever the column was, as text nothing of it is lost.
    return [
      {
        column: name,
        types: [
          { type: resolved, files: 1, example: '' },
          { type: type === 'JSON' ? 'JSON' : 'VARCHAR', files: 1, example: '' },
        ],
        resolved,
      },
    ]
  })
  const layouts = [...schemas].map(
    ([physical, own]): FileLayout => ({
      files: paths.get(physical) ?? [],
      columns: own.map(({ name }) => name),
    }),
  )
  return {
    options,
    columns,
    conflicts: [
      ...lost,
      ...schema.flatMap(({ name, type }) =>
        chosen.get(name) === undefined ? conflictOf(name, type, [...schemas.values()]) : [],
      ),
    ],
    rows,
    rejected: 0,
    rejects: [],
    perFile,
    covers: all ? 'all' : 'sample',
    ...(byName ? { layouts } : {}),
  }
}

interface Counts {
  readonly rows: ReadonlyMap<string, number>
  readonly present: readonly number[]
  /** Values before any was lost to a chosen type. */
  readonly before: readonly number[]
}

async function countValues(
  reader: EngineReader,
  paths: readonly string[],
  schema: readonly { name: string; type: string }[],
  byName: boolean,
  chosen: ChosenTypes,
): Promise<Counts> {
  const file = paths.length > 1 ? fileColumn : undefined
  const counted = schema.flatMap(({ name, type }) => {
    const value = type === 'VARCHAR' ? `nullif(${identifier(name)}, '')` : identifier(name)
    const wanted = chosen.get(name)
    return [`count(${value})`, `count(${wanted === undefined ? value : castSql(wanted, value, {}, true)})`]
  })
  const from = readParquet(paths, { byName, fileColumn: file })
  const answer = await reader.rows(
    `SELECT ${[file ?? "''", 'count(*)', ...counted].join(', ')} FROM ${from}${file === undefined ? '' : ` GROUP BY ${file}`}`,
  )
  const rows = new Map(answer.map(([name, count]) => [String(name), Number(count)]))
  const column = (at: number) => sumOf(answer.map((row) => Number(row[at])))
  return {
    rows,
    before: schema.map((_, index) => column(2 + index * 2)),
    present: schema.map((_, index) => column(3 + index * 2)),
  }
}

async function footerCounts(
  reader: EngineReader,
  paths: readonly string[],
  schema: readonly { name: string; type: string }[],
): Promise<Counts> {
  const list = `[${paths.map(text).join(', ')}]`
  const files = await reader.rows(`SELECT file_name, num_rows FROM parquet_file_metadata(${list})`)
  const rows = new Map(files.map(([name, count]) => [paths.length > 1 ? String(name) : '', Number(count)]))
  const nulls = await reader.rows(
    `SELECT path_in_schema, sum(stats_null_count), count(*) = count(stats_null_count) FROM parquet_metadata(${list}) GROUP BY path_in_schema`,
  )
  const missing = new Map(
    nulls.filter(([, , known]) => known === true).map(([name, count]) => [String(name), Number(count)]),
  )
  const total = sumOf([...rows.values()])
  const present = schema.map(({ name }) => total - (missing.get(name) ?? 0))
  return { rows, present, before: present }
}

function conflictOf(
  column: string,
  resolved: string,
  schemas: readonly (readonly { name: string; type: string }[])[],
): TypeConflict[] {
  const files = new Map<string, number>()
  for (const schema of schemas) {
    const type = schema.find(({ name }) => name === column)?.type
    if (type !== undefined) files.set(type, (files.get(type) ?? 0) + 1)
  }
  if (files.size <= 1) return []
  return [
    { column, types: [...files].map(([type, count]) => ({ type, files: count, example: '' })), resolved },
  ]
}
