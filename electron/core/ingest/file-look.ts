import { FirnError } from '../../../shared/contract/errors.ts'
import type {
  DelimitedOptions,
  JsonOptions,
  LogOptions,
  ReadOptions,
  TableFormat,
  TextRewriting,
} from '../../../shared/model/table.ts'
import { detectDialect, type Dialect, singleColumn } from './delimited-dialect.ts'
import { type Header, readHeader } from './delimited-header.ts'
import { extensionOf, hasNoTable } from './file-names.ts'
import { sampleFile, textOf, type FileSample, type TextSample } from './file-sample.ts'
import type { InputFile } from './input-files.ts'
import { jsonShape } from './json-shape.ts'
import { detectLog, lineOptions, optionsFor } from './log-detection.ts'
import { whyNoText } from './text-encoding.ts'

/** What one file is, by its first bytes and its name. */
export type Look =
  | {
      readonly kind: 'table'
      readonly format: TableFormat
      readonly compression: 'none' | 'gzip'
      readonly options: ReadOptions
      readonly text: TextRewriting | undefined
      /** Names and sampled cells of delimited text; other formats name their columns themselves. */
      readonly header: Header | undefined
    }
  | { readonly kind: 'left-out'; readonly reason: string }
  /** Nothing is in it. */
  | { readonly kind: 'empty' }

/** A text of a doubtful name is delimited only when nearly all of its records agree on their width. */
const clearlyDelimited = 0.95

/**
 * Looks at the beginning of a file. Throws `file-missing`, `file-unreadable`, `format` (damaged gzip).
 * `decided` are options that a user chose; they are taken as they are.
 */
export async function lookAt(file: InputFile, decided?: ReadOptions): Promise<Look> {
  const sample = await sampleFile(file, file.path)
  if (sample.bytes.length === 0) return { kind: 'empty' }
  const binary = binaryFormat(sample.bytes)
  if (binary !== undefined)
    return binary.kind === 'left-out' ? binary : { ...binary, ...common(sample, undefined) }
  const name = file.path.replace(/\.gz$/i, '')
  if (decided === undefined && !file.named && hasNoTable(name))
    return { kind: 'left-out', reason: 'documentation or code, no table' }
  const text = textOf(sample)
  if (text === undefined)
    return { kind: 'left-out', reason: `not a format that is known (${whyNoText(sample.bytes)})` }
  if (text.text.replace(/^\uFEFF/, '').trim() === '')
    return text.whole ? { kind: 'empty' } : { kind: 'left-out', reason: 'nothing but empty space' }
  return decided === undefined
    ? lookAtText(file, name, sample, text)
    : lookDecided(file, sample, text, decided)
}

function lookAtText(file: InputFile, name: string, sample: FileSample, text: TextSample): Look {
  const extension = extensionOf(name)
  const json = jsonShape(text.text.replace(/^\uFEFF/, ''), text.whole, extension)
  if (json !== undefined) return jsonLook(sample, text, json)
  const year = Number(file.modified.slice(0, 4))
  if (extension === 'csv' || extension === 'tsv') return delimitedLook(sample, text, extension)
  const log = detectLog(text.text, text.whole, year)
  if (log !== undefined) return logLook(sample, text, log)
  const dialect = detectDialect(text.text, text.whole)
  if (dialect !== undefined && dialect.consistency >= clearlyDelimited && dialect.records.length >= 3)
    return delimitedLook(sample, text, extension, dialect)
  if (file.named) return logLook(sample, text, lineOptions())
  return { kind: 'left-out', reason: 'plain text that fits no known pattern' }
}

function lookDecided(file: InputFile, sample: FileSample, text: TextSample, options: ReadOptions): Look {
  switch (options.kind) {
    case 'delimited':
      return decidedDelimited(sample, text, options)
    case 'json':
      return jsonLook(sample, text, options)
    case 'log':
      return logLook(sample, text, settledLog(file, text, options))
    case 'parquet':
    case 'arrow':
      return { kind: 'left-out', reason: `text, not ${options.kind === 'parquet' ? 'Parquet' : 'Arrow'}` }
  }
}

/** Columns and types of a pattern that a user chose or wrote come from the file. Throws `wrong-usage`. */
function settledLog(file: InputFile, text: TextSample, options: LogOptions): LogOptions {
  if (options.fields.length > 0) return options
  const expression = options.expression === '' ? undefined : options.expression
  try {
    return optionsFor(
      options.pattern,
      expression,
      options.recordStart,
      text.text,
      Number(file.modified.slice(0, 4)),
    )
  } catch (error) {
    throw new FirnError(
      'wrong-usage',
      `The pattern cannot be used: ${error instanceof Error ? error.message : String(error)}`,
      {
        hint: 'Write a JavaScript regular expression with a named group, (?<name>…), for each column.',
        cause: error,
      },
    )
  }
}

function decidedDelimited(sample: FileSample, text: TextSample, options: DelimitedOptions): Look {
  const dialect = dialectOf(text, options)
  const header = readHeader(dialect.records, dialect.width, options.header)
  const format = options.delimiter === '\t' ? 'tsv' : 'csv'
  return { kind: 'table', format, options, header, ...common(sample, text) }
}

/** The sample under options that are given: only its width is still to be found. */
function dialectOf(text: TextSample, options: DelimitedOptions): Dialect {
  const lines = text.text.split(/(?<=\r\n|\n|\r(?!\n))/)
  const { comment } = options
  const below = lines.slice(options.skip).filter((line) => comment === undefined || !line.startsWith(comment))
  return (
    detectDialect(below.join(''), text.whole, options.delimiter, options) ?? {
      ...singleColumn(below.join(''), text.whole),
      ...options,
    }
  )
}

function delimitedLook(sample: FileSample, text: TextSample, extension: string, found?: Dialect): Look {
  const expected = extension === 'tsv' ? '\t' : undefined
  const dialect =
    found ?? detectDialect(text.text, text.whole, expected) ?? singleColumn(text.text, text.whole)
  const header = readHeader(dialect.records, dialect.width)
  const { delimiter, quote, escape, skip } = dialect
  const options: DelimitedOptions = {
    kind: 'delimited',
    delimiter,
    quote,
    escape,
    header: header.present,
    skip,
    nullTexts: [],
  }
  return {
    kind: 'table',
    format: delimiter === '\t' ? 'tsv' : 'csv',
    options,
    header,
    ...common(sample, text),
  }
}

function jsonLook(sample: FileSample, text: TextSample, options: JsonOptions): Look {
  return {
    kind: 'table',
    format: options.shape === 'lines' ? 'jsonl' : 'json',
    options,
    header: undefined,
    ...common(sample, text),
  }
}

function logLook(sample: FileSample, text: TextSample, options: LogOptions): Look {
  return { kind: 'table', format: 'log', options, header: undefined, ...common(sample, text) }
}

function common(
  sample: FileSample,
  text: TextSample | undefined,
): { compression: 'none' | 'gzip'; text: TextRewriting | undefined } {
  const { compression } = sample
  if (text === undefined || (text.encoding === 'utf-8' && !text.mixedLineEnds))
    return { compression, text: undefined }
  return { compression, text: { encoding: text.encoding, mixedLineEnds: text.mixedLineEnds } }
}

type Binary =
  | {
      kind: 'table'
      format: 'parquet' | 'arrow'
      options: { kind: 'parquet' } | { kind: 'arrow' }
      header: undefined
    }
  | { kind: 'left-out'; reason: string }

function binaryFormat(bytes: Buffer): Binary | undefined {
  const parquet: Binary = {
    kind: 'table',
    format: 'parquet',
    options: { kind: 'parquet' },
    header: undefined,
  }
  const arrow: Binary = { kind: 'table', format: 'arrow', options: { kind: 'arrow' }, header: undefined }
  const starts = (text: string) => bytes.subarray(0, text.length).equals(Buffer.from(text, 'latin1'))
  if (starts('PAR1')) return parquet
  if (starts('ARROW1')) return arrow
  // A stream of Arrow messages begins with a continuation mark and the length of the schema.
  if (bytes.length >= 8 && bytes.readUInt32LE(0) === 0xffffffff && bytes.readUInt32LE(4) < 64_000_000)
    return arrow
  if (starts('PARE')) return { kind: 'left-out', reason: 'encrypted Parquet' }
  if (starts('FEA1')) return { kind: 'left-out', reason: 'Feather version 1; write it again as Arrow' }
  if (starts('PK\x03\x04'))
    return { kind: 'left-out', reason: 'an archive or a spreadsheet; unpack it or save it as CSV' }
  if (starts('\x28\xb5\x2f\xfd')) return { kind: 'left-out', reason: 'packed with zstd; unpack it' }
  if (starts('BZh') || starts('\xfd7zXZ'))
    return { kind: 'left-out', reason: 'packed; unpack it or use gzip' }
  if (starts('SQLite format 3')) return { kind: 'left-out', reason: 'an SQLite database' }
  return undefined
}
