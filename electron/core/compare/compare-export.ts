import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { closeArray } from '../query/exports/staged-text.ts'
import { copySql, textDoublesSql } from '../query/output/copy-sql.ts'
import { mayHoldNaN, type OutputColumn } from '../query/output/output-column.ts'
import { text } from '../query/sql-text.ts'
import { markOf } from './alignment.ts'
import type { ComparisonInstance } from './instance.ts'
import type { GridColumn } from './schema-difference.ts'
import type { Sides } from './sources.ts'

export type DifferenceFormat = 'csv' | 'json' | 'parquet'

export interface WrittenDifference {
  /** It belongs to the caller, who moves it away. */
  readonly file: string
  readonly rows: number
}

interface DifferenceColumn extends OutputColumn {
  /** Over `aligned`, `a` and `b`. */
  readonly sql: string
}

/**
 * Writes every added, removed and changed row, sorted by key: what happened to it, the columns that changed,
 * its key, and of every other column the value of each side that has it (`a.price`, `b.price`).
 */
export async function writeDifference(
  instance: ComparisonInstance,
  { sides, grid }: { readonly sides: Sides; readonly grid: readonly GridColumn[] },
  format: DifferenceFormat,
  signal: AbortSignal,
): Promise<WrittenDifference> {
  const file = join(await instance.exportFolder(), `${randomUUID()}.${format}`)
  const columns = differenceColumns(grid)
  const table = `difference_${randomUUID().replaceAll('-', '')}`
  const list = columns.map(({ sql, inTable }) => `${sql} AS ${inTable}`).join(', ')
  try {
    await instance.run(
      `CREATE TABLE ${table} AS SELECT ${list}
       FROM (SELECT rowid AS position, * FROM aligned WHERE kind <> 0) AS aligned
       LEFT JOIN ${sides.a} AS a ON a.rowid = aligned.ra LEFT JOIN ${sides.b} AS b ON b.rowid = aligned.rb
       ORDER BY aligned.position`,
      { signal },
    )
    const looks = format === 'json' ? textDoublesSql(table, columns) : undefined
    const [infinite = []] = looks === undefined ? [] : await instance.rows(looks, { signal })
    const textDoubles = new Set(
      columns.filter(mayHoldNaN).flatMap(({ inTable }, index) => (infinite[index] === true ? [inTable] : [])),
    )
    const copy = copySql(`FROM ${table}`, columns, format, file, { spreadsheetSafe: false, textDoubles })
    const rows = await instance.run(copy, { signal })
    if (format === 'json') await closeArray(file, rows)
    return { file, rows }
  } catch (error) {
    await rm(file, { force: true })
    throw error
  } finally {
    await instance.run(`DROP TABLE IF EXISTS ${table}`).catch(() => {})
  }
}

function differenceColumns(grid: readonly GridColumn[]): DifferenceColumn[] {
  const changed = grid.flatMap(({ shown, value }) => {
    if (value === undefined) return []
    const { word, bit } = markOf(value)
    return [`CASE WHEN ${word} & ${bit}::UBIGINT <> 0 THEN ${text(shown.name)} END`]
  })
  const names = changed.length === 0 ? 'NULL' : `nullif(concat_ws(', ', ${changed.join(', ')}), '')`
  const kind = `CASE kind WHEN 1 THEN 'changed' WHEN 2 THEN 'removed' ELSE 'added' END`
  const columns = [
    { name: 'change', type: 'VARCHAR', sql: kind },
    { name: 'changed_columns', type: 'VARCHAR', sql: `CAST(${names} AS VARCHAR)` },
    ...grid.filter(({ shown }) => shown.key).map(keyColumn),
    ...grid.filter(({ shown }) => !shown.key).flatMap(valueColumns),
  ]
  const taken = new Set<string>()
  return columns.map((column, index) => {
    let name = column.name
    for (let count = 1; taken.has(name.toLowerCase()); count += 1) name = `${column.name}:${count}`
    taken.add(name.toLowerCase())
    return { ...column, name, inTable: `d${index}` }
  })
}

function keyColumn({ shown, a, b }: GridColumn) {
  const both = [
    ...(a === undefined ? [] : [`a.c${a.position}`]),
    ...(b === undefined ? [] : [`b.c${b.position}`]),
  ]
  const alike = a?.type === b?.type
  const forms = alike ? both : both.map((column) => `CAST(${column} AS VARCHAR)`)
  return { name: shown.name, type: alike ? shown.type : 'VARCHAR', sql: `coalesce(${forms.join(', ')})` }
}

function valueColumns({ a, b }: GridColumn) {
  return [
    ...(a === undefined ? [] : [{ name: `a.${a.name}`, type: a.type, sql: `a.c${a.position}` }]),
    ...(b === undefined ? [] : [{ name: `b.${b.name}`, type: b.type, sql: `b.c${b.position}` }]),
  ]
}
