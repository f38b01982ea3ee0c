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
  /**
   * Quoted name of the column with the number of each row's split, from 0 in the order of the rule. In a
   * stratified split it is NULL until `placeRows`.
   */
  readonly split: string
  /** Quoted names of the columns with the split hash, where it was to be kept, and with the class, when stratified. */
  readonly hash: string
  readonly classColumn: string
}

/** The query of a freeze before roles and split: its source, and the source after the filter. */
export interface FreezeSource {
  readonly sourceSql: string
  readonly hasFilter: boolean
  /** Rows of the source, where that is known without counting. */
  readonly sourceRows: number | undefined
}

/**
 * Reads the source into a table of the instance, with the split of each row where the rule alone decides it.
 * `select` is the filtered source in storable types. The hash costs memory: it is kept where classes are to be
 * divided or equal rows to be chosen among.
 */
export async function readFreezeTable(
  instance: WriterInstance,
  source: FreezeSource,
  select: string,
  columns: readonly RoledColumn[],
  rule: SplitRule,
  keepHash: boolean,
): Promise<FreezeTable> {
  const kept = columns.filter(({ role }) => role !== 'ignore')
  const own = ownNames(columns)
  const hash = splitHashSql(
    rule.seed,
    rule.hashed.map((name) => columnNamed(columns, name)),
  )
  const { stratify } = rule
  const parts = [
    ...kept.map(({ name }) => identifier(name)),
    ...(keepHash ? [own.hash] : []),
    ...(stratify === undefined ? [] : [`${classTextSql(columnNamed(columns, stratify))} AS ${own.class}`]),
    `CAST(${stratify === undefined ? splitNumberSql(rule, own.hash, '') : 'NULL'} AS USMALLINT) AS ${own.split}`,
  ]
  await instance.run(
    `CREATE TABLE ${own.table} AS SELECT ${parts.join(', ')} FROM (SELECT *, ${hash} AS ${own.hash} FROM (\n${select}\n))`,
  )
  const filtered = await countRows(instance, own.table)
  const ids = kept.some(({ role }) => role === 'id')
  return {
    instance,
    columns,
    kept,
    content: ids ? kept.filter(({ role }) => role !== 'id') : kept,
    rows: {
      source: source.hasFilter
        ? (source.sourceRows ?? (await countRows(instance, `(\n${source.sourceSql}\n)`)))
        : filtered,
      filtered,
    },
    table: own.table,
    split: own.split,
    hash: own.hash,
    classColumn: own.class,
  }
}

/** Gives each row of a stratified table its split, when the rule has its thresholds. */
export async function placeRows(table: FreezeTable, rule: SplitRule): Promise<void> {
  await table.instance.run(
    `UPDATE ${table.table} SET ${table.split} = ${splitNumberSql(rule, table.hash, table.classColumn)}`,
  )
}

async function countRows(instance: WriterInstance, from: string): Promise<number> {
  const [row] = await instance.texts(`SELECT count(*)::VARCHAR FROM ${from}`)
  return Number(row?.[0])
}

function splitNumberSql(rule: SplitRule, hashSql: string, classSql: string): string {
  return splitSql(rule, hashSql, classSql, (split) =>
    String(rule.shares.findIndex(({ name }) => name === split)),
  )
}

/** The text of a class, NULL for NULL. */
export function classTextSql({ name, type }: { readonly name: string; readonly type: string }): string {
  return valueTextSql(identifier(name), type)
}

/** SQL that picks the split of a row from its hash and its class. `valueOf` writes a split as SQL: by its name. */
export function splitSql(
  rule: SplitRule,
  hashSql: string,
  classSql: string,
  valueOf: (split: string) => string = text,
): string {
  const [only] = rule.thresholds
  const bounds = (thresholds: SplitThresholds) => splitCaseSql(hashSql, thresholds.bounds, valueOf)
  if (rule.stratify === undefined) return bounds(only ?? rule.fallback)
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

/** Names for columns of our own that no column of the source has, quoted. */
function ownNames(columns: readonly RoledColumn[]): {
  table: string
  hash: string
  class: string
  split: string
} {
  const taken = new Set(columns.map(({ name }) => name.toLowerCase()))
  const free = (name: string): string => (taken.has(name) ? free(`${name}_`) : identifier(name))
  return {
    table: 'firn_rows',
    hash: free('split hash'),
    class: free('split class'),
    split: free('split number'),
  }
}
