import { join } from 'node:path'
import { identifier, text } from '../query/sql-text.ts'
import type { Worker } from '../query/workers.ts'
import { type CallWatch, type IngestAccess, readingInstance } from './engine-reader.ts'
import type { Written } from './worker/arrow-types.ts'

/** A column of a staging file and how its text becomes a value. */
export interface StagedColumn {
  readonly name: string
  readonly type: string
  readonly written: Written
}

/** The Parquet file that is made in a folder. */
export function parquetIn(folder: string): string {
  return join(folder, 'rows.parquet')
}

/** Turns a staging file into Parquet inside of a folder that nothing else is written to. */
export async function stagedToParquet(
  access: IngestAccess,
  worker: Worker,
  job: { readonly staging: string; readonly folder: string; readonly columns: readonly StagedColumn[] },
  watch: CallWatch,
): Promise<void> {
  const { staging, folder, columns } = job
  const instance = { ...readingInstance(access, worker, [staging]), writeFolder: folder }
  await worker.call('instance.open', instance, { signal: watch.signal })
  const parameters = [
    'auto_detect = false',
    `columns = {${columns.map((_, index) => `'c${index}': 'VARCHAR'`).join(', ')}}`,
    'header = false',
    `delim = ','`,
    `quote = '"'`,
    `escape = '"'`,
    // An empty cell is NULL, one in quotes is empty text; a row of a single NULL cannot be an empty line.
    `nullstr = ['', '\\N']`,
    'allow_quoted_nulls = false',
    `compression = 'none'`,
    // Two million escaped characters of one cell.
    'max_line_size = 33554432',
  ]
  const selected = columns.map(
    ({ name, type, written }, index) => `${valueOf(`c${index}`, type, written)} AS ${identifier(name)}`,
  )
  const rows = `SELECT ${selected.join(', ')} FROM read_csv([${text(staging)}], ${parameters.join(', ')})`
  const sql = `COPY (${rows}) TO ${text(parquetIn(folder))} (FORMAT parquet, COMPRESSION zstd)`
  await worker.call('instance.run', { sql }, { signal: watch.signal })
  await worker.call('instance.close', {})
}

function valueOf(cell: string, type: string, written: Written): string {
  switch (written) {
    case 'base64':
      return `from_base64(${cell})`
    case 'json':
      return `CAST(CAST(${cell} AS JSON) AS ${type})`
    case 'micros':
      return `make_timestamp(CAST(${cell} AS BIGINT))`
    case 'zoned-micros':
      return `make_timestamptz(CAST(${cell} AS BIGINT))`
    case 'nanos':
      return `make_timestamp_ns(CAST(${cell} AS BIGINT))`
    case 'text':
      return `CAST(${cell} AS ${type})`
  }
}
