import type { Reject, Table } from './table.ts'

export interface FoundFile {
  /** Relative to the source, with `/`. */
  readonly path: string
  readonly absolute: string
  readonly bytes: number
  readonly modified: string
}

/** A file that is not part of any table, and why. */
export interface LeftOutFile extends FoundFile {
  readonly reason: string
}

export interface DiscoveredTable extends Table {
  /** At most the first 100. */
  readonly rejects: readonly Reject[]
  readonly bytes: number
  /** Facts per file, in the order of `files`. */
  readonly perFile: readonly {
    readonly path: string
    readonly bytes: number
    readonly rows: number
    readonly rejected: number
  }[]
  /** `sample`: columns and counts come from the first part of the files; `all`: every line was read. */
  readonly covers: 'sample' | 'all'
}

/** Something that could not be read, with the reason and the next step. */
export interface Problem {
  readonly path: string
  readonly message: string
  readonly hint?: string
  /** There is nothing in it, so that no rows are missing without it. */
  readonly empty?: true
}

/** What `inspect` finds in files and folders. */
export interface Discovery {
  readonly sources: readonly string[]
  readonly tables: readonly DiscoveredTable[]
  readonly leftOut: readonly LeftOutFile[]
  /** Files that could not be read. */
  readonly problems: readonly Problem[]
  readonly files: number
  readonly bytes: number
  readonly elapsedMs: number
}
