import { canonicalText, sha256 } from '../store/canonical.ts'
import { identifier } from '../query/sql-text.ts'
import { rowKeySql } from './row-key.ts'

/*
 * Rows digest, format `rows-2`: SHA-256 over the canonical JSON (RFC 8785) of
 *
 *   {"columns":[[name,type],…],"digest":"rows-2","rows":"n","sums":["s0","s1"]}
 *
 * Each row has the MD5 of its key (format `key-1`, see row-key). `s0` is the sum over all rows
 * of the first 8 bytes of that MD5, `s1` of the last 8, each as an unsigned little-endian number, in decimal.
 * So it depends on the schema and on the rows as a multiset: not on their order, threads or files. It guards
 * against accidents; against forgers there is the SHA-256 of each file.
 */

interface TypedColumn {
  readonly name: string
  readonly type: string
}

/** What one pass over all rows tells: how many there are, in how many each column has a value, two sums. */
export interface RowSums {
  readonly rows: string
  readonly present: readonly string[]
  readonly sums: readonly [string, string]
}

/**
 * A SELECT of one row of texts: row count, the two sums, then the values of each column that are present
 * (neither NULL nor an empty text). `source` is a FROM item.
 */
export function rowSumsSql(source: string, columns: readonly TypedColumn[]): string {
  const low = `(m & 18446744073709551615::UHUGEINT)::UBIGINT`
  const high = `(m >> 64)::UBIGINT`
  const inner = columns.map((column, index) => `${presentSql(column)} AS p${index}`)
  const outer = columns.map((_, index) => `count(p${index})::VARCHAR`)
  return [
    `SELECT count(*)::VARCHAR, coalesce(sum(${low}), 0)::VARCHAR, coalesce(sum(${high}), 0)::VARCHAR, ${outer.join(', ')}`,
    `FROM (SELECT md5_number(${rowKeySql(columns)}) AS m, ${inner.join(', ')} FROM ${source})`,
  ].join(' ')
}

/** Reads the row that `rowSumsSql` selects. */
export function readRowSums(row: readonly (string | null)[] | undefined): RowSums {
  const [rows = '0', s0 = '0', s1 = '0', ...present] = (row ?? []).map((figure) => figure ?? '0')
  return { rows, sums: [s0, s1], present }
}

/** The digest as 64 hex digits. */
export function rowsDigest(columns: readonly TypedColumn[], { rows, sums }: RowSums): string {
  const schema = columns.map(({ name, type }) => [name, type])
  return sha256(canonicalText({ digest: 'rows-2', columns: schema, rows, sums }))
}

/** NULL where the value is missing. */
function presentSql({ name, type }: TypedColumn): string {
  const column = identifier(name)
  return type === 'VARCHAR' ? `nullif(${column}, '')` : column
}
