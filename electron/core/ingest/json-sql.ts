import type { Column, JsonOptions } from '../../../shared/model/table.ts'
import { identifier, text } from '../query/sql-text.ts'

/** The one column of JSON whose values are no records. */
export const valueColumn = 'value'

const layouts: Readonly<Record<JsonOptions['shape'], string>> = {
  lines: 'newline_delimited',
  array: 'array',
  record: 'unstructured',
}

export interface JsonRead {
  readonly paths: readonly string[]
  readonly shape: JsonOptions['shape']
  readonly compression: 'none' | 'gzip'
  /** Bytes of the longest record. */
  readonly longestRecord: number
  /** Name of an extra column with the path that each row came from. */
  readonly fileColumn?: string | undefined
}

function parameters({ shape, compression, longestRecord, fileColumn }: JsonRead): string[] {
  return [
    `format = ${text(layouts[shape])}`,
    `compression = ${text(compression === 'none' ? 'uncompressed' : compression)}`,
    `maximum_object_size = ${longestRecord}`,
    ...(fileColumn === undefined ? [] : [`filename = ${text(fileColumn)}`]),
  ]
}

const fileList = (paths: readonly string[]) => `[${paths.map(text).join(', ')}]`

/** Every value as JSON text in a column `json`; a line that is no JSON gives NULL. */
export function readValues(read: JsonRead): string {
  const lenient = read.shape === 'lines' ? ['ignore_errors = true'] : []
  return `read_json_objects(${[fileList(read.paths), ...parameters(read), ...lenient].join(', ')})`
}

/**
 * Records with these columns and nothing to be detected. A value that is no record is an error. (With
 * `ignore_errors` the engine loses the good record after a damaged line, so it is used on whole values only.)
 */
export function readRecords(
  read: JsonRead,
  columns: readonly { readonly name: string; readonly type: string }[],
): string {
  const types = columns.map(({ name, type }) => `${text(name)}: ${text(type)}`).join(', ')
  return `read_json(${[fileList(read.paths), ...parameters(read), 'records = true', `columns = {${types}}`].join(', ')})`
}

/** Types that the engine fills from JSON exactly; times are read as text and cast, so that nothing is guessed. */
function directType(type: string): string {
  return /^(DATE|TIME)/.test(type) ? 'VARCHAR' : type
}

export interface JsonSelection {
  readonly options: JsonOptions
  readonly columns: readonly Column[]
  /** There are lines or values that are no records; they are passed over. */
  readonly rejected: boolean
  /** Columns in which a value may not fit the type: it becomes NULL. */
  readonly lenient: ReadonlySet<string>
}

const fileColumnOf = ({ fileColumn }: JsonRead) => (fileColumn === undefined ? [] : [identifier(fileColumn)])

/** A SELECT of the columns with their types; a column of paths comes last. */
export function selectJson(read: JsonRead, selection: JsonSelection): string {
  const { options, columns, rejected, lenient } = selection
  if (options.values === true) return selectValues(read, columns)
  if (rejected || lenient.size > 0 || options.keys !== undefined) return selectByPath(read, selection)
  const from = readRecords(
    read,
    columns.map(({ name, type }) => ({ name, type: directType(type) })),
  )
  const selected = columns.map(({ name, type }) =>
    directType(type) === type
      ? identifier(name)
      : `CAST(nullif(${identifier(name)}, '') AS ${type}) AS ${identifier(name)}`,
  )
  return `SELECT ${[...selected, ...fileColumnOf(read)].join(', ')} FROM ${from}`
}

function selectValues(read: JsonRead, columns: readonly Column[]): string {
  const type = columns[0]?.type ?? 'JSON'
  const value = `${castOfValue(type, 'json', false)} AS ${identifier(valueColumn)}`
  return `SELECT ${[value, ...fileColumnOf(read)].join(', ')} FROM ${readValues(read)} WHERE json IS NOT NULL`
}

/** Takes each record apart by the names of its columns: slower, and right also where lines are damaged. */
function selectByPath(read: JsonRead, { options, columns, lenient }: JsonSelection): string {
  const selected = columns.map(
    ({ name, type }, index) =>
      `${castOfValue(type, `parts[${index + 1}]`, lenient.has(name))} AS ${identifier(name)}`,
  )
  return `SELECT ${[...selected, ...fileColumnOf(read)].join(', ')} FROM ${recordParts(
    read,
    columns.map(({ name }) => keyOf(options, name)),
  )}`
}

/** Rows with one list, `parts`: the values of these keys as JSON. Only records are taken. */
export function recordParts(read: JsonRead, keys: readonly string[]): string {
  const pointers = keys.map((key) => text(pointer(key))).join(', ')
  const file = read.fileColumn === undefined ? '' : `${identifier(read.fileColumn)}, `
  const records = `SELECT ${file}json FROM ${readValues(read)} WHERE json IS NOT NULL AND json_type(json) = 'OBJECT'`
  return `(SELECT ${file}json_extract(json, [${pointers}]) AS parts FROM (${records}))`
}

/** The key of a column in the records. */
export function keyOf(options: JsonOptions, column: string): string {
  return options.keys?.find((each) => each.column === column)?.key ?? column
}

function castOfValue(type: string, value: string, lenient: boolean): string {
  if (type === 'JSON') return `CAST(nullif(CAST(${value} AS VARCHAR), 'null') AS JSON)`
  const isText = type === 'VARCHAR' || directType(type) !== type
  const plain = isText ? `(${value} ->> '$')` : value
  if (type === 'VARCHAR') return plain
  return `${lenient ? 'TRY_CAST' : 'CAST'}(${isText ? `nullif(${plain}, '')` : plain} AS ${type})`
}

function pointer(key: string): string {
  return `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
}
