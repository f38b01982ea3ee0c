import type { ColumnProfile } from '../../../shared/model/profile.ts'
import { type ProfileTools, profileRelation } from '../query/profile/profile.ts'
import type { OpenImport } from './open-import.ts'

/** Figures must not keep the preview of a large file waiting; up to so many rows all values are counted exactly. */
export const figureRows = 200_000

/**
 * Figures of columns of a table that is not imported yet, over its first rows; of all columns when none are
 * named. `covers` says whether these were all. Throws what reading the table throws.
 */
export async function importFigures(
  importing: OpenImport,
  name: string,
  columns: readonly string[] | undefined,
  tools: ProfileTools,
): Promise<readonly ColumnProfile[]> {
  const { table, sql, readPaths } = await importing.relation(name, tools)
  const whole = table.covers === 'all' && table.rows <= figureRows
  const rows = {
    sql: whole ? sql : `SELECT * FROM (${sql}) LIMIT ${figureRows}`,
    readPaths,
    columns: table.columns,
    rows: whole ? table.rows : figureRows,
  }
  const relations = { relation: () => Promise.resolve(rows) }
  const profile = await profileRelation(name, columns, { ...tools, relations })
  return profile.columns.map((column) => {
    const all = whole || column.covers.rows < figureRows
    return { ...column, covers: { ...column.covers, all } }
  })
}
