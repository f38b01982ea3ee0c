import {
  Field,
  makeBuilder,
  makeData,
  RecordBatch,
  RecordBatchFileWriter,
  Schema,
  Struct,
} from 'apache-arrow'
import type { DuckDBResultReader, DuckDBType } from '@duckdb/node-api'
import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { identifier } from '../sql-text.ts'
import { type ArrowColumn, arrowColumn, retyped } from './arrow-types.ts'
import type { Instance } from './instance.ts'

/** Rows of a record batch: large enough for readers, small enough to stay within some megabytes. */
const batchRows = 20_480

/**
 * Writes a table into an Arrow IPC file, batch by batch: memory stays flat. Returns the number of rows written.
 */
export async function writeArrowFile(
  instance: Instance,
  table: string,
  columns: readonly { readonly name: string; readonly inTable: string }[],
  file: string,
  aborted: AbortSignal,
): Promise<number> {
  const select = columns.map((column) => identifier(column.inTable)).join(', ')
  const page = async (from: number) => {
    const sql = `SELECT ${select} FROM ${identifier(table)} WHERE rowid BETWEEN ${from} AND ${from + batchRows - 1} ORDER BY rowid`
    return await instance.values(sql, aborted)
  }
  let reader = await page(0)
  const arrow = reader.columnTypes().map((type: DuckDBType) => arrowColumn(type))
  const schema = new Schema(
    columns.map(({ name }, index) => new Field(name, (arrow[index] as ArrowColumn).type, true)),
  )
  const writer = new RecordBatchFileWriter({ autoDestroy: false })
  const stored = pipeline(Readable.from(writer), createWriteStream(file))
  stored.catch(() => {
    // Awaited below; a full disk must not end the process before that.
  })
  writer.reset(undefined, schema)
  let rows = 0
  try {
    for (;;) {
      aborted.throwIfAborted()
      const count = reader.currentRowCount
      writer.write(batch(schema, arrow, reader.getColumns(), count))
      rows += count
      if (count < batchRows) break
      reader = await page(rows)
    }
    writer.finish()
  } finally {
    writer.close()
    await stored
  }
  return rows
}

function batch(
  schema: Schema,
  arrow: readonly ArrowColumn[],
  values: ReturnType<DuckDBResultReader['getColumns']>,
  length: number,
): RecordBatch {
  const children = arrow.map(({ type, built, toArrow }, index) => {
    const builder = makeBuilder({ type: built, nullValues: [null, undefined] })
    for (const value of values[index] ?? []) builder.append(value === null ? null : toArrow(value))
    return retyped(builder.finish().flush(), type)
  })
  return new RecordBatch(
    schema,
    makeData({ type: new Struct(schema.fields), nullCount: 0, length, children }),
  )
}
