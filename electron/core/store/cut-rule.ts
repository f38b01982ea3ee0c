/** Where the bytes of a file may be cut, as the caller knows its format. */
export type CutRule =
  /** Every line is a record of its own, or begins one where it matches `recordStart`. */
  | { readonly kind: 'lines'; readonly recordStart?: string }
  /** Delimited text. `head`: this many lines are passed over at the top, then comes a header or none. */
  | {
      readonly kind: 'delimited'
      /** One ASCII character each; no quote when nothing is quoted. A quote in a quoted field is doubled. */
      readonly delimiter: string
      readonly quote: string
      readonly skip: number
      readonly header: boolean
    }

/** Whether the first chunk of a file holds no rows: the lines that are passed over, and the header. */
export function hasHead(rule: CutRule): boolean {
  return rule.kind === 'delimited' && (rule.header || rule.skip > 0)
}

/** Sizes in bytes. Tests give smaller ones. */
export interface ChunkSizes {
  /** No chunk but the last is smaller. */
  readonly least: number
  /** A cut is chosen among the record starts from `least` to here, so that chunks are between the two on average. */
  readonly usual: number
  /** Where no record starts before `usual`, one is taken up to here. */
  readonly most: number
}

/**
 * Reading chunks of 16 MB took as long as reading one file; of a file that grows by a line a chunk is written anew.
 */
export const chunkSizes: ChunkSizes = {
  least: 8 * 1024 * 1024,
  usual: 24 * 1024 * 1024,
  most: 32 * 1024 * 1024,
}
