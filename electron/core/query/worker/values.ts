import {
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBTimestampTZValue,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValue,
  type DuckDBValueConverter,
  JsonDuckDBValueConverter,
} from '@duckdb/node-api'
import accessors from '@duckdb/node-api/lib/vectors/dataAccessors.js'
import type { Row, Value } from '../../../../shared/model/value.ts'
import { negativeZero } from '../output/json-text.ts'

/** Days that stand for the infinities of DATE; the node api prints a year in their place. */
const infiniteDays = 2_147_483_647

// The node api drops a byte order mark at the beginning of a text, where it is a character like any other.
Object.assign(accessors, { textDecoder: new TextDecoder('utf-8', { ignoreBOM: true }) })

// The node api writes moments in the zone of the machine; answers are the same on every one.
DuckDBTimestampTZValue.timezoneOffsetInMinutes = 0

/**
 * Turns the engine's values into JSON without losing anything, in the forms that the command line promises:
 * big integers and decimals are text, TIMESTAMPTZ is UTC and ends in `Z`, BLOB is base64, INTERVAL is the
 * engine's own text, NaN and the infinities are text, and all of this inside of lists and structs too.
 */
export function toJsonValue(value: DuckDBValue, type: DuckDBType): Value {
  return convert(value, type, convert) as Value
}

/** The same with the negative zero as text, because JSON written by JavaScript has no sign before a zero. */
export function toSignedJsonValue(value: DuckDBValue, type: DuckDBType): Value {
  return signed(value, type, signed) as Value
}

const signed: DuckDBValueConverter<unknown> = (value, type, converter) =>
  Object.is(value, -0) ? negativeZero : convert(value, type, converter)

const convert: DuckDBValueConverter<unknown> = (value, type, converter) => {
  if (value === null) return null
  switch (type.typeId) {
    case DuckDBTypeId.BLOB:
      return value instanceof DuckDBBlobValue ? Buffer.from(value.bytes).toString('base64') : String(value)
    case DuckDBTypeId.TIMESTAMP_TZ:
      return value instanceof DuckDBTimestampTZValue ? zoned(value) : String(value)
    case DuckDBTypeId.DATE:
      return value instanceof DuckDBDateValue && Math.abs(value.days) === infiniteDays
        ? value.days > 0
          ? 'infinity'
          : '-infinity'
        : String(value)
    case DuckDBTypeId.INTERVAL:
      return String(value)
    default:
      return JsonDuckDBValueConverter(value, type, converter as never)
  }
}

function zoned(value: DuckDBTimestampTZValue): string {
  return value.toString().replace(/\+00(:00)?$/, 'Z')
}

/**
 * Cuts what is too long to be carried to a screen: texts to `longest` characters and `…`; nested values, whose
 * JSON is longer than that, to the beginning of this JSON.
 */
export function cutRows(rows: Row[], longest: number | undefined): { rows: Row[]; cut: boolean } {
  if (longest === undefined) return { rows, cut: false }
  let cut = false
  const shorten = (value: Value): Value => {
    const long = typeof value === 'object' && value !== null ? JSON.stringify(value) : value
    if (typeof long !== 'string' || long.length <= longest) return value
    cut = true
    return `${long.slice(0, longest)}…`
  }
  const shortened = rows.map((row) => row.map(shorten))
  return { rows: shortened, cut }
}
