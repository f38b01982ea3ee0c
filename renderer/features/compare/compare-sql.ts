import type { OpenComparison } from '../../../shared/contract/compare.ts'
import { sqlName } from '../../components/sql-editor/table-names.ts'

/**
 * A query over both versions that shows the rows that differ, to be run and changed by hand. It compares values
 * as the engine's `IS DISTINCT FROM` does; columns of two types are compared as text.
 */
export function comparisonSql({ a, b, shown, keys }: OpenComparison): string {
  const both = shown.filter(({ side }) => side === 'both')
  if (keys.columns.length === 0 || both.length === 0)
    return wholeRowsSql(
      a.reference,
      b.reference,
      both.map(({ name }) => name),
    )
  const cells = (column: (typeof both)[number]) => {
    const [left, right] = [`a.${sqlName(column.from ?? column.name)}`, `b.${sqlName(column.name)}`]
    return column.typeA === undefined ? [left, right] : [`${left}::VARCHAR`, `${right}::VARCHAR`]
  }
  const key = both.filter((column) => column.key)
  const values = both.filter((column) => !column.key)
  const select = [
    `CASE WHEN a.here IS NULL THEN 'added' WHEN b.here IS NULL THEN 'removed' ELSE 'changed' END AS change`,
    ...key.map((column) => `coalesce(${cells(column).join(', ')}) AS ${sqlName(column.name)}`),
    ...values.flatMap((column) => {
      const [left = '', right = ''] = cells(column)
      return [
        `${left} AS ${sqlName(`a.${column.from ?? column.name}`)}`,
        `${right} AS ${sqlName(`b.${column.name}`)}`,
      ]
    }),
  ]
  const on = key.map((column) => cells(column).join(' IS NOT DISTINCT FROM '))
  const differs = values.map((column) => cells(column).join(' IS DISTINCT FROM '))
  return [
    `WITH a AS (SELECT *, true AS here FROM ${sqlName(a.reference)}),`,
    `     b AS (SELECT *, true AS here FROM ${sqlName(b.reference)})`,
    `SELECT ${select.join(',\n       ')}`,
    `FROM a FULL JOIN b ON ${on.join('\n  AND ')}`,
    `WHERE ${['a.here IS NULL', 'b.here IS NULL', ...differs].join('\n   OR ')}`,
    `ORDER BY ${key.map((_, index) => index + 2).join(', ')}`,
  ].join('\n')
}

function wholeRowsSql(a: string, b: string, columns: readonly string[]): string {
  const list = columns.length === 0 ? '*' : columns.map(sqlName).join(', ')
  const only = (here: string, there: string, change: string) =>
    `SELECT '${change}' AS change, * FROM (SELECT ${list} FROM ${sqlName(here)} EXCEPT ALL SELECT ${list} FROM ${sqlName(there)})`
  return `${only(a, b, 'removed')}\nUNION ALL\n${only(b, a, 'added')}`
}
