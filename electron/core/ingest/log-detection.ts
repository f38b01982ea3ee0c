import type { LogField, LogOptions } from '../../../shared/model/table.ts'
import { guessType } from './column-types.ts'
import { keyValues, looksLikeKeyValues } from './key-values.ts'
import {
  keyValuePattern,
  linesPattern,
  type LogPattern,
  logPatterns,
  type PatternField,
} from './log-patterns.ts'
import { type LogRecord, recordsOf } from './log-records.ts'
import { hasZone, lacksYear, timeReader } from './log-times.ts'

/** A text counts as a kind of log when at least this share of its first records fits the pattern. */
export const recognisedShare = 0.8

const judgedRecords = 500

/**
 * Recognises the kind of log in the beginning of a text: the known pattern that most of the first 500 records
 * fit, if that is at least four fifths of them, or pairs of key=value. `year` is for times without one.
 */
export function detectLog(text: string, whole: boolean, year: number): LogOptions | undefined {
  let best: { options: LogOptions; share: number } | undefined
  const lines = text.split(/\r\n|\n|\r/)
  for (const pattern of logPatterns) {
    if (!startsAtOnce(lines, pattern)) continue
    const records = judged(recordsOf(text, pattern.recordStart), whole)
    const expression = new RegExp(pattern.expression)
    const matches = matchesOf(records, expression)
    const share = records.length === 0 ? 0 : matches.length / records.length
    if (share >= recognisedShare && (best === undefined || share > best.share)) {
      best = { options: optionsOf(pattern, matches, year), share }
    }
  }
  if (best !== undefined) return best.options
  const records = judged(recordsOf(text, undefined), whole)
  const pairs = records.filter((record) => looksLikeKeyValues(record.text))
  if (pairs.length > 0 && pairs.length >= records.length * recognisedShare) return keyValueOptions(pairs)
  return undefined
}

/** Every line a row with one column, `line`. */
export function lineOptions(): LogOptions {
  return optionsOf(linesPattern, [], 0)
}

/**
 * Options for a pattern that a user wrote or chose. The types of a custom expression's columns come from the
 * sample. Throws a SyntaxError when the expression is none, a RangeError when it names no group.
 */
export function optionsFor(
  pattern: string,
  expression: string | undefined,
  recordStart: string | undefined,
  text: string,
  year: number,
): LogOptions {
  if (pattern === linesPattern.name) return lineOptions()
  const known = logPatterns.find((each) => each.name === pattern)
  const source = expression ?? known?.expression ?? ''
  const start = recordStart ?? known?.recordStart
  if (pattern === keyValuePattern.name)
    return keyValueOptions(recordsOf(text, undefined).slice(0, judgedRecords))
  const compiled = new RegExp(source)
  const matches = matchesOf(recordsOf(text, start).slice(0, judgedRecords), compiled)
  if (known !== undefined && source === known.expression) return optionsOf(known, matches, year)
  const names = groupNames(source)
  if (names.length === 0)
    throw new RangeError('The expression names no group: write (?<name>…) around each column.')
  const fields = names
    .filter((name) => !names.some((other) => name === `${other}_more`))
    .map((name) =>
      guessedField(
        name,
        matches.map((groups) => groups[name] ?? ''),
      ),
    )
  return {
    kind: 'log',
    pattern: 'custom',
    expression: source,
    ...(start === undefined ? {} : { recordStart: start }),
    fields,
  }
}

/** Names of the groups of an expression, in their order. */
export function groupNames(expression: string): string[] {
  return [...expression.matchAll(/\(\?<([A-Za-z_]\w*)>/g)].map((match) => match[1] ?? '')
}

type Groups = Readonly<Record<string, string | undefined>>

function matchesOf(records: readonly LogRecord[], expression: RegExp): Groups[] {
  return records.flatMap((record) => {
    const match = expression.exec(record.text)
    return match === null ? [] : [match.groups ?? {}]
  })
}

/** A text in which nothing but the tail of an older record comes before the first record of this kind. */
function startsAtOnce(lines: readonly string[], pattern: LogPattern): boolean {
  if (pattern.recordStart === undefined) return true
  const start = new RegExp(pattern.recordStart)
  const used = lines.filter((line) => line !== '')
  const first = used.findIndex((line) => start.test(line))
  if (first < 0 || first > Math.max(1, used.length * (1 - recognisedShare))) return false
  // One line that looks right and a thousand that do not are some other text.
  const starts = used.filter((line) => start.test(line)).length
  return starts >= 2 || used.length <= 100
}

/** The last record may be cut off by the end of the sample. */
function judged(records: readonly LogRecord[], whole: boolean): readonly LogRecord[] {
  const complete = whole || records.length < 2 ? records : records.slice(0, -1)
  return complete.slice(0, judgedRecords)
}

function optionsOf(pattern: LogPattern, matches: readonly Groups[], year: number): LogOptions {
  const fields = pattern.fields.map((field) => settled(field, matches, year))
  const { name, expression, recordStart } = pattern
  return {
    kind: 'log',
    pattern: name,
    expression,
    ...(recordStart === undefined ? {} : { recordStart }),
    fields,
  }
}

function settled(field: PatternField, matches: readonly Groups[], year: number): LogField {
  const { name, type, nullText, timeFormats } = field
  const base = { name, type, ...(nullText === undefined ? {} : { nullText }) }
  if (timeFormats === undefined) return base
  const written = matches.map((groups) => groups[name] ?? '').filter((value) => value !== '')
  let format = timeFormats[0] ?? ''
  let most = -1
  for (const candidate of timeFormats) {
    const read = timeReader(candidate, year)
    const fitting = written.filter((value) => read(value) !== undefined).length
    if (fitting > most) {
      most = fitting
      format = candidate
    }
  }
  return {
    ...base,
    type: hasZone(format) ? 'TIMESTAMP WITH TIME ZONE' : 'TIMESTAMP',
    timeFormat: format,
    ...(lacksYear(format) ? { year } : {}),
  }
}

function keyValueOptions(records: readonly LogRecord[]): LogOptions {
  const values = new Map<string, string[]>()
  for (const record of records) {
    for (const [key, value] of keyValues(record.text) ?? []) {
      const list = values.get(key)
      if (list === undefined) values.set(key, [value])
      else list.push(value)
    }
  }
  const fields = [...values].map(([name, list]) => guessedField(name, list))
  return { kind: 'log', pattern: keyValuePattern.name, expression: '', fields }
}

function guessedField(name: string, values: readonly string[]): LogField {
  const { type, certain } = guessType(values)
  const fitting =
    type === undefined || !certain || type === 'TIME' || type === 'HUGEINT' || type === 'TIMESTAMP_NS'
      ? 'VARCHAR'
      : type
  return { name, type: fitting }
}
