import type { LogField, LogOptions } from '../../../../shared/model/table.ts'
import { type ColumnType, looksLike, textTypes } from '../column-types.ts'
import { keyValues } from '../key-values.ts'
import { keyValuePattern } from '../log-patterns.ts'
import { type LogRecord, longestRecord } from '../log-records.ts'
import { timeReader } from '../log-times.ts'
import { explainMisfit } from './misfit.ts'

/** The cells of a record in the order of the fields, or why it is rejected. */
export type ParsedRecord = { readonly cells: readonly (string | undefined)[] } | { readonly reason: string }

export interface RecordParser {
  parse(record: LogRecord): ParsedRecord
  /** Keys of key=value records that no field is for. */
  readonly unknownKeys: ReadonlySet<string>
}

type Reader = (written: string) => string | undefined

const notText = { reason: 'not valid UTF-8' } as const

/** Keys that are remembered at most; a file that makes up keys must not fill the memory. */
const mostKeys = 1000

/** Makes the parser for a log's options: a record becomes one text per field, checked against its type. */
export function createRecordParser(options: LogOptions): RecordParser {
  const unknownKeys = new Set<string>()
  const readers = options.fields.map(readerOf)
  const cellsOf = (values: (name: string) => string | undefined): ParsedRecord => {
    const cells: (string | undefined)[] = []
    for (const [index, field] of options.fields.entries()) {
      const written = values(field.name)
      if (
        written === undefined ||
        written === field.nullText ||
        (written === '' && field.type !== 'VARCHAR')
      ) {
        cells.push(undefined)
        continue
      }
      const cell = readers[index]?.(written)
      if (cell === undefined)
        return { reason: `"${field.name}" is not ${nounOf(field.type)}: ${written.slice(0, 80)}` }
      cells.push(cell)
    }
    return { cells }
  }

  if (options.pattern === keyValuePattern.name) {
    const known = new Set(options.fields.map(({ name }) => name))
    return {
      unknownKeys,
      parse({ text, damaged }) {
        if (damaged === true) return notText
        const pairs = text.length > longestRecord ? undefined : keyValues(text)
        if (pairs === undefined) return { reason: 'not a line of key=value pairs' }
        for (const key of pairs.keys())
          if (!known.has(key) && unknownKeys.size < mostKeys) unknownKeys.add(key)
        return cellsOf((name) => pairs.get(name))
      },
    }
  }

  const expression = new RegExp(options.expression)
  const continued = new Set(
    options.fields.map(({ name }) => name).filter((name) => options.expression.includes(`(?<${name}_more>`)),
  )
  return {
    unknownKeys,
    parse({ text, damaged }) {
      if (damaged === true) return notText
      if (text.length > longestRecord) return { reason: 'the record is longer than a million characters' }
      const groups = expression.exec(text)?.groups
      if (groups === undefined) return { reason: explainMisfit(options.expression, text) }
      return cellsOf((name) => {
        const value = groups[name]
        const more = continued.has(name) ? groups[`${name}_more`] : undefined
        return more === undefined ? value : `${value ?? ''}${more}`
      })
    },
  }
}

function readerOf(field: LogField): Reader {
  if (field.timeFormat !== undefined) return timeReader(field.timeFormat, field.year)
  if (field.type === 'VARCHAR') return (written) => written
  if (field.type === 'INTEGER') return (written) => (/^-?\d{1,9}$/.test(written) ? written : undefined)
  const type = textTypes.find((each): each is Exclude<ColumnType, 'VARCHAR'> => each === field.type)
  return type === undefined
    ? (written) => written
    : (written) => (looksLike(type, written) ? written.trim() : undefined)
}

function nounOf(type: string): string {
  if (type.startsWith('TIMESTAMP')) return 'a time of the expected form'
  if (type === 'INTEGER' || type === 'BIGINT') return 'a whole number'
  return `of type ${type}`
}
