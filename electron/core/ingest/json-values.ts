import type { JsonOptions } from '../../../shared/model/table.ts'
import { text } from '../query/sql-text.ts'
import { type JsonRead, readValues } from './json-sql.ts'
import type { JsonStructure } from './json-structure.ts'
import type { Read } from './survey-columns.ts'

/** Records whose structure is looked at first; what later ones have besides is found when all are read. */
export const structureRows = 2000

/** How the engine reads the values of these files. */
export function jsonRead(
  plan: { readonly compression: 'none' | 'gzip'; readonly text?: unknown },
  options: JsonOptions,
  paths: readonly string[],
  bytes: number,
): JsonRead {
  const compression = plan.text === undefined ? plan.compression : 'none'
  return {
    paths,
    shape: options.shape,
    compression,
    longestRecord: longestRecord(options, bytes, compression),
  }
}

/** A record that is a whole file may be as long as the file; otherwise the engine's own limit. In bytes. */
function longestRecord(options: JsonOptions, bytes: number, compression: 'none' | 'gzip'): number {
  const usual = 16_777_216
  if (options.shape !== 'record') return usual
  return Math.max(usual, Math.min(compression === 'gzip' ? bytes * 20 : bytes + 1024, 2_000_000_000))
}

/**
 * The structure of the first values of files, `"NULL"` when there are none. Where most values are records, it is
 * theirs: the others are then rejected.
 */
export async function sampleStructure(read: Read, values: JsonRead): Promise<JsonStructure> {
  const first = `(SELECT json, json_type(json) = 'OBJECT' AS record FROM ${readValues(values)} WHERE json IS NOT NULL LIMIT ${structureRows})`
  const [row] = await read(`SELECT count(*), count(*) FILTER (record) FROM ${first}`)
  const mostlyRecords = Number(row?.[1]) * 2 > Number(row?.[0])
  return await structureOf(read, 'json', mostlyRecords ? `(SELECT json FROM ${first} WHERE record)` : first)
}

/** The structure of all values of an expression. */
export async function structureOf(read: Read, expression: string, from: string): Promise<JsonStructure> {
  const [row] = await read(`SELECT json_group_structure(${expression}) FROM ${from}`)
  const found = row?.[0]
  return typeof found === 'string' ? (JSON.parse(found) as JsonStructure) : 'NULL'
}

/** What one pass over all values says about them, by path. */
export interface ValueCounts {
  readonly values: number
  readonly invalid: number
  readonly notRecords: number
  readonly unknownKeys: number
}

/**
 * One pass over all values: how many there are in each file, which are no JSON or no records, and how many records
 * have keys that are not `known`. Without `known` the values need not be records.
 */
export async function countValues(
  read: Read,
  values: JsonRead,
  known: readonly string[] | undefined,
  limit: number | undefined,
): Promise<Map<string, ValueCounts>> {
  const file = values.fileColumn
  const from =
    limit === undefined ? readValues(values) : `(SELECT * FROM ${readValues(values)} LIMIT ${limit})`
  const counts = known === undefined ? ['0', '0'] : keyCounts(known, await usualKeys(read, values))
  const keys = `(SELECT ${file === undefined ? '' : `${file}, `}json${known === undefined ? '' : ', json_keys(json) AS keys'} FROM ${from})`
  const rows = await read(
    `SELECT ${[file ?? "''", 'count(*)', 'count(*) - count(json)', ...counts].join(', ')} FROM ${keys}${file === undefined ? '' : ` GROUP BY ${file}`}`,
  )
  return new Map(
    rows.map(([name, all, invalid, notRecords, unknownKeys]) => [
      String(name),
      {
        values: Number(all),
        invalid: Number(invalid),
        notRecords: Number(notRecords),
        unknownKeys: Number(unknownKeys),
      },
    ]),
  )
}

/** Counts of values that are no records, and of records with keys beyond those known. */
function keyCounts(known: readonly string[], usual: readonly (readonly string[])[]): string[] {
  const list = (keys: readonly string[]) => `[${keys.map(text).join(', ')}]::VARCHAR[]`
  // Comparing with what most records have costs a third of looking each key up.
  const quick = usual.map((keys) => `WHEN keys = ${list(keys)} THEN false `).join('')
  return [
    `count(*) FILTER (CASE WHEN len(keys) = 0 THEN json_type(json) <> 'OBJECT' ELSE false END)`,
    `count(*) FILTER (CASE ${quick}ELSE NOT list_has_all(${list(known)}, keys) END)`,
  ]
}

/** The structure of the records that have keys beyond those known. */
export async function structureOfUnknown(
  read: Read,
  values: JsonRead,
  known: readonly string[],
): Promise<JsonStructure> {
  const unknown = `json_type(json) = 'OBJECT' AND NOT list_has_all([${known.map(text).join(', ')}]::VARCHAR[], json_keys(json))`
  return await structureOf(read, 'json', `(SELECT json FROM ${readValues(values)} WHERE ${unknown})`)
}

/** The most usual lists of keys among the first records. */
async function usualKeys(read: Read, values: JsonRead): Promise<string[][]> {
  const rows = await read(
    `SELECT json_keys(json) AS keys FROM (SELECT json FROM ${readValues(values)} WHERE json_type(json) = 'OBJECT' LIMIT ${structureRows}) GROUP BY keys ORDER BY count(*) DESC, keys LIMIT 4`,
  )
  return rows.map(([keys]) => (Array.isArray(keys) ? keys.map(String) : []))
}
