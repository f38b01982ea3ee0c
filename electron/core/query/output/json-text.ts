import { holdsFloats, type SqlType } from '../../../../shared/model/sql-type.ts'
import type { Value } from '../../../../shared/model/value.ts'

/** How pages write the negative zero, which JSON has as a number and JavaScript does not print. */
export const negativeZero = '-0.0'

/** A floating number as the engine prints it: whole numbers keep a `.0`. */
export function doubleText(value: number): string {
  const plain = Object.is(value, -0) ? '-0' : String(value)
  return /^-?\d+$/.test(plain) ? `${plain}.0` : plain
}

/** The value of a page as JSON. `asText` makes floating numbers text, also inside of nested values. */
export function jsonText(value: Value, type: SqlType, asText: boolean): string {
  if (value === null || !holdsFloats(type)) return JSON.stringify(value)
  switch (type.kind) {
    case 'scalar':
      if (value === negativeZero && !asText) return negativeZero
      return JSON.stringify(typeof value === 'number' && asText ? doubleText(value) : value)
    case 'list':
      return list(value, (item) => jsonText(item, type.item, asText))
    case 'struct':
      return object(value, (name) => type.fields.find((field) => field.name === name)?.type)
    case 'map':
      return list(value, (entry) => object(entry, (name) => (name === 'key' ? type.key : type.value)))
    default:
      return type satisfies never
  }

  function object(from: Value, typeOf: (field: string) => SqlType | undefined): string {
    if (typeof from !== 'object' || from === null) return JSON.stringify(from)
    const fields = Object.entries(from).map(([name, part]) => {
      const of = typeOf(name)
      return `${JSON.stringify(name)}:${of === undefined ? JSON.stringify(part) : jsonText(part, of, asText)}`
    })
    return `{${fields.join(',')}}`
  }
}

/** Whether a value of a page is or holds NaN or an infinity, which pages have as text. */
export function valueHoldsNaN(value: Value, type: SqlType): boolean {
  if (value === null || !holdsFloats(type)) return false
  switch (type.kind) {
    case 'scalar':
      return typeof value === 'string' && value !== negativeZero
    case 'list':
      return items(value).some((item) => valueHoldsNaN(item, type.item))
    case 'struct':
      return type.fields.some((field) => valueHoldsNaN(partOf(value, field.name), field.type))
    case 'map':
      return items(value).some(
        (entry) =>
          valueHoldsNaN(partOf(entry, 'key'), type.key) || valueHoldsNaN(partOf(entry, 'value'), type.value),
      )
    default:
      return type satisfies never
  }
}

function list(value: Value, write: (item: Value) => string): string {
  return `[${items(value).map(write).join(',')}]`
}

function items(value: Value): readonly Value[] {
  return Array.isArray(value) ? (value as readonly Value[]) : []
}

function partOf(value: Value, name: string): Value {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? ((value as { readonly [field: string]: Value })[name] ?? null)
    : null
}
