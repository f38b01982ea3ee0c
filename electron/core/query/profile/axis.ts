import { text } from '../sql-text.ts'

/** How the values of a column lie on a line, for histograms. Places are whole numbers or doubles. */
export interface Axis {
  readonly kind: 'whole' | 'real'
  /** SQL from a column to its place: a BIGINT where whole, a DOUBLE where real. */
  place(column: string): string
  /** A SQL literal of the column's type for a place. */
  literal(place: bigint | number): string
  /** The place for people. */
  label(place: bigint | number): string
}

const microsecondsPerDay = 86_400_000_000n

/** The axis of a SQL type; undefined for types that do not lie on a line. */
export function axisOf(type: string): Axis | undefined {
  if (/^U?(TINYINT|SMALLINT|INTEGER)$|^BIGINT$/.test(type)) return wholeNumbers
  if (/^(DOUBLE|FLOAT|UBIGINT|U?HUGEINT)$/.test(type)) return realNumbers('DOUBLE')
  if (type.startsWith('DECIMAL')) return realNumbers(type)
  if (type === 'DATE') return dates
  if (type === 'TIME') return timesOfDay
  if (type === 'TIMESTAMP WITH TIME ZONE') return times('TIMESTAMPTZ', 'Z')
  if (/^TIMESTAMP(_S|_MS|_NS)?$/.test(type)) return times('TIMESTAMP', '')
  return undefined
}

const wholeNumbers: Axis = {
  kind: 'whole',
  place: (column) => `CAST(${column} AS BIGINT)`,
  literal: String,
  label: String,
}

function realNumbers(type: string): Axis {
  return {
    kind: 'real',
    place: (column) => `CAST(${column} AS DOUBLE)`,
    literal: (place) => `CAST(${text(String(place))} AS ${type})`,
    label: (place) => String(Number(Number(place).toPrecision(4))),
  }
}

const dates: Axis = {
  kind: 'whole',
  place: (column) => `date_diff('day', DATE '1970-01-01', ${column})`,
  literal: (place) => `DATE ${text(day(BigInt(place)))}`,
  label: (place) => day(BigInt(place)),
}

const timesOfDay: Axis = {
  kind: 'whole',
  place: (column) => `epoch_us(${column})`,
  literal: (place) => `TIME ${text(timeOfDay(BigInt(place)))}`,
  label: (place) => timeOfDay(BigInt(place)),
}

function times(type: string, zone: string): Axis {
  const written = (place: bigint | number) => {
    const micros = BigInt(place)
    const days = floorDivide(micros, microsecondsPerDay)
    return `${day(days)} ${timeOfDay(micros - days * microsecondsPerDay)}${zone}`
  }
  return {
    kind: 'whole',
    place: (column) => `epoch_us(${column})`,
    literal: (place) => `${type} ${text(written(place))}`,
    label: (place) => written(place).replace(/ 00:00:00Z?$/, ''),
  }
}

function day(days: bigint): string {
  const date = new Date(Number(days) * 86_400_000)
  if (Number.isNaN(date.getTime())) throw new RangeError('outside of the calendar')
  const year = date.getUTCFullYear()
  const rest = date.toISOString().slice(-19, -14)
  // The engine writes years before the first one so.
  return year > 0
    ? `${String(year).padStart(4, '0')}-${rest}`
    : `${String(1 - year).padStart(4, '0')}-${rest} (BC)`
}

function timeOfDay(micros: bigint): string {
  const two = (value: bigint) => String(value).padStart(2, '0')
  const seconds = micros / 1_000_000n
  const fraction = micros % 1_000_000n
  const rest = fraction === 0n ? '' : `.${String(fraction).padStart(6, '0').replace(/0+$/, '')}`
  return `${two(seconds / 3600n)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}${rest}`
}

function floorDivide(value: bigint, by: bigint): bigint {
  const quotient = value / by
  return value % by < 0n ? quotient - 1n : quotient
}
