import { identifier } from '../query/sql-text.ts'
import { valueTextSql } from './canonical-text.ts'
import { parseSqlType, type SqlType } from '../../../shared/model/sql-type.ts'

/*
 * Row key, format `key-1`: the bytes of a row from which its digest is made. They follow from the values and
 * their SQL types alone. In the engine they are `create_sort_key('', 'ASC NULLS LAST', column, 'ASC NULLS
 * LAST', …)`; any tool can write them again:
 *
 *   row        01 00, then each column's value, one after the other
 *   value      02 for NULL, else 01 and
 *     BOOLEAN                 00 or 01
 *     unsigned integers       big-endian bytes
 *     signed integers         the same, with the first bit turned over
 *     DECIMAL(p,s)            value x 10^s as a signed integer of 2, 4, 8, 16 bytes (p up to 4, 9, 18, 38)
 *     DATE                    days since 1970-01-01 as a signed integer of 4 bytes
 *     TIME, TIMESTAMP…        microseconds (or the unit of the type) as a signed integer of 8 bytes, in UTC
 *     FLOAT, DOUBLE           IEEE bits, big-endian; positive: the first bit turned over, negative: all bits;
 *                             -0.0 is 0.0, -inf is 00…00, inf FF…FE, every NaN FF…FF
 *     UUID                    its 16 bytes
 *     VARCHAR, JSON           each byte of the UTF-8 plus 1, then 00
 *     BLOB                    its bytes, with 01 before each 00 and 01, then 00
 *     list, array, map        each item as a value (of a map: key, then value as a STRUCT), then 00
 *     STRUCT                  its fields as values; a NULL struct is 02 and 02 for each field
 *   a column of any other type, or that holds one: its canonical text (format `text-1`) as VARCHAR
 *
 * No key is the beginning of another one of the same types, so different rows have different keys. The engine
 * writes them five times as fast as the canonical text (measured: 2 M rows x 12, 0.13 s against 2.6 s of
 * processor time); a test that writes them by hand notices if a later engine does it otherwise.
 */

interface TypedColumn {
  readonly name: string
  readonly type: string
}

const order = `'ASC NULLS LAST'`

/** A SQL expression for a row's key in format `key-1`, a BLOB. */
export function rowKeySql(columns: readonly TypedColumn[]): string {
  const parts = columns.map(({ name, type }) => {
    const column = identifier(name)
    return isKeyed(parseSqlType(type)) ? column : valueTextSql(column, type)
  })
  // The engine packs short keys of fixed length into a number; the empty text keeps it from that.
  return `create_sort_key(${[`''`, ...parts].map((part) => `${part}, ${order}`).join(', ')})`
}

const keyedScalars =
  /^(BOOLEAN|U?(TINYINT|SMALLINT|INTEGER|BIGINT)|DECIMAL.*|DOUBLE|FLOAT|DATE|TIME|TIMESTAMP(_S|_MS|_NS)?|TIMESTAMP WITH TIME ZONE|UUID|VARCHAR|JSON|BLOB)$/

function isKeyed(type: SqlType): boolean {
  switch (type.kind) {
    case 'scalar':
      return keyedScalars.test(type.name)
    case 'list':
      return isKeyed(type.item)
    case 'struct':
      return type.fields.every((field) => isKeyed(field.type))
    case 'map':
      return isKeyed(type.key) && isKeyed(type.value)
  }
}
