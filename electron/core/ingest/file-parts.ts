import type { ReadOptions } from '../../../shared/model/table.ts'
import type { CutRule } from '../store/cut-rule.ts'

/** A piece of a file that lies by itself: in a store a long file of lines is in chunks. */
export interface FilePart {
  readonly physical: string
  /** Names its content. */
  readonly identity: string
  readonly bytes: number
  /** Lines of the file that come before it. */
  readonly linesBefore: number
}

/** Where a file is: in one place or, with `parts`, in pieces one after another; `physical` is then the first. */
export interface PlacedFile {
  readonly physical: string
  readonly parts?: readonly FilePart[]
}

/**
 * The places of a file's rows. Of a file in pieces the first holds none where lines are passed over or a header is
 * read; the others have no header.
 */
export function rowParts(
  { physical, parts }: PlacedFile,
  options: ReadOptions,
): readonly Pick<FilePart, 'physical' | 'linesBefore'>[] {
  if (parts === undefined) return [{ physical, linesBefore: 0 }]
  const hasHead = options.kind === 'delimited' && (options.header || options.skip > 0)
  return hasHead ? parts.slice(1) : parts
}

/** The paths of rows that lie in pieces. */
export function headlessPaths(files: readonly PlacedFile[], options: ReadOptions): ReadonlySet<string> {
  const inParts = files.filter(({ parts }) => parts !== undefined)
  return new Set(inParts.flatMap((file) => rowParts(file, options).map(({ physical }) => physical)))
}

/** How a file that is read like this may be cut; undefined where it has to stay whole. */
export function cutRuleFor({
  compression,
  text,
  options,
}: {
  readonly compression: 'none' | 'gzip'
  readonly text?: unknown
  readonly options: ReadOptions
}): CutRule | undefined {
  if (compression !== 'none' || text !== undefined) return undefined
  switch (options.kind) {
    case 'json':
      return options.shape === 'lines' ? { kind: 'lines' } : undefined
    case 'log':
      return options.recordStart === undefined
        ? { kind: 'lines' }
        : { kind: 'lines', recordStart: options.recordStart }
    case 'delimited': {
      const { delimiter, quote, escape, skip, header, comment } = options
      const plain = isAscii(delimiter) && (quote === '' || (isAscii(quote) && escape === quote))
      if (!plain || (comment !== undefined && comment !== '')) return undefined
      return { kind: 'delimited', delimiter, quote, skip, header }
    }
    case 'parquet':
    case 'arrow':
      return undefined
  }
}

/** A file that was cut turns out to need reading as a whole: it must be kept as one unit. */
export class NotInParts extends Error {
  readonly path: string

  constructor(path: string) {
    super(`${path} can only be read as a whole.`)
    this.path = path
  }
}

/** Throws {@link NotInParts} for a file in pieces. */
export function requireWhole(file: PlacedFile & { readonly path: string }): void {
  if (file.parts !== undefined) throw new NotInParts(file.path)
}

function isAscii(text: string): boolean {
  return text.length === 1 && text.charCodeAt(0) < 128
}
