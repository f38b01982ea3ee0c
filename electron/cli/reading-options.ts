import { type Command, InvalidArgumentError, Option } from 'commander'
import { FirnError } from '../../shared/contract/errors.ts'
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
  return command
    .option('--table <name>', 'what follows is for this table alone; otherwise for each that it fits')
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
}

/** What was chosen, as `snapshot.take` and the window have it; both empty where nothing was. */
export interface ChosenReading {
  readonly options?: Record<string, ReadOptions>
  readonly types?: Record<string, Record<string, string>>
}

export function isAnyReadingChosen(asked: ReadingOptions): boolean {
  return changesOptions(asked) || asked.type !== undefined || asked.table !== undefined
}

/**
 * Reads the tables of an import in the chosen way. Throws `wrong-usage` for what fits no table, with what is
 * possible, and what reading them throws.
 */
export async function chooseReading(
  call: CommandSession['call'],
  importId: string,
  discovery: Discovery,
  asked: ReadingOptions,
): Promise<ChosenReading> {
  const options: Record<string, ReadOptions> = {}
  const types: Record<string, Record<string, string>> = {}
  const tables = tablesOf(discovery, asked.table)
  const unused = new Set(Object.keys(asked.type ?? {}))
  const columns = new Set<string>()
  refuseWhatFitsNone(tables, asked)
  for (const table of tables) {
    const wanted = optionsOf(table, asked)
    let read: DiscoveredTable = table
    if (wanted !== undefined) {
      options[table.name] = wanted
      read = (await call('import.change', { importId, table: table.name, options: wanted })).table
    }
    const own = Object.entries(asked.type ?? {}).filter(([name]) =>
      read.columns.some((one) => one.name === name),
    )
    for (const { name } of read.columns) columns.add(name)
    for (const [name] of own) unused.delete(name)
    if (own.length === 0) continue
    const chosen = Object.fromEntries(own)
    types[table.name] = chosen
    await call('import.change', { importId, table: table.name, types: chosen })
  }
  const [missing] = unused
  if (missing !== undefined)
    throw new FirnError(
      'wrong-usage',
      `There is no column "${missing}" to read as ${asked.type?.[missing]}.`,
      {
        hint: `There are: ${[...columns].join(', ')}.`,
      },
    )
  return {
    ...(Object.keys(options).length === 0 ? {} : { options }),
    ...(Object.keys(types).length === 0 ? {} : { types }),
  }
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
function optionsOf({ options: now }: DiscoveredTable, asked: ReadingOptions): ReadOptions | undefined {
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
