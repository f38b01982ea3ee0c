import type { DatasetKind } from './kind.ts'
import type { Lineage } from './lineage.ts'
import type { StoredReceipt } from './receipt.ts'
import type { Table, TableReading } from './table.ts'

/**
 * A table inside a snapshot. Statistics are text, because canonical JSON forbids numbers past 2^53 and
 * the hash of a snapshot must not depend on who wrote the number.
 */
export interface SnapshotTable extends Omit<Table, 'rows' | 'rejected' | 'columns'> {
  readonly columns: readonly SnapshotColumn[]
  readonly rows: string
  readonly rejected: string
  /** Object with the rejected rows as JSON lines (`Reject`), when there are any. */
  readonly rejects?: string
  /** What a person chose for reading it; the next version is read in the same way. Not part of its content. */
  readonly chosen?: TableReading
  /** SHA-256 over schema, row count and row sums, for tables made by a query (see store/content). */
  readonly rowsDigest?: string
}

export interface SnapshotColumn {
  readonly name: string
  readonly type: string
  readonly nullable: boolean
  readonly present: string
}

/** One immutable version of a dataset, as it is stored. Its id is the SHA-256 of its canonical bytes. */
export interface Snapshot {
  readonly format: 1
  readonly dataset: string
  readonly kind: DatasetKind
  readonly version: number
  readonly branch: string
  /** Ids of the snapshots this one follows. */
  readonly parents: readonly string[]
  readonly author: string
  /** ISO 8601 in UTC. `asOf` is the time the data itself speaks of, when it was brought in later. */
  readonly time: string
  readonly asOf?: string
  readonly message: string
  /** Object that lists the tree. */
  readonly tree: string
  readonly tables: readonly SnapshotTable[]
  readonly statistics: {
    readonly files: string
    readonly bytes: string
    readonly newBytes: string
    readonly rows: string
  }
  /** Equal content means equal data, whoever made it and when. */
  readonly content: string
  /** Where a raw snapshot came from, as the user named it. */
  readonly sources: readonly string[]
  readonly warnings: readonly string[]
  readonly lineage?: Lineage
  /** The older version that was made the newest again by this one. */
  readonly restored?: { readonly version: number; readonly id: string }
  readonly receipt?: StoredReceipt
}

/** A file of a snapshot. Paths use `/`; bytes that are not UTF-8 are given as base64. */
export interface TreeEntry {
  readonly path: string | { readonly base64: string }
  readonly kind: 'file' | 'link'
  readonly size: number
  /** Nanoseconds since 1970, as text. */
  readonly mtime: string
  /**
   * SHA-256 of the bytes, which is also their object unless they lie in chunks. Absent for a link, and for a file of
   * an append-only source of which only the end was read.
   */
  readonly sha256?: string
  /** A long file of lines is kept in pieces, which follow each other without a gap. */
  readonly chunks?: readonly FileChunk[]
  /** Where a link points to, as it was written. */
  readonly target?: string
}

/** A piece of a file that begins at the start of a record. */
export interface FileChunk {
  /** Object with its bytes. */
  readonly sha256: string
  /** Bytes. */
  readonly size: number
  /** Number of its first line in the file, from 1. */
  readonly line: number
}
