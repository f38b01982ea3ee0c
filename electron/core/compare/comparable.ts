import { isNumeric, valueKind } from '../../../shared/model/value.ts'

/** Writes the value of a column, given as SQL, in the form in which it is compared. */
export type ComparableForm = (column: string) => string

/** The forms of two columns. Both are of one SQL type, and equal values (NULL included) have equal forms. */
export interface ComparablePair {
  readonly a: ComparableForm
  readonly b: ComparableForm
}

const asItIs: ComparableForm = (column) => column
const cast =
  (type: string): ComparableForm =>
  (column) =>
    `CAST(${column} AS ${type})`

/**
 * How values of two SQL types are compared: equal types as that type, two numeric types as numbers (exactly
 * where both are integers or decimals), everything else as text.
 */
export function comparablePair(typeA: string, typeB: string): ComparablePair {
  if (typeA === typeB) return { a: asItIs, b: asItIs }
  if (isNumeric(typeA) && isNumeric(typeB)) return numericPair(typeA, typeB)
  return { a: textForm(typeA), b: textForm(typeB) }
}

/** The canonical text of a value: a whole DOUBLE has no fraction, so that 2.0 reads like the text 2. */
export function textForm(type: string): ComparableForm {
  const kind = valueKind(type)
  if (kind === 'text' && type === 'VARCHAR') return asItIs
  if (kind !== 'double') return cast('VARCHAR')
  return (column) =>
    `CASE WHEN isfinite(${column}) AND ${column} = trunc(${column}) AND abs(${column}) < 1e37 ` +
    `THEN CAST(CAST(${column} AS HUGEINT) AS VARCHAR) ELSE CAST(${column} AS VARCHAR) END`
}

function numericPair(typeA: string, typeB: string): ComparablePair {
  const common = commonNumber(typeA, typeB)
  if (common === undefined) return { a: exactText(typeA), b: exactText(typeB) }
  return { a: typeA === common ? asItIs : cast(common), b: typeB === common ? asItIs : cast(common) }
}

/** Numbers as text without loss: 2, 2.00 and 2.0 are the same text. */
function exactText(type: string): ComparableForm {
  const kind = valueKind(type)
  if (kind === 'double') return textForm(type)
  if (kind === 'integer' || decimalOf(type).scale === 0) return cast('VARCHAR')
  return (column) => `rtrim(rtrim(CAST(${column} AS VARCHAR), '0'), '.')`
}

/** Most digits of the engine's DECIMAL. */
const decimalDigits = 38

/** Decimal digits of each integer type; BIGNUM has no bound. */
const integers: Readonly<Record<string, number>> = {
  TINYINT: 3,
  SMALLINT: 5,
  INTEGER: 10,
  BIGINT: 19,
  HUGEINT: 39,
  UTINYINT: 3,
  USMALLINT: 5,
  UINTEGER: 10,
  UBIGINT: 20,
  UHUGEINT: 39,
}
/** Every integer of at most so many digits is exact as a DOUBLE. */
const exactInDouble = 15

/** A type that holds all values of both without loss; undefined where there is none. */
function commonNumber(typeA: string, typeB: string): string | undefined {
  const types = [typeA, typeB]
  if (types.some((type) => valueKind(type) === 'double')) {
    const whole = types.filter((type) => valueKind(type) === 'integer')
    return whole.every((type) => integerDigits(type) <= exactInDouble) ? 'DOUBLE' : undefined
  }
  if (types.some((type) => valueKind(type) === 'decimal')) {
    const [a, b] = [decimalOf(typeA), decimalOf(typeB)]
    const scale = Math.max(a.scale, b.scale)
    const width = Math.max(a.width - a.scale, b.width - b.scale) + scale
    return width <= decimalDigits ? `DECIMAL(${width},${scale})` : undefined
  }
  const digits = Math.max(integerDigits(typeA), integerDigits(typeB))
  if (digits <= 19) return 'BIGINT'
  const fitsHugeInt = types.every((type) => type === 'HUGEINT' || integerDigits(type) <= 20)
  return fitsHugeInt ? 'HUGEINT' : undefined
}

function integerDigits(type: string): number {
  return integers[type] ?? Number.POSITIVE_INFINITY
}

function decimalOf(type: string): { readonly width: number; readonly scale: number } {
  const match = /\((\d+),\s*(\d+)\)/.exec(type)
  if (match !== null) return { width: Number(match[1]), scale: Number(match[2]) }
  return { width: integerDigits(type), scale: 0 }
}
