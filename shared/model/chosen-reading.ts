import { logKinds } from './log-kinds.ts'
import { delimiters, quotes, type ReadingWord } from './reading-words.ts'
import type { ReadOptions, TableReading } from './table.ts'

/** What people chose otherwise than it was found: options by table, and types by table and column. */
export interface ChosenReading {
  readonly options?: { [table: string]: ReadOptions }
  readonly types?: { [table: string]: { [column: string]: string } }
}

interface ReadTable {
  readonly name: string
  readonly chosen?: TableReading
  readonly options: { readonly kind: ReadOptions['kind'] }
}

/** A choice that was made for a version, and what of it fits the files as they are now. */
export interface KeptReading {
  readonly table: string
  readonly reading: TableReading
  /** The table is of another kind now, which its options say nothing of. */
  readonly misfit?: ReadOptions['kind']
}

/**
 * How the tables of the version before were chosen to be read, by the names that they have now: the only table of a
 * version stays the only one when its file is called otherwise.
 */
export function keptReadings(
  before: readonly ReadTable[],
  now: readonly { readonly name: string; readonly options: { readonly kind: ReadOptions['kind'] } }[],
): KeptReading[] {
  return before.flatMap(({ name, chosen }) => {
    if (chosen === undefined) return []
    const [only] = now
    const same = before.length === 1 && now.length === 1 ? only : now.find(({ name: its }) => its === name)
    const table = same?.name ?? name
    const { options, ...rest } = chosen
    if (options === undefined || same === undefined || options.kind === same.options.kind)
      return [{ table, reading: chosen }]
    return [{ table, reading: rest, misfit: same.options.kind }]
  })
}

/** A word of the command line and its value; the value is absent where the word says all. */
export type ReadingArgument = readonly [option: string, value?: string]

/**
 * A choice as options of the command line, those alone that differ from how the table is read without them. Undefined
 * where these cannot say it: a text for NULL cannot be taken back.
 */
export function readingArguments(
  { options, types = {} }: TableReading,
  otherwise: ReadOptions | undefined,
): ReadingArgument[] | undefined {
  const typed = Object.entries(types).map(
    ([column, type]): ReadingArgument => ['--type', `${column}=${type}`],
  )
  if (options === undefined) return typed
  const read = optionArguments(options, otherwise?.kind === options.kind ? otherwise : undefined)
  return read && [...read, ...typed]
}

function optionArguments(
  options: ReadOptions,
  otherwise: ReadOptions | undefined,
): ReadingArgument[] | undefined {
  switch (options.kind) {
    case 'delimited': {
      const { delimiter, quote, header, skip, nullTexts } = options
      const before = otherwise?.kind === 'delimited' ? otherwise : undefined
      const sameNulls = JSON.stringify(nullTexts) === JSON.stringify(before?.nullTexts ?? [])
      if (!sameNulls && nullTexts.length === 0) return undefined
      const headerWord: ReadingArgument = [header ? '--header' : '--no-header']
      return [
        ...(delimiter === before?.delimiter
          ? []
          : [['--delimiter', wordFor(delimiters, delimiter)] as const]),
        ...(quote === before?.quote ? [] : [['--quote', wordFor(quotes, quote)] as const]),
        ...(header === before?.header ? [] : [headerWord]),
        ...(skip === (before?.skip ?? 0) ? [] : [['--skip', String(skip)] as const]),
        ...(sameNulls ? [] : nullTexts.map((text) => ['--null', text] as const)),
      ]
    }
    case 'json':
      return otherwise?.kind === 'json' && otherwise.shape === options.shape
        ? []
        : [['--shape', options.shape]]
    case 'log': {
      const { pattern, expression, recordStart } = options
      const same =
        otherwise?.kind === 'log' &&
        otherwise.pattern === pattern &&
        (pattern !== 'custom' ||
          (otherwise.expression === expression && otherwise.recordStart === recordStart))
      if (same) return []
      if (logKinds.some(({ name }) => name === pattern)) return [['--pattern', pattern]]
      return [
        ['--pattern', expression],
        ...(recordStart === undefined ? [] : [['--record-start', recordStart] as const]),
      ]
    }
    case 'parquet':
    case 'arrow':
      return []
  }
}

function wordFor(words: readonly ReadingWord[], value: string): string {
  return words.find((one) => one.value === value)?.title ?? value
}
