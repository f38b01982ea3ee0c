import { identifier, text } from '../sql-text.ts'
import { holdsFloats, parseSqlType, type SqlType } from '../../../../shared/model/sql-type.ts'

const plainScalars = /^(BOOLEAN|U?(TINYINT|SMALLINT|INTEGER))$/
const zoned = /^(TIMESTAMPTZ|TIMESTAMP WITH TIME ZONE)$/

/**
 * A SQL expression whose JSON is the same as that of a page (`toJsonValue`): big integers, decimals and times
 * as text, BLOB in base64, maps as lists of key and value. `asText` makes floating numbers text, also inside of
 * nested values, for columns that hold NaN or an infinity.
 */
export function jsonExpression(type: string, expression: string, asText: boolean): string {
  return forType(parseSqlType(type), expression, asText, 0)
}

/** The same value as one text, for formats whose cells are text. */
export function textExpression(type: string, expression: string): string {
  const parsed = parseSqlType(type)
  if (parsed.kind === 'scalar') return scalarText(parsed.name, expression)
  return `CAST(to_json(${forType(parsed, expression, false, 0)}) AS VARCHAR)`
}

/** Whether a value is or holds NaN or an infinity; never NULL. */
export function nanExpression(type: string, expression: string): string {
  return holdsNaN(parseSqlType(type), expression, 0)
}

function holdsNaN(type: SqlType, expression: string, depth: number): string {
  if (!holdsFloats(type)) return 'false'
  const inList = (list: string, item: string, holds: string) =>
    `coalesce(list_bool_or(list_transform(${list}, lambda ${item}: ${holds})), false)`
  switch (type.kind) {
    case 'scalar':
      return `coalesce(NOT isfinite(${expression}), false)`
    case 'list': {
      const item = `item${depth}`
      return inList(expression, item, holdsNaN(type.item, item, depth + 1))
    }
    case 'struct': {
      const fields = type.fields.map((field) =>
        holdsNaN(field.type, `(${expression}).${identifier(field.name)}`, depth),
      )
      return `(${fields.join(' OR ')})`
    }
    case 'map': {
      const entry = `entry${depth}`
      const [key, value] = [
        holdsNaN(type.key, `${entry}.key`, depth + 1),
        holdsNaN(type.value, `${entry}.value`, depth + 1),
      ]
      return inList(`map_entries(${expression})`, entry, `${key} OR ${value}`)
    }
    default:
      return type satisfies never
  }
}

function forType(type: SqlType, expression: string, asText: boolean, depth: number): string {
  switch (type.kind) {
    case 'scalar':
      return forScalar(type.name, expression, asText)
    case 'list': {
      const item = `item${depth}`
      return `list_transform(${expression}, lambda ${item}: ${json(type.item, item, asText, depth)})`
    }
    case 'struct': {
      const fields = type.fields.map(
        (field) =>
          `${text(field.name)}, ${json(field.type, `(${expression}).${identifier(field.name)}`, asText, depth)}`,
      )
      return `CASE WHEN ${expression} IS NULL THEN NULL ELSE json_object(${fields.join(', ')}) END`
    }
    case 'map': {
      const entry = `entry${depth}`
      const pair = `json_object('key', ${json(type.key, `${entry}.key`, asText, depth)}, 'value', ${json(type.value, `${entry}.value`, asText, depth)})`
      return `list_transform(map_entries(${expression}), lambda ${entry}: ${pair})`
    }
    default:
      return type satisfies never
  }
}

/** Inside of a list all items need one type, so each becomes JSON by itself. */
function json(type: SqlType, expression: string, asText: boolean, depth: number): string {
  if (type.kind === 'scalar' && holdsFloats(type) && !asText)
    return `CASE WHEN isfinite(${expression}) THEN to_json(${expression}) ELSE to_json(${doubleText(expression)}) END`
  return `to_json(${forType(type, expression, asText, depth + 1)})`
}

function forScalar(name: string, expression: string, asText: boolean): string {
  if (plainScalars.test(name)) return expression
  if (name === 'DOUBLE' || name === 'FLOAT') return asText ? doubleText(expression) : expression
  return scalarText(name, expression)
}

function scalarText(name: string, expression: string): string {
  if (name === 'BLOB') return `to_base64(${expression})`
  if (zoned.test(name)) return `regexp_replace(CAST(${expression} AS VARCHAR), '\\+00$', 'Z')`
  if (name === 'DOUBLE' || name === 'FLOAT') return doubleText(expression)
  return `CAST(${expression} AS VARCHAR)`
}

/** NaN and the infinities as JavaScript and pages write them. */
function doubleText(expression: string): string {
  return `CASE WHEN isnan(${expression}) THEN 'NaN' WHEN isinf(${expression}) THEN CASE WHEN ${expression} > 0 THEN 'Infinity' ELSE '-Infinity' END ELSE CAST(${expression} AS VARCHAR) END`
}
