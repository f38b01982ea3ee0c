import type { DiscoveredTable } from '../../../shared/model/discovery.ts'
import type { ReadOptions, Reject, TableFormat, TextRewriting } from '../../../shared/model/table.ts'
import type { Header } from './delimited-header.ts'
import type { FilePart } from './file-parts.ts'
import type { InputFile } from './input-files.ts'
import type { JsonStructure } from './json-structure.ts'

/** A file with what the first look at it gave. */
export interface PlannedFile {
  readonly file: InputFile
  /** Of delimited text: its columns and some of their cells. */
  readonly header: Header | undefined
  /** Of JSON: what its first records are made of. */
  readonly structure?: JsonStructure
}

/** Where the rows of a planned file are. */
export type PartsOfFile = (file: PlannedFile) => readonly Pick<FilePart, 'physical' | 'linesBefore'>[]

/** Files that make one table, before anything but their beginnings was read. */
export interface TablePlan {
  readonly name: string
  readonly format: TableFormat
  readonly compression: 'none' | 'gzip'
  readonly options: ReadOptions
  readonly text: TextRewriting | undefined
  readonly files: readonly PlannedFile[]
}

/** What reading a table's files gave. */
export type TableFindings = Pick<
  DiscoveredTable,
  'columns' | 'rows' | 'rejected' | 'conflicts' | 'covers'
> & {
  readonly options: ReadOptions
  readonly layouts?: DiscoveredTable['layouts']
  readonly partitions?: DiscoveredTable['partitions']
  /** Rows and rejected rows by logical path. */
  readonly perFile: ReadonlyMap<string, { readonly rows: number; readonly rejected: number }>
  /** All rejected rows, in the order of files and lines. */
  readonly rejects: readonly Reject[]
  /** Text of the files turned out to need rewriting. */
  readonly text?: TextRewriting | undefined
}

/** Types that a user chose, by column: what does not fit becomes NULL and is a conflict. */
export type ChosenTypes = ReadonlyMap<string, string>

export type Depth = 'sample' | 'all'

/** Rows that a sample covers: the engine's own measure for detection. */
export const sampleRows = 20_480

/** Tables up to this many bytes are read whole even for a sample: it takes no longer than a moment. */
export const smallTable = 16_000_000

/** Whether all rows are to be read. */
export function readsAll(plan: TablePlan, depth: Depth): boolean {
  if (depth === 'all') return true
  const factor = plan.compression === 'gzip' ? 6 : 1
  return plan.files.reduce((sum, { file }) => sum + file.bytes, 0) * factor <= smallTable
}
