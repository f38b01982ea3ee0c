import type { PartitionColumn } from './partitions.ts'

/** How a file's bytes are laid out. Each may also be gzipped. */
export type TableFormat = 'csv' | 'tsv' | 'json' | 'jsonl' | 'parquet' | 'arrow' | 'log'

export interface Column {
  readonly name: string
  /** The engine's SQL type. */
  readonly type: string
  readonly nullable: boolean
  /** In how many rows there is a value (neither NULL nor an empty cell). */
  readonly present: number
}

/** Delimited text: CSV, TSV and their relatives. */
export interface DelimitedOptions {
  readonly kind: 'delimited'
  readonly delimiter: string
  /** Empty: nothing is quoted. */
  readonly quote: string
  readonly escape: string
  readonly header: boolean
  /** Lines before the header. */
  readonly skip: number
  /** Lines that begin with this are left out. */
  readonly comment?: string
  /** Texts that stand for NULL, besides the empty cell. */
  readonly nullTexts: readonly string[]
  readonly dateFormat?: string
  readonly timestampFormat?: string
}

/** `lines`: a record per line. `array`: one array of records. `record`: the file is one record. */
export interface JsonOptions {
  readonly kind: 'json'
  readonly shape: 'lines' | 'array' | 'record'
  /** The values are no records: each is a row of the one column `value`. */
  readonly values?: boolean
  /** Keys of columns that could not keep their name, because another one differs in capital letters only. */
  readonly keys?: readonly { readonly column: string; readonly key: string }[]
}

/** Text logs, split into typed columns by a pattern. */
export interface LogOptions {
  readonly kind: 'log'
  /** Name of a known pattern, or `custom`. */
  readonly pattern: string
  /**
   * A JavaScript regular expression with one named group per column, matched against a whole record. What the
   * group `message_more` holds is appended to `message`. Empty for `key-value`, whose pairs name the columns.
   */
  readonly expression: string
  /** Matches the first line of a record; lines that do not match belong to the record before. */
  readonly recordStart?: string
  readonly fields: readonly LogField[]
}

export interface LogField {
  readonly name: string
  readonly type: string
  /** How a time is written, in strptime letters. */
  readonly timeFormat?: string
  /** Text that means NULL, such as `-`. */
  readonly nullText?: string
  /** The year of times that are written without one (syslog). */
  readonly year?: number
}

export type ReadOptions =
  | DelimitedOptions
  | JsonOptions
  | LogOptions
  | { readonly kind: 'parquet' }
  | { readonly kind: 'arrow' }

/** How a person chose to have a table read, where it is not as its files are recognised. */
export interface TableReading {
  readonly options?: ReadOptions
  readonly types?: Readonly<Record<string, string>>
}

/** The same column has different types in different files, or values that do not fit one type. */
export interface TypeConflict {
  readonly column: string
  readonly types: readonly { readonly type: string; readonly files: number; readonly example: string }[]
  /** The type that holds all of them. */
  readonly resolved: string
}

/** A row or line that could not be read. It is counted and shown, never dropped in silence. */
export interface Reject {
  readonly file: string
  /** Counted from 1; of a record of several lines, its first. */
  readonly line: number
  readonly reason: string
  readonly text: string
}

/**
 * What has to be done to text files before the engine can read them. Absent where they are UTF-8 without a byte
 * order mark and with one kind of line end.
 */
export interface TextRewriting {
  readonly encoding: 'utf-8' | 'utf-8-bom' | 'utf-16le' | 'utf-16be' | 'windows-1252'
  /** Both `\\r\\n` and other line ends occur; they become `\\n`, except inside of quotes. */
  readonly mixedLineEnds: boolean
  /** Files in which quotes are opened and not closed, or lines are too long to be noticed: only these are rejected. */
  readonly damagedQuotes?: readonly string[]
}

/** Columns of some files of a table whose files differ. */
export interface FileLayout {
  readonly files: readonly string[]
  /** Names in the order of the file. */
  readonly columns: readonly string[]
}

/** Rows with a discovered schema, spread over files of one format. */
export interface Table {
  readonly name: string
  readonly format: TableFormat
  readonly compression: 'none' | 'gzip'
  readonly options: ReadOptions
  /** Portable paths, relative to the source; in a snapshot, paths of its tree. */
  readonly files: readonly string[]
  readonly text?: TextRewriting
  /** Delimited files only: present where files have other columns than the table (but for those of folders), or another order. */
  readonly layouts?: readonly FileLayout[]
  /** Columns whose values are in the names of the folders of each file. */
  readonly partitions?: readonly PartitionColumn[]
  readonly columns: readonly Column[]
  readonly rows: number
  readonly rejected: number
  readonly conflicts: readonly TypeConflict[]
}
