import type { DelimitedOptions, FileLayout, ReadOptions, TextRewriting } from '../../../shared/model/table.ts'

/** What says whether a file of a table has to be rewritten before the engine reads it. */
export interface RewritableTable {
  readonly compression: 'none' | 'gzip'
  readonly text?: TextRewriting | undefined
  readonly options: ReadOptions
}

/** Whether the engine reads a rewritten text instead of the file itself. */
export function isRewritten({ compression, text, options }: RewritableTable, path: string): boolean {
  // Logs are parsed from the file itself, whatever its encoding.
  if (text === undefined || options.kind === 'log') return false
  if (text.encoding !== 'utf-8' || text.mixedLineEnds) return true
  // Files of one table are read in one go: either all are packed or none.
  return compression === 'gzip' || hasDamagedQuotes(text, path)
}

/** Whether lines with quotes that do not close are taken out of a file. */
export function hasDamagedQuotes(text: TextRewriting, path: string): boolean {
  return text.damagedQuotes?.includes(path) === true
}

/** How the files that the engine reads are packed. */
export function readCompression({ compression, text }: RewritableTable): 'none' | 'gzip' {
  return text === undefined ? compression : 'none'
}

/** Cells of a whole row of a file. */
export function widthOf(
  table: { readonly layouts?: readonly FileLayout[] | undefined; readonly columns: readonly unknown[] },
  path: string,
): number {
  return table.layouts?.find(({ files }) => files.includes(path))?.columns.length ?? table.columns.length
}

/** The same rewriting, and more to do. */
export function withMore(text: TextRewriting | undefined, more: Partial<TextRewriting>): TextRewriting {
  return { encoding: 'utf-8', mixedLineEnds: false, ...text, ...more }
}

/** The rules by which cells are told apart. */
export function cellRules({ delimiter, quote, escape }: DelimitedOptions) {
  return { delimiter, quote, escape }
}
