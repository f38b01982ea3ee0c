import type { SplitRule, SplitThresholds } from '../../../shared/model/receipt.ts'
import { identifier, text } from '../query/sql-text.ts'
import { valueTextSql } from './canonical-text.ts'
import type { RoledColumn } from './column-roles.ts'
import { splitCaseSql, splitHashSql } from './split-hash.ts'
import type { WriterInstance } from './writer-instance.ts'

/** The rows of a freeze, read once and kept in a scratch table: what is planned is what is written. */
export interface FreezeTable {
  readonly instance: WriterInstance
  /** All columns of the source, with their roles. */
  readonly columns: readonly RoledColumn[]
  /** Those that the files hold: all but the ignored ones. */
  readonly kept: readonly RoledColumn[]
  /** Columns by which two rows count as equal: all kept ones but the ids. */
  readonly content: readonly RoledColumn[]
  readonly rows: { readonly source: number; readonly filtered: number }
  /** The quoted name of the table. */
  readonly table: string
  /** Names (not quoted) of the columns with the split hash and, when stratified, with the class. */
  readonly hash: string
  readonly classColumn: string
}

/** The query of a freeze before roles and split: its source, and the source after the filter. */
export interface FreezeSource {
  readonly sourceSql: string
  readonly filteredSql: string
  readonly hasFilter: boolean
}

/**
 * Reads the source into the instance's scratch file, with the hash that decides each row's split and the text
 * of its class. `select` is the filtered source in storable types.
 */
export async function readFreezeTable(
  instance: WriterInstance,
  source: FreezeSource,
  select: string,
  columns: readonly RoledColumn[],
  rule: SplitRule,
): Promise<FreezeTable> {
  const kept = columns.filter(({ role }) => role !== 'ignore')
  const own = ownNames(columns)
  const hashed = rule.hashed.map((name) => columnNamed(columns, name))
  const parts = [
    ...kept.map(({ name }) => identifier(name)),
    `${splitHashSql(rule.seed, hashed)} AS ${identifier(own.hash)}`,
    ...(rule.stratify === undefined
      ? []
      : [`${classTextSql(columnNamed(columns, rule.stratify))} AS ${identifier(own.class)}`]),
  ]
  await instance.run(`CREATE TABLE ${own.table} AS SELECT ${parts.join(', ')} FROM (\n${select}\n)`)
  const filtered = Number((await instance.texts(`SELECT count(*)::VARCHAR FROM ${own.table}`))[0]?.[0])
  const counted = source.hasFilter
    ? await instance.texts(`SELECT count(*)::VARCHAR FROM (\n${source.sourceSql}\n)`)
    : undefined
  const ids = kept.some(({ role }) => role === 'id')
  return {
    instance,
    columns,
    kept,
    content: ids ? kept.filter(({ role }) => role !== 'id') : kept,
    rows: { source: counted === undefined ? filtered : Number(counted[0]?.[0]), filtered },
    table: own.table,
    hash: own.hash,
    classColumn: own.class,
  }
}

/** The text of a class, NULL for NULL. */
export function classTextSql({ name, type }: { readonly name: string; readonly type: string }): string {
  return valueTextSql(identifier(name), type)
}

/** SQL that picks the split of a row from the columns with its hash and its class. */
export function splitSql(rule: SplitRule, hash: string, classSql: string): string {
  const [only] = rule.thresholds
  if (rule.stratify === undefined) return splitCaseSql(hash, (only ?? rule.fallback).bounds)
  const bounds = (thresholds: SplitThresholds) => splitCaseSql(hash, thresholds.bounds)
  const whens = rule.thresholds.map((each) => {
    const condition =
      each.value === null || each.value === undefined
        ? `${classSql} IS NULL`
        : `${classSql} = ${text(each.value)}`
    return `WHEN ${condition} THEN ${bounds(each)}`
  })
  return whens.length === 0
    ? bounds(rule.fallback)
    : `CASE ${whens.join(' ')} ELSE ${bounds(rule.fallback)} END`
}

export function columnNamed(columns: readonly RoledColumn[], name: string): RoledColumn {
  const column = columns.find((each) => each.name === name)
  if (column === undefined) throw new Error(`There is no column ${name}.`)
  return column
}

/** Names for columns of our own that no column of the source has. */
function ownNames(columns: readonly RoledColumn[]): { table: string; hash: string; class: string } {
  const taken = new Set(columns.map(({ name }) => name.toLowerCase()))
  const free = (name: string): string => (taken.has(name) ? free(`${name}_`) : name)
  return { table: 'firn_rows', hash: free('split hash'), class: free('split class') }
}
