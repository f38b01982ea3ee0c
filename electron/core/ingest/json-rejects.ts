import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'
import type { Reject } from '../../../shared/model/table.ts'
import { text } from '../query/sql-text.ts'
import type { JsonRead } from './json-sql.ts'
import { readValues } from './json-sql.ts'
import { mostRejects, type PlacesOfFiles, readRejects, sortByPlace } from './rejects.ts'
import type { Read } from './survey-columns.ts'

const longestText = 10_000

/**
 * The values that are no JSON, or (where the table is of records) no records, with their lines. The engine
 * decides which they are; their lines are found in the file, because its own line numbers can be wrong.
 */
export async function findJsonRejects(
  read: Read,
  values: JsonRead,
  logicalPaths: PlacesOfFiles,
  { records, limit }: { records: boolean; limit: number | undefined },
): Promise<Reject[]> {
  if (values.shape !== 'lines') return await rejectedValues(read, values, logicalPaths)
  const rejects: Reject[] = []
  for (const [physical, logical] of logicalPaths) {
    const from = `read_csv([${text(physical)}], auto_detect = false, columns = {'line': 'VARCHAR'}, header = false, delim = '', quote = '', escape = '', compression = ${text(values.compression)}, max_line_size = 16777216, store_rejects = true)`
    const lines = limit === undefined ? from : `(SELECT * FROM ${from} LIMIT ${limit})`
    const wrong = records ? `NOT json_valid(line) OR json_type(line) <> 'OBJECT'` : 'NOT json_valid(line)'
    const rows = await read(
      `SELECT line, json_valid(line) FROM ${lines} WHERE line IS NOT NULL AND (${wrong}) LIMIT ${mostRejects}`,
    )
    const found = await locate(
      physical,
      values.compression,
      rows.map(([line, valid]) => ({ text: String(line), valid: valid === true })),
    )
    const unreadable = await readRejects(read, values.compression, new Map([[physical, logical]]))
    for (const { path, linesBefore } of logical) {
      for (const { line, reason, text: row } of found)
        rejects.push({ file: path, line: linesBefore + line, reason, text: row })
    }
    rejects.push(...unreadable.rejects)
  }
  sortByPlace(rejects, logicalPaths)
  return rejects
}

async function locate(
  physical: string,
  compression: 'none' | 'gzip',
  wanted: readonly { readonly text: string; readonly valid: boolean }[],
): Promise<{ line: number; reason: string; text: string }[]> {
  const waiting = new Map<string, { count: number; valid: boolean }>()
  for (const { text: row, valid } of wanted)
    waiting.set(row, { count: (waiting.get(row)?.count ?? 0) + 1, valid })
  const source = createReadStream(physical)
  const lines = createInterface({
    input: compression === 'gzip' ? source.pipe(createGunzip()) : source,
    crlfDelay: Infinity,
  })
  const found: { line: number; reason: string; text: string }[] = []
  let number = 0
  let left = wanted.length
  for await (const line of lines) {
    if (left === 0) break
    number += 1
    const entry = waiting.get(line)
    if (entry === undefined || entry.count === 0) continue
    entry.count -= 1
    left -= 1
    found.push({
      line: number,
      reason: entry.valid ? 'a value, but no record' : 'not valid JSON',
      text: line.slice(0, longestText),
    })
  }
  source.destroy()
  return found
}

/** In an array or a text of records there are no lines to go by: the value's number in the file stands for it. */
async function rejectedValues(read: Read, values: JsonRead, logicalPaths: PlacesOfFiles): Promise<Reject[]> {
  const rejects: Reject[] = []
  for (const [physical, logical] of logicalPaths) {
    const from = readValues({ ...values, paths: [physical], fileColumn: undefined })
    const rows = await read(
      `SELECT number, left(json::VARCHAR, ${longestText}) FROM (SELECT json, row_number() OVER () AS number FROM ${from}) WHERE json IS NULL OR json_type(json) <> 'OBJECT' LIMIT ${mostRejects}`,
    )
    for (const { path } of logical) {
      for (const [number, value] of rows)
        rejects.push({
          file: path,
          line: 1,
          reason: `value ${String(number)} is no record`,
          text: String(value ?? ''),
        })
    }
  }
  return rejects
}
