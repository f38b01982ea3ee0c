import { text } from '../query/sql-text.ts'

/**
 * The types that text is given, narrowest first: a column gets the first one that all of its values fit.
 * A value fits only where its spelling loses nothing: codes with leading zeros, numbers with a plus sign
 * (telephones) and decimals with more digits than a double holds stay text.
 */
export const textTypes = [
  'BOOLEAN',
  'BIGINT',
  'HUGEINT',
  'DOUBLE',
  'DATE',
  'TIMESTAMP',
  'TIMESTAMP_NS',
  'TIMESTAMP WITH TIME ZONE',
  'TIME',
] as const

export type TextType = (typeof textTypes)[number]
export type ColumnType = TextType | 'VARCHAR'

const day = '[0-9]{4}(-[0-9]{2}-[0-9]{2}|/[0-9]{2}/[0-9]{2})'
const minute = '[ T][0-9]{2}:[0-9]{2}'

// A double holds 15 digits for certain; longer whole numbers would be rounded.
const whole = '(0|[1-9][0-9]{0,14})'
// With a point it is no code; below 2^53 the part before it is exact (moments in microseconds, as pandas writes them).
const pointed = `(((0|[1-9][0-9]{0,14})|[1-8][0-9]{15})\\.[0-9]*|\\.[0-9]+)`
const decimal = `(${pointed}|${whole})`
// `12e5` is rather a code: an exponent comes with a point, a sign or after a single digit.
const power = '([0-9]{1,2}|[12][0-9]{2}|30[0-7])'
const exponent = `[eE][+-]?${power}`

/** In the letters that RE2 and JavaScript share; each runs in linear time. */
const patterns: Readonly<Record<TextType, string>> = {
  BOOLEAN: '[tT][rR][uU][eE]|[fF][aA][lL][sS][eE]',
  BIGINT: ' *-?(0|[1-9][0-9]{0,18}) *',
  // 37 digits always fit 128 bits.
  HUGEINT: ' *-?(0|[1-9][0-9]{0,36}) *',
  DOUBLE: ` *-?(${decimal}|${pointed}${exponent}|${whole}[eE][+-]${power}|[0-9][eE]${power}) *|[nN]a[nN]|-?[iI]nf(inity)?`,
  DATE: day,
  TIMESTAMP: `${day}(${minute}(:[0-9]{2}([.][0-9]{1,6})?)?)?`,
  TIMESTAMP_NS: `${day}(${minute}(:[0-9]{2}([.][0-9]{1,9})?)?)?`,
  'TIMESTAMP WITH TIME ZONE': `${day}${minute}(:[0-9]{2}([.][0-9]{1,6})?)?(Z|[+-][0-9]{2}(:?[0-9]{2})?)`,
  TIME: '[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,6})?',
}

const shortInteger = ' *-?(0|[1-9][0-9]{0,17}) *'

const expressions = new Map(textTypes.map((type) => [type, new RegExp(`^(?:${patterns[type]})$`)]))

/** Types whose spelling can be right and whose value is none (the 30th of February, 19 digits too many). */
const checkedByValue: ReadonlySet<TextType> = new Set([
  'BIGINT',
  'DATE',
  'TIMESTAMP',
  'TIMESTAMP_NS',
  'TIMESTAMP WITH TIME ZONE',
  'TIME',
])

/** How dates and times are written where it is not the usual way, in strptime letters. */
export interface TimeFormats {
  readonly dateFormat?: string
  readonly timestampFormat?: string
}

/**
 * SQL that turns an expression into the type. `lenient`, for types that a user chose, gives NULL where the value
 * cannot be one (1.5 is no whole number); leading zeros then do not matter.
 */
export function castSql(
  type: string,
  expression: string,
  formats: TimeFormats = {},
  lenient = false,
): string {
  const format = formatFor(type, formats)
  const strptime = lenient ? 'try_strptime' : 'strptime'
  if (format !== undefined) return `CAST(${strptime}(${expression}, ${text(format)}) AS ${type})`
  if (!lenient) return `CAST(${expression} AS ${type})`
  const cast = `TRY_CAST(${expression} AS ${type})`
  // The engine rounds fractions when it casts to whole numbers.
  return /INT/.test(type) ? `CASE WHEN TRY_CAST(${expression} AS DOUBLE) = ${cast} THEN ${cast} END` : cast
}

function formatFor(type: string, { dateFormat, timestampFormat }: TimeFormats): string | undefined {
  if (type === 'DATE') return dateFormat
  return type.startsWith('TIMESTAMP') ? timestampFormat : undefined
}

/** SQL that is true where this text expression holds a value of the type. NULL gives NULL or false. */
export function fitsSql(type: TextType, expression: string, formats: TimeFormats = {}): string {
  const format = formatFor(type, formats)
  if (format !== undefined) return `(${castSql(type, expression, formats, true)} IS NOT NULL)`
  const spelled = `regexp_full_match(${expression}, '${patterns[type]}')`
  // Casting costs as much as matching, and 18 digits always fit.
  if (type === 'BIGINT') {
    return `CASE WHEN regexp_full_match(${expression}, '${shortInteger}') THEN true WHEN ${spelled} THEN try_cast(${expression} AS BIGINT) IS NOT NULL ELSE false END`
  }
  return checkedByValue.has(type)
    ? `(try_cast(${expression} AS ${type}) IS NOT NULL AND ${spelled})`
    : spelled
}

/** A first look at one value; the engine decides over all rows by `fitsSql`. */
export function looksLike(type: TextType, value: string): boolean {
  return expressions.get(type)?.test(value) === true
}

export interface Guess {
  /** The type to check over all rows; absent: there was no value to judge by, or it is text. */
  readonly type: TextType | undefined
  /** No value was seen at all. */
  readonly unseen: boolean
  /** Every value that was seen fits the type. */
  readonly certain: boolean
}

/** A type of which at least this share of the values is worth a check: the others are then a conflict to show. */
export const conflictShare = 0.9

/**
 * The narrowest type that all of these values fit, or at least nine tenths of them: what is left over is then
 * shown as a conflict instead of passing as text without a word. Codes with leading zeros are text anyway.
 */
export function guessType(values: readonly string[]): Guess {
  const seen = values.filter((value) => value !== '')
  if (seen.length === 0) return { type: undefined, unseen: true, certain: false }
  const numbers = seen.some((value) => /[0-9]/.test(value))
  const usable = textTypes.filter((type) => type === 'BOOLEAN' || numbers)
  const all = usable.find((type) => seen.every((value) => looksLike(type, value)))
  if (all !== undefined) return { type: all, unseen: false, certain: true }
  const enough = seen.length * conflictShare
  const isCode = seen.some((value) => /^[+-]?0\d/.test(value))
  const most =
    seen.length < 20 || isCode
      ? undefined
      : usable.find((type) => countThat(seen, (value) => looksLike(type, value)) >= enough)
  return { type: most, unseen: false, certain: false }
}

function countThat<Item>(items: readonly Item[], test: (item: Item) => boolean): number {
  let count = 0
  for (const item of items) if (test(item)) count += 1
  return count
}

/** The first type that holds every one of these numbers of fitting values, else text. */
export function firstThatFits(present: number, fits: (type: TextType) => number): ColumnType {
  if (present === 0) return 'VARCHAR'
  return textTypes.find((type) => fits(type) === present) ?? 'VARCHAR'
}
