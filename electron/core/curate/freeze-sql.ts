import type { SplitRule } from '../../../shared/model/receipt.ts'
import { identifier } from '../query/sql-text.ts'
import type { RoledColumn } from './column-roles.ts'
import { classTextSql, columnNamed, splitSql } from './freeze-table.ts'
import { splitHashSql } from './split-hash.ts'

/**
 * The whole freeze as one query for people: the kept columns of each row and, in the last column, its split.
 * Run by itself it gives the rows that the files hold.
 */
export function freezeSql(
  filteredSql: string,
  columns: readonly RoledColumn[],
  rule: SplitRule,
  dedupe: 'none' | 'exact',
): string {
  const kept = columns.filter(({ role }) => role !== 'ignore')
  const names = kept.map(({ name }) => identifier(name)).join(', ')
  const hashed = rule.hashed.map((name) => columnNamed(columns, name))
  const hash = `${splitHashSql(rule.seed, hashed)} AS "split hash"`
  // The rows of one id share a class, because they must share a split.
  const stratify = rule.stratify
  const classes =
    stratify === undefined
      ? ''
      : `,\n  min(${classTextSql(columnNamed(columns, stratify))}) OVER (PARTITION BY "split hash") AS "split class"`
  const ids = kept.filter(({ role }) => role === 'id').map(({ name }) => `${identifier(name)} NULLS LAST`)
  const content = (ids.length === 0 ? kept : kept.filter(({ role }) => role !== 'id'))
    .map(({ name }) => identifier(name))
    .join(', ')
  const order = [...ids, '"split hash"'].join(', ')
  const once =
    dedupe === 'exact' ? `\nQUALIFY row_number() OVER (PARTITION BY ${content} ORDER BY ${order}) = 1` : ''
  return [
    'WITH "frozen rows" AS (',
    filteredSql,
    '), "hashed rows" AS (',
    `SELECT *, ${hash}`,
    `FROM "frozen rows"${once}`,
    '), "divided rows" AS (',
    `SELECT *${classes}`,
    'FROM "hashed rows"',
    ')',
    `SELECT ${names},`,
    `  ${splitSql(rule, '"split hash"', '"split class"')} AS ${identifier(freeName('split', kept))}`,
    'FROM "divided rows"',
  ].join('\n')
}

function freeName(name: string, columns: readonly RoledColumn[]): string {
  return columns.some((column) => column.name.toLowerCase() === name) ? freeName(`${name}_`, columns) : name
}
