import { identifier } from '../query/sql-text.ts'
import type { FreezeTable } from './freeze-table.ts'

export interface Duplicates {
  /** Rows that equal another one in everything but their ids, the first of each kind not counted. */
  readonly equalRows: number
  readonly removed: number
  /** Rows that have an equal row in another split. */
  readonly acrossSplits: number
}

const none: Duplicates = { equalRows: 0, removed: 0, acrossSplits: 0 }

/**
 * Removes all but one of the rows that are equal in all features, label and weight, under whatever id. The one
 * with the smallest ids stays, so that it is the same one in whatever order the rows come. The table must have
 * the split hash.
 */
export async function removeEqualRows(table: FreezeTable): Promise<Duplicates> {
  const { instance, kept, content } = table
  const names = namesOf(content)
  if (!(await findRepeated(table, names))) return none
  const ids = kept.filter(({ role }) => role === 'id').map(({ name }) => `${identifier(name)} NULLS LAST`)
  const order = [...ids, table.hash, 'rowid'].join(', ')
  await instance.run(
    [
      `CREATE TABLE firn_equal AS SELECT place FROM (`,
      `SELECT rowid AS place, row_number() OVER (PARTITION BY ${names} ORDER BY ${order}) AS row_number`,
      `FROM ${table.table} WHERE ${isRepeated(names)}`,
      `) WHERE row_number > 1`,
    ].join(' '),
  )
  const [row] = await instance.texts('SELECT count(*)::VARCHAR FROM firn_equal')
  const removed = Number(row?.[0])
  if (removed > 0) await instance.run(`DELETE FROM ${table.table} WHERE rowid IN (FROM firn_equal)`)
  return { equalRows: removed, removed, acrossSplits: 0 }
}

/** Counts rows that are equal in all features, label and weight, under whatever id. Rows must have their split. */
export async function countEqualRows(table: FreezeTable): Promise<Duplicates> {
  const names = namesOf(table.content)
  if (!(await findRepeated(table, names))) return none
  const [row] = await table.instance.texts(
    [
      'SELECT coalesce(sum(many - 1), 0)::VARCHAR, coalesce(sum(many) FILTER (low <> high), 0)::VARCHAR FROM (',
      `SELECT count(*) AS many, min(${table.split}) AS low, max(${table.split}) AS high`,
      `FROM ${table.table} WHERE ${isRepeated(names)} GROUP BY ${names} HAVING count(*) > 1)`,
    ].join(' '),
  )
  return { equalRows: Number(row?.[0]), removed: 0, acrossSplits: Number(row?.[1]) }
}

/** How many different ids (NULL among them) have more than one row, and how many rows have a NULL in their id. */
export async function countIds(
  table: FreezeTable,
): Promise<{ readonly several: number; readonly missing: number }> {
  const ids = table.kept.filter(({ role }) => role === 'id')
  if (ids.length === 0) return { several: 0, missing: 0 }
  const [row] = await table.instance.texts(
    `SELECT count(*)::VARCHAR FROM ${table.table} WHERE ${ids.map(({ name }) => `${identifier(name)} IS NULL`).join(' OR ')}`,
  )
  const missing = Number(row?.[0])
  const several = (await areDenseAndDifferent(table))
    ? missing > 1
      ? 1
      : 0
    : await countRepeated(table, namesOf(ids))
  return { several, missing }
}

/** Counted ids lie close together: then a bit for each number is ten times as fast as a group for each. */
const mostBitsPerRow = 8

/** Whether there is one id, a whole number, and it is another one in each row that has one; cheap, or no. */
async function areDenseAndDifferent({ instance, kept, table }: FreezeTable): Promise<boolean> {
  const [id, second] = kept.filter(({ role }) => role === 'id')
  if (id === undefined || second !== undefined || !/^U?(TINYINT|SMALLINT|INTEGER|BIGINT)$/.test(id.type))
    return false
  const name = identifier(id.name)
  const [row] = await instance.texts(
    `SELECT min(${name})::VARCHAR, max(${name})::VARCHAR, count(${name})::VARCHAR FROM ${table}`,
  )
  const [low, high, rows] = row ?? []
  if (typeof low !== 'string' || typeof high !== 'string') return false
  if (BigInt(high) - BigInt(low) > BigInt(mostBitsPerRow) * BigInt(rows ?? 0)) return false
  const [bits] = await instance.texts(
    `SELECT bit_count(bitstring_agg(${name}, ${low}::${id.type}, ${high}::${id.type}))::VARCHAR FROM ${table}`,
  )
  return bits?.[0] === rows
}

async function countRepeated(table: FreezeTable, names: string): Promise<number> {
  if (!(await findRepeated(table, names))) return 0
  const [row] = await table.instance.texts(
    `SELECT count(*)::VARCHAR FROM (SELECT 1 FROM ${table.table} WHERE ${isRepeated(names)} GROUP BY ${names} HAVING count(*) > 1)`,
  )
  return Number(row?.[0])
}

/**
 * Finds candidates for equal values by the engine's own hash, which is good enough within one run; whoever asks
 * then compares value by value. False when there are none.
 */
async function findRepeated({ instance, table }: FreezeTable, names: string): Promise<boolean> {
  if (names === '') return false
  await instance.run(
    `CREATE OR REPLACE TABLE firn_hashes AS SELECT hash(${names}) AS h FROM ${table} GROUP BY 1 HAVING count(*) > 1`,
  )
  return (await instance.texts('SELECT 1 FROM firn_hashes LIMIT 1')).length > 0
}

function isRepeated(names: string): string {
  return `hash(${names}) IN (FROM firn_hashes)`
}

function namesOf(columns: readonly { readonly name: string }[]): string {
  return columns.map(({ name }) => identifier(name)).join(', ')
}
