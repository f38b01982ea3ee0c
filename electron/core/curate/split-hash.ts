import { createHash } from 'node:crypto'
import { text } from '../query/sql-text.ts'
import { fieldSeparator, rowText, rowTextSql } from './canonical-text.ts'

/*
 * Split hash `md5-64-1`: where a row lies on the number line from 0 to 2^64 - 1.
 *
 *   text = seed, U+001F, then the canonical text of the hashed columns (format `text-1`, see canonical-text)
 *   hash = the first 8 bytes of MD5(UTF-8 of text), as an unsigned big-endian number
 *
 * In Python, for one id that is a whole number or a text:
 *
 *   field = r'\N' if id is None else str(id).replace('\\', '\\\\').replace('\x1f', r'\s')
 *   hash = int.from_bytes(hashlib.md5(f'{seed}\x1f{field}'.encode()).digest()[:8], 'big')
 *
 * A row belongs to the first split whose bound (`below`) is greater than its hash. Nothing else decides: not
 * the order of rows, not threads, not other rows.
 */

/** One past the greatest hash. */
export const hashEnd = 1n << 64n

/** The hash of a row whose hashed columns have these texts (`null` for NULL). */
export function splitHash(seed: string, fields: readonly (string | null)[]): bigint {
  const digest = createHash('md5')
    .update(`${seed}${fieldSeparator}${rowText(fields)}`, 'utf8')
    .digest()
  return digest.readBigUInt64BE(0)
}

/**
 * A SQL expression for the hash as hex digits (the first 16 of 32 count). Texts of equal length order as their
 * numbers do, which is twice as fast as turning them into numbers.
 */
export function splitHashSql(
  seed: string,
  columns: readonly { readonly name: string; readonly type: string }[],
): string {
  return `md5(${text(seed)} || chr(31) || ${rowTextSql(columns)})`
}

/** The 16 hex digits of a bound or hash below 2^64. */
export function hashHex(value: bigint): string {
  return value.toString(16).padStart(16, '0')
}

/** SQL that picks the split for a hash: the first bound that is greater. `valueOf` writes a split as SQL. */
export function splitCaseSql(
  hashSql: string,
  bounds: readonly { readonly split: string; readonly below: string }[],
  valueOf: (split: string) => string,
): string {
  const whens = bounds
    .slice(0, -1)
    .map(({ split, below }) => `WHEN ${belowSql(hashSql, BigInt(below))} THEN ${valueOf(split)}`)
  const end = valueOf(bounds.at(-1)?.split ?? '')
  return whens.length === 0 ? end : `CASE ${whens.join(' ')} ELSE ${end} END`
}

function belowSql(hashSql: string, below: bigint): string {
  return below >= hashEnd ? 'TRUE' : `${hashSql} < ${text(hashHex(below))}`
}
