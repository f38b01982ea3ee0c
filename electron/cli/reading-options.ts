import { type Command, InvalidArgumentError, Option } from 'commander'
import { FirnError } from '../../shared/contract/errors.ts'
import type { StoredReading } from '../../shared/contract/store.ts'
import { type ChosenReading, keptReadings } from '../../shared/model/chosen-reading.ts'
import type { DiscoveredTable, Discovery } from '../../shared/model/discovery.ts'
import { logKinds } from '../../shared/model/log-kinds.ts'
import {
  delimiters,
  offeredTypes,
  quotes,
  type ReadingWord,
  shapes,
} from '../../shared/model/reading-words.ts'
import { canonicalSqlType } from '../../shared/model/sql-type.ts'
import type { LogOptions, ReadOptions } from '../../shared/model/table.ts'
import { gathered, keyValue } from './key-value.ts'
import type { CommandSession } from './session.ts'

/** How files are to be read, where it is not as they were recognised: what the window's Import offers. */
export interface ReadingOptions {
  readonly table?: string
  /** What was said of tables before the last `--table`. */
  readonly earlier?: readonly ReadingOptions[]
  readonly delimiter?: string
  readonly quote?: string
  readonly header?: boolean
  readonly skip?: number
  readonly null?: readonly string[]
  readonly shape?: (typeof shapes)[number]['value']
  readonly pattern?: string
  readonly recordStart?: string
  readonly type?: Record<string, string>
}

const kindTitles = { delimited: 'delimited text', json: 'JSON', log: 'a log' } as const

/** Adds the options to a command. */
export function withReadingOptions(command: Command): Command {
  const withWords = command
    .option(
      '--table <name>',
      'what follows is for this table alone, until the next one; otherwise for each that it fits',
    )
    .option('--delimiter <text>', `${titles(delimiters)}, or up to 4 characters`, word(delimiters, 1, 4))
    .option('--quote <text>', `${titles(quotes)}, or a character`, word(quotes, 1, 1))
    .option('--header', 'the first line names the columns')
    .option('--no-header', 'the first line is a row')
    .option('--skip <lines>', 'lines before the header or the first row', lines)
    .option('--null <text>', 'a text that stands for NULL, besides the empty one; repeat for more', gathered)
    .addOption(
      new Option(
        '--shape <shape>',
        `of JSON: ${shapes.map(({ value, title }) => `${value} (${title})`).join(', ')}`,
      ).choices(shapes.map(({ value }) => value)),
    )
    .option(
      '--pattern <name>',
      `of logs: ${logKinds.map(({ name }) => name).join(', ')}, or a regular expression with a named group for each column`,
      pattern,
    )
    .option('--record-start <expression>', 'of logs: matches the first line of a record', expression)
    .option('--type <column=type>', 'read a column as that type; repeat for more', columnType)
  let table: string | undefined
  withWords.on('option:table', (next: string) => {
    if (table !== undefined) {
      const { earlier = [], ...said } = command.opts<ReadingOptions>()
      command.setOptionValue('earlier', [...earlier, { ...said, table }])
      for (const word of [...Object.values(wordsOf).flat(), 'type']) command.setOptionValue(word, undefined)
    }
    table = next
  })
  return withWords
}

export function isAnyReadingChosen(asked: ReadingOptions): boolean {
  return changesOptions(asked) || asked.type !== undefined || asked.table !== undefined
}

/**
 * Reads the tables of an import in the chosen way; what is not said of one stays as it was chosen for the version
 * before (`before`), else as the files say. Throws `wrong-usage` for what fits no table, with what is possible, and what
 * reading them throws.
 */
export async function chooseReading(
  call: CommandSession['call'],
  importId: string,
  discovery: Discovery,
  reading: ReadingOptions,
  before: readonly StoredReading[] = [],
): Promise<ChosenReading> {
  const options = new Map<string, ReadOptions>()
  const types = new Map<string, Record<string, string>>()
  for (const { table, reading: kept } of keptReadings(before, discovery.tables))
    if (kept.options !== undefined) options.set(table, kept.options)
  const asked = new Set<string>()
  for (const said of [...(reading.earlier ?? []), reading]) {
    const tables = tablesOf(discovery, said.table)
    refuseWhatFitsNone(tables, said)
    const unused = new Set(Object.keys(said.type ?? {}))
    const columns = new Set<string>()
    for (const table of tables) {
      const known = options.get(table.name)
      const wanted = optionsOf({ options: known ?? table.options }, said)
      const how = wanted ?? known
      const read =
        how === undefined
          ? table
          : (await call('import.change', { importId, table: table.name, options: how })).table
      if (wanted !== undefined) {
        options.set(table.name, wanted)
        asked.add(table.name)
      }
      const own = Object.entries(said.type ?? {}).filter(([name]) =>
        read.columns.some((one) => one.name === name),
      )
      for (const { name } of read.columns) columns.add(name)
      for (const [name] of own) unused.delete(name)
      if (own.length === 0) continue
      const chosen = { ...types.get(table.name), ...Object.fromEntries(own) }
      types.set(table.name, chosen)
      await call('import.change', { importId, table: table.name, types: chosen })
    }
    refuseUnused(said, unused, columns)
  }
  const chosen = [...options].filter(([table]) => asked.has(table))
  return {
    ...(chosen.length === 0 ? {} : { options: Object.fromEntries(chosen) }),
    ...(types.size === 0 ? {} : { types: Object.fromEntries(types) }),
  }
}

function refuseUnused(
  { type = {} }: ReadingOptions,
  unused: ReadonlySet<string>,
  columns: ReadonlySet<string>,
): void {
  const [missing] = unused
  if (missing === undefined) return
  throw new FirnError('wrong-usage', `There is no column "${missing}" to read as ${type[missing]}.`, {
    hint: `There are: ${[...columns].join(', ')}.`,
  })
}

function tablesOf({ tables }: Discovery, name: string | undefined): readonly DiscoveredTable[] {
  if (name === undefined) return tables
  const table = tables.find((one) => one.name === name)
  if (table !== undefined) return [table]
  throw new FirnError('wrong-usage', `There is no table "${name}" in these files.`, {
    hint: `There ${tables.length === 1 ? 'is' : 'are'}: ${tables.map((one) => one.name).join(', ')}.`,
  })
}

const wordsOf = {
  delimited: ['delimiter', 'quote', 'header', 'skip', 'null'],
  json: ['shape'],
  log: ['pattern', 'recordStart'],
} as const

function changesOptions(asked: ReadingOptions): boolean {
  return Object.values(wordsOf).some((words) => words.some((name) => asked[name] !== undefined))
}

function refuseWhatFitsNone(tables: readonly DiscoveredTable[], asked: ReadingOptions): void {
  for (const kind of ['delimited', 'json', 'log'] as const) {
    const given = wordsOf[kind].find((name) => asked[name] !== undefined)
    if (given === undefined || tables.some(({ options }) => options.kind === kind)) continue
    const found = tables.map(({ name, format }) => `${name} is ${format}`).join(', ')
    const option = given === 'recordStart' ? 'record-start' : given
    throw new FirnError('wrong-usage', `--${option} is for ${kindTitles[kind]}, and there is none: ${found}.`)
  }
}

/** How a table is to be read; undefined where nothing that was asked for is about its kind. */
function optionsOf(
  { options: now }: Pick<DiscoveredTable, 'options'>,
  asked: ReadingOptions,
): ReadOptions | undefined {
  switch (now.kind) {
    case 'delimited': {
      const { delimiter, quote, header, skip, null: nullTexts } = asked
      if (wordsOf.delimited.every((name) => asked[name] === undefined)) return undefined
      return {
        ...now,
        ...(delimiter === undefined ? {} : { delimiter }),
        ...(quote === undefined ? {} : { quote, escape: quote }),
        ...(header === undefined ? {} : { header }),
        ...(skip === undefined ? {} : { skip }),
        ...(nullTexts === undefined ? {} : { nullTexts }),
      }
    }
    case 'json':
      return asked.shape === undefined ? undefined : { ...now, shape: asked.shape }
    case 'log':
      return logOptions(now, asked)
    case 'parquet':
    case 'arrow':
      return undefined
  }
}

function logOptions(now: LogOptions, { pattern: name, recordStart }: ReadingOptions): LogOptions | undefined {
  if (name === undefined && recordStart === undefined) return undefined
  // Without columns: they and their types come from the files.
  if (name !== undefined && isKnownPattern(name) && recordStart === undefined)
    return { kind: 'log', pattern: name, expression: '', fields: [] }
  if (name === undefined || isKnownPattern(name))
    throw new FirnError('wrong-usage', '--record-start belongs to a pattern of your own.', {
      hint: 'Give that with --pattern, as a regular expression with a named group for each column.',
    })
  const before = new Map(now.fields.map((field) => [field.name, field]))
  return {
    kind: 'log',
    pattern: 'custom',
    expression: name,
    ...(recordStart === undefined ? {} : { recordStart }),
    fields: groupNames(name).map((group) => before.get(group) ?? { name: group, type: 'VARCHAR' }),
  }
}

function isKnownPattern(name: string): boolean {
  return logKinds.some((kind) => kind.name === name)
}

function groupNames(text: string): string[] {
  return [...text.matchAll(/\(\?<([A-Za-z_$][\w$]*)>/g)].map(([, name = '']) => name)
}

function pattern(text: string): string {
  if (isKnownPattern(text)) return text
  const known = `Known are: ${logKinds.map(({ name, title }) => `${name} (${title})`).join(', ')}.`
  if (groupNames(text).length === 0)
    throw new InvalidArgumentError(
      `It is no known name, and no regular expression with a named group such as (?<time>\\S+). ${known}`,
    )
  return expression(text)
}

function expression(text: string): string {
  try {
    RegExp(text)
    return text
  } catch (error) {
    throw new InvalidArgumentError(`${(error as Error).message}.`)
  }
}

function columnType(text: string, before: Record<string, string> | undefined): Record<string, string> {
  const chosen = keyValue(text, before)
  const type = text.slice(text.indexOf('=') + 1)
  const written = type.toUpperCase() === 'TEXT' ? 'VARCHAR' : canonicalSqlType(type)
  if (written === undefined)
    throw new InvalidArgumentError(`"${type}" is no type. For example: ${offeredTypes.join(', ')}.`)
  return { ...chosen, [text.slice(0, text.indexOf('='))]: written }
}

function lines(text: string): number {
  if (/^\d{1,5}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It must be a number of lines, at most 99999.')
}

/** One of the words, or the characters themselves. */
function word(words: readonly ReadingWord[], shortest: number, longest: number): (text: string) => string {
  return (text) => {
    const known = words.find(({ title }) => title === text)
    if (known !== undefined) return known.value
    if (text === String.raw`\t`) return '\t'
    if (text.length >= shortest && text.length <= longest) return text
    throw new InvalidArgumentError(`It is one of: ${titles(words)}; or the characters themselves.`)
  }
}

function titles(words: readonly ReadingWord[]): string {
  return words.map(({ title }) => title).join(', ')
}
