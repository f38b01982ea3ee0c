/** A time as it was written, turned into the text that the engine reads; undefined when it does not fit. */
export type TimeReader = (written: string) => string | undefined

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** What each strptime letter matches. `%f` is a fraction with its point or comma, and may be absent. */
const letters: Readonly<Record<string, string>> = {
  Y: '(?<Y>\\d{4})',
  y: '(?<y>\\d{2})',
  m: '(?<m>\\d{1,2})',
  d: '(?<d>[ \\d]?\\d)',
  b: '(?<b>[A-Za-z]{3})',
  a: '[A-Za-z]{3}',
  H: '(?<H>\\d{1,2})',
  I: '(?<I>\\d{1,2})',
  p: '(?<p>[AaPp][Mm])',
  M: '(?<M>\\d{2})',
  S: '(?<S>\\d{2})',
  f: '(?:[.,](?<f>\\d{1,9}))?',
  z: '(?<z>Z|[+-]\\d{2}:?\\d{2})',
  s: '(?<s>\\d{1,11})',
  '%': '%',
}

/** Whether times in this format carry their zone: such a column is a TIMESTAMP WITH TIME ZONE. */
export function hasZone(format: string): boolean {
  return /%[zs]/.test(format)
}

/** Whether the format leaves the year to be guessed. */
export function lacksYear(format: string): boolean {
  return !/%[Yys]/.test(format)
}

/**
 * Compiles a format in strptime letters (Y y m d b a H I p M S f z s) to a reader. `year` stands in where the
 * format has none. Throws when a letter is not known.
 */
export function timeReader(format: string, year?: number): TimeReader {
  let source = ''
  for (let index = 0; index < format.length; index += 1) {
    const letter = format[index] ?? ''
    if (letter !== '%') {
      source += letter.replace(/[\\^$.*+?()[\]{}|]/, '\\$&')
      continue
    }
    index += 1
    const part = letters[format[index] ?? '']
    if (part === undefined)
      throw new RangeError(`The time format "${format}" has an unknown letter: %${format[index] ?? ''}.`)
    source += part
  }
  const expression = new RegExp(`^${source}$`)
  return (written) => {
    const groups = expression.exec(written)?.groups
    return groups === undefined ? undefined : isoText(groups, year)
  }
}

function isoText(
  groups: Record<string, string | undefined>,
  assumedYear: number | undefined,
): string | undefined {
  const fraction = groups['f'] === undefined ? '' : `.${groups['f'].slice(0, 6)}`
  if (groups['s'] !== undefined)
    return `${new Date(Number(groups['s']) * 1000).toISOString().slice(0, 19).replace('T', ' ')}${fraction}+00`
  const year = groups['Y'] === undefined ? (shortYear(groups['y']) ?? assumedYear) : Number(groups['Y'])
  const month =
    groups['b'] === undefined ? Number(groups['m'] ?? '1') : months.indexOf(groups['b'].toLowerCase()) + 1
  const day = Number(groups['d'] ?? '1')
  const hour = hourOf(groups)
  const minute = Number(groups['M'] ?? '0')
  const second = Number(groups['S'] ?? '0')
  if (year === undefined || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined
  if (hour > 23 || minute > 59 || second > 59) return undefined
  const two = (value: number) => String(value).padStart(2, '0')
  const zone =
    groups['z'] === undefined
      ? ''
      : groups['z'] === 'Z'
        ? '+00'
        : groups['z'].replace(/^([+-]\d{2}):?(\d{2})$/, '$1:$2')
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:${two(second)}${fraction}${zone}`
}

function hourOf(groups: Record<string, string | undefined>): number {
  if (groups['I'] === undefined) return Number(groups['H'] ?? '0')
  const hour = Number(groups['I']) % 12
  return groups['p']?.toLowerCase() === 'pm' ? hour + 12 : hour
}

/** POSIX: 69 to 99 are the twentieth century. */
function shortYear(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const year = Number(text)
  return year >= 69 ? 1900 + year : 2000 + year
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}
