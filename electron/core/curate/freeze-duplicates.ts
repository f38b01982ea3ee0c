import { identifier } from '../query/sql-text.ts'
import type { FreezeTable } from './freeze-table.ts'

export interface Duplicates {
  /** Rows that equal another one in everything but their ids, the first of each kind not counted. */
  readonly equalRows: number
  readonly removed: number
}

const equalTable = 'firn_equal'

/**
 * Finds rows that are equal in all features, label and weight, under whatever id, and removes all but one of
 * each kind when `remove` says so. The one with the smallest ids stays, so that it is the same one in whatever
 * order the rows come. Candidates are found by the engine's own hash, then compared value by value.
 */
export async function findEqualRows(table: FreezeTable, remove: boolean): Promise<Duplicates> {
  const { instance, kept, content } = table
  if (content.length === 0) return { equalRows: 0, removed: 0 }
  const names = content.map(({ name }) => identifier(name)).join(', ')
  const hash = `hash(${names})`
  const ids = kept.filter(({ role }) => role === 'id').map(({ name }) => `${identifier(name)} NULLS LAST`)
  const order = [...ids, identifier(table.hash), 'rowid'].join(', ')
  await instance.run(
    `CREATE TABLE firn_hashes AS SELECT ${hash} AS h FROM ${table.table} GROUP BY 1 HAVING count(*) > 1`,
  )
  if ((await instance.texts('SELECT 1 FROM firn_hashes LIMIT 1')).length === 0)
    return { equalRows: 0, removed: 0 }
  await instance.run(
    [
      `CREATE TABLE ${equalTable} AS SELECT row_number, place, kind FROM (`,
      `SELECT rowid AS place, row_number() OVER (PARTITION BY ${names} ORDER BY ${order}) AS row_number,`,
      `count(*) OVER (PARTITION BY ${names}) AS many, dense_rank() OVER (ORDER BY ${names}) AS kind`,
      `FROM ${table.table} WHERE ${hash} IN (FROM firn_hashes)`,
      `) WHERE many > 1`,
    ].join(' '),
  )
  const [row] = await instance.texts(`SELECT count(*)::VARCHAR FROM ${equalTable} WHERE row_number > 1`)
  const equalRows = Number(row?.[0])
  if (!remove || equalRows === 0) return { equalRows, removed: 0 }
  await instance.run(
    `DELETE FROM ${table.table} WHERE rowid IN (SELECT place FROM ${equalTable} WHERE row_number > 1)`,
  )
  return { equalRows, removed: equalRows }
}

/** Rows that have an equal row in another split. `findEqualRows` must have run, without removing. */
export async function equalRowsAcrossSplits(table: FreezeTable, splitSql: string): Promise<number> {
  const [row] = await table.instance.texts(
    [
      'SELECT coalesce(sum(rows), 0)::VARCHAR FROM (SELECT count(*) AS rows',
      `FROM ${equalTable} e JOIN (SELECT rowid AS place, ${splitSql} AS split FROM ${table.table}) r ON r.place = e.place`,
      'GROUP BY e.kind HAVING count(DISTINCT r.split) > 1)',
    ].join(' '),
  )
  return Number(row?.[0])
}

/** How many different ids (NULL among them) have more than one row, and how many rows have a NULL in their id. */
export async function countIds(
  table: FreezeTable,
): Promise<{ readonly several: number; readonly missing: number }> {
  const ids = table.kept.filter(({ role }) => role === 'id').map(({ name }) => identifier(name))
  if (ids.length === 0) return { several: 0, missing: 0 }
  const [row] = await table.instance.texts(
    [
      `SELECT (SELECT count(*) FROM (SELECT 1 FROM ${table.table} GROUP BY ${ids.join(', ')} HAVING count(*) > 1))::VARCHAR,`,
      `(SELECT count(*) FROM ${table.table} WHERE ${ids.map((id) => `${id} IS NULL`).join(' OR ')})::VARCHAR`,
    ].join(' '),
  )
  return { several: Number(row?.[0]), missing: Number(row?.[1]) }
}
