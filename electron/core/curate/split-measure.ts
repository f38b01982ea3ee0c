import { FirnError } from '../../../shared/contract/errors.ts'
import type { SplitRule } from '../../../shared/model/receipt.ts'
import { text } from '../query/sql-text.ts'
import type { FreezeTable } from './freeze-table.ts'
import { classThresholds, cutRanks } from './split-shares.ts'

/** A column with more values is no class: each would hold too few rows to be divided. */
const mostClasses = 200
/** Fewer rows say too little about where a class should be cut; the plain shares divide them. */
export const fewestRows = 10

/**
 * Rows with one hash (one id) must share a split, so they need one class. Where they have several, all of
 * them count as the smallest one. Returns how many hashes that concerned.
 */
export async function unifyClasses(table: FreezeTable): Promise<number> {
  const [hash, value] = [table.hash, table.classColumn]
  const { instance } = table
  await instance.run(
    `CREATE TABLE firn_mixed AS SELECT ${hash} AS h, min(${value}) AS c FROM ${table.table} GROUP BY ${hash} HAVING min(${value}) IS DISTINCT FROM max(${value}) OR count(${value}) BETWEEN 1 AND count(*) - 1`,
  )
  const [row] = await instance.texts('SELECT count(*)::VARCHAR FROM firn_mixed')
  const mixed = Number(row?.[0])
  if (mixed > 0)
    await instance.run(
      `UPDATE ${table.table} SET ${value} = firn_mixed.c FROM firn_mixed WHERE ${hash} = firn_mixed.h`,
    )
  return mixed
}

/** Rows per class, the largest class first; NULL is a class. Throws `invalid-input` for too many classes. */
export async function countClasses(
  table: FreezeTable,
  stratify: string,
): Promise<{ readonly value: string | null; readonly rows: number }[]> {
  const column = table.classColumn
  const rows = await table.instance.texts(
    `SELECT ${column}, count(*)::VARCHAR FROM ${table.table} GROUP BY 1 ORDER BY count(*) DESC, 1 NULLS LAST LIMIT ${mostClasses + 1}`,
  )
  if (rows.length > mostClasses)
    throw new FirnError(
      'invalid-input',
      `"${stratify}" has more than ${mostClasses} values, so its classes cannot be divided alike.`,
      {
        hint: 'Stratify by a column with fewer values.',
        context: { column: stratify },
      },
    )
  return rows.map(([value = null, count]) => ({ value, rows: Number(count) }))
}

/** Fixes where each class is cut, from the hashes that its rows have. */
export async function measureThresholds(
  table: FreezeTable,
  rule: SplitRule,
  classes: readonly { readonly value: string | null; readonly rows: number }[],
): Promise<SplitRule> {
  const measured = classes.filter(({ rows }) => rows >= fewestRows)
  const wanted = measured.flatMap(({ value, rows }) => {
    const ranks = cutRanks(rule.shares, rows).flatMap((rank) => [rank, rank + 1])
    return [...new Set(ranks)].filter((rank) => rank >= 1 && rank <= rows).map((rank) => ({ value, rank }))
  })
  const found = wanted.length === 0 ? new Map<string, bigint>() : await hashesAt(table, wanted)
  return {
    ...rule,
    thresholds: measured.map(({ value, rows }) =>
      classThresholds(value, rule.shares, rows, (rank) => found.get(keyOf(value, rank))),
    ),
  }
}

async function hashesAt(
  table: FreezeTable,
  wanted: readonly { readonly value: string | null; readonly rank: number }[],
): Promise<Map<string, bigint>> {
  const values = wanted.map(
    ({ value, rank }) => `(${value === null ? 'NULL::VARCHAR' : text(value)}, ${rank})`,
  )
  const [hash, value] = [table.hash, table.classColumn]
  const rows = await table.instance.texts(
    [
      `SELECT r.c, r.n::VARCHAR, left(r.h, 16) FROM`,
      `(SELECT ${value} AS c, ${hash} AS h, row_number() OVER (PARTITION BY ${value} ORDER BY ${hash}) AS n FROM ${table.table}) r`,
      `JOIN (VALUES ${values.join(', ')}) w(c, n) ON r.c IS NOT DISTINCT FROM w.c AND r.n = w.n`,
    ].join(' '),
  )
  return new Map(rows.map(([c = null, n, h]) => [keyOf(c, Number(n)), BigInt(`0x${h}`)]))
}

function keyOf(value: string | null, rank: number): string {
  return JSON.stringify([value, rank])
}
