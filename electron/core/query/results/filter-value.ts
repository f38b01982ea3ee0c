import { text } from '../sql-text.ts'
import type { TableColumn } from './columns.ts'

/** How a column is compared with a value. */
export type ComparisonSign = '=' | 'IS DISTINCT FROM' | '<' | '<=' | '>' | '>='

const integer = /^U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)$|^BIGNUM$/
const decimal = /^DECIMAL\(\d+,\s*(\d+)\)$/
const number = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,3}))?$/i
/** Types of moments without a zone, and how many digits of a second each keeps. */
const momentDigits: { readonly [type: string]: number } = {
  DATE: -1,
  TIMESTAMP_S: 0,
  TIMESTAMP_MS: 3,
  TIMESTAMP: 6,
}

/**
 * A comparison of a column with a value as a person writes it, in the form in which pages show values. The value
 * is never rounded to the column's type: whole numbers have values below 2.5 and above it, but none equal to it.
 * A text that is no value at all becomes an error of the engine that names it and the type.
 */
export function comparedWith(column: TableColumn, name: string, sign: ComparisonSign, value: string): string {
  if (column.type === 'BLOB') return `${name} ${sign} from_base64(${text(value)})`
  if (column.kind === 'nested') return `CAST(${name} AS VARCHAR) ${sign} ${text(value)}`
  if (column.kind === 'text' || column.kind === 'blob') return `${name} ${sign} ${text(value)}`
  const digits = integer.test(column.type) ? 0 : decimal.exec(column.type)?.[1]
  const steps = digits === undefined ? undefined : stepsOf(value, Number(digits))
  if (steps !== undefined) return comparedWithSteps(name, sign, steps)
  const finer = finerMoment(column.type, value)
  if (finer !== undefined) return `CAST(${name} AS ${finer}) ${sign} CAST(${text(value)} AS ${finer})`
  return `${name} ${sign} CAST(${text(value)} AS ${column.type})`
}

/** The largest number with so many digits behind the point that is not above a value. */
interface Steps {
  readonly floor: string
  /** The value is this number, and not between it and the next one. */
  readonly exact: boolean
}

/** Undefined for what is not written as a number. */
function stepsOf(value: string, digits: number): Steps | undefined {
  const parts = number.exec(value.trim().replaceAll(/(?<=\d)_(?=\d)/g, ''))
  if (parts === null) return undefined
  const [, sign, whole = '', fraction = '', exponent = '0'] = parts
  if (whole === '' && fraction === '') return undefined
  // The value is `all` times ten to the power of `-behind`.
  const all = BigInt(whole + fraction)
  const behind = fraction.length - Number(exponent)
  const shift = digits - behind
  const power = 10n ** BigInt(Math.abs(shift))
  const scaled = shift >= 0 ? all * power : all / power
  const exact = shift >= 0 || all % power === 0n
  const floor = sign !== '-' ? scaled : exact ? -scaled : -scaled - 1n
  return { floor: withPoint(floor, digits), exact }
}

function withPoint(steps: bigint, digits: number): string {
  const sign = steps < 0n ? '-' : ''
  const shown = String(steps < 0n ? -steps : steps).padStart(digits + 1, '0')
  const point = shown.length - digits
  return digits === 0 ? `${sign}${shown}` : `${sign}${shown.slice(0, point)}.${shown.slice(point)}`
}

function comparedWithSteps(name: string, sign: ComparisonSign, { floor, exact }: Steps): string {
  if (exact) return `${name} ${sign} ${floor}`
  switch (sign) {
    case '=':
      return 'false'
    case 'IS DISTINCT FROM':
      return 'true'
    case '<':
    case '<=':
      return `${name} <= ${floor}`
    case '>':
    case '>=':
      return `${name} > ${floor}`
    default:
      return sign satisfies never
  }
}

/** The type that keeps all of a moment that is written more finely than its column holds. */
function finerMoment(type: string, value: string): string | undefined {
  const kept = momentDigits[type]
  const time = /[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.(\d+))?)?/.exec(value)
  if (kept === undefined || time === null) return undefined
  const written = (time[1] ?? '').replace(/0+$/, '').length
  if (written > 6) return 'TIMESTAMP_NS'
  return written > kept ? 'TIMESTAMP' : undefined
}
