/**
 * One cell as it crosses to a screen or into JSON. Nothing is lost: what JSON numbers cannot hold
 * (BIGINT, HUGEINT, DECIMAL, dates and times, BLOB) is text. NULL is `null`; an empty text is `''`.
 */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [field: string]: Value }

/** How a column's values are shown and compared; derived from its SQL type. */
export type ValueKind = 'boolean' | 'integer' | 'decimal' | 'double' | 'text' | 'time' | 'blob' | 'nested'

export interface ResultColumn {
  readonly name: string
  /** The engine's SQL type, for example `DECIMAL(18,2)` or `STRUCT(a INTEGER)`. */
  readonly type: string
  readonly kind: ValueKind
}

/** Rows as arrays, in the order of the columns. */
export type Row = readonly Value[]

/** Derives the kind from a SQL type as DuckDB prints it. */
export function valueKind(type: string): ValueKind {
  const upper = type.toUpperCase()
  if (/[\])]$/.test(upper) && !/^(DECIMAL|NUMERIC|VARCHAR|CHAR|ENUM)\b[^[]*$/.test(upper)) return 'nested'
  if (/^(STRUCT|MAP|UNION|VARIANT)/.test(upper)) return 'nested'
  if (upper === 'BOOLEAN') return 'boolean'
  if (/^U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)$/.test(upper) || upper === 'BIGNUM') return 'integer'
  if (/^(DECIMAL|NUMERIC)/.test(upper)) return 'decimal'
  if (upper === 'DOUBLE' || upper === 'FLOAT') return 'double'
  if (/^(DATE|TIME|TIMESTAMP|INTERVAL)/.test(upper)) return 'time'
  if (upper === 'BLOB' || upper === 'BIT') return 'blob'
  return 'text'
}

/** Whether two SQL types are compared as numbers with each other (2.0 equals 2). */
export function isNumeric(type: string): boolean {
  const kind = valueKind(type)
  return kind === 'integer' || kind === 'decimal' || kind === 'double'
}
