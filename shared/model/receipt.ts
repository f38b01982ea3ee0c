import type { LineageInput } from './lineage.ts'
import type { Value } from './value.ts'

/** What a column is for in a training set. */
export type ColumnRole = 'id' | 'feature' | 'label' | 'weight' | 'ignore'

/** A split's name and its share of all rows, in percent. Shares add up to 100. */
export interface SplitShare {
  readonly name: string
  readonly share: number
}

/**
 * Where the splits end on the number line of the row hash. `below` is an unsigned 64-bit number as decimal
 * text: a row belongs to the first split whose `below` is greater than its hash. `value` is the class in a
 * stratified split, `null` for the class NULL; without stratification there is one entry with no `value`.
 */
export interface SplitThresholds {
  readonly value?: string | null
  readonly bounds: readonly { readonly split: string; readonly below: string }[]
}

/** How rows were assigned; a later freeze of the same dataset inherits it, so that no row moves. */
export interface SplitRule {
  /** Names the documented hash, so that it can change without moving old rows. */
  readonly hash: 'md5-64-1'
  readonly seed: string
  /** The columns whose canonical text is hashed: the ids, or those named in the first receipt. */
  readonly hashed: readonly string[]
  readonly shares: readonly SplitShare[]
  readonly stratify?: string
  readonly thresholds: readonly SplitThresholds[]
  /** Thresholds for classes that the first freeze had not seen. */
  readonly fallback: SplitThresholds
  /** The version of this training dataset whose receipt the rule was taken from. */
  readonly inheritedFrom?: number
}

export interface ClassCount {
  readonly value: Value
  readonly rows: number
}

export interface SplitFacts {
  readonly rows: number
  readonly classes: readonly ClassCount[]
}

/** Something that was looked at before freezing. `warn` does not stop a freeze, `fail` does. */
export interface FreezeCheck {
  readonly name: string
  readonly state: 'pass' | 'warn' | 'fail'
  readonly text: string
  readonly count?: number
}

/** What freezing asks for. Exactly one of `from` and `sql` is given. */
export interface FreezeRequest {
  readonly dataset: string
  readonly from?: string
  readonly sql?: string
  readonly parameters?: { readonly [name: string]: string }
  /** Absent: those of the freeze before; empty: none. */
  readonly id?: readonly string[]
  readonly label?: string
  readonly weight?: string
  readonly features?: readonly string[]
  readonly ignore?: readonly string[]
  readonly where?: string
  readonly dedupe?: 'none' | 'exact'
  readonly split?: readonly SplitShare[]
  /** Absent: as the freeze before; the empty text: not at all. */
  readonly stratify?: string
  /** Decimal text; the first freeze's when absent, else 0. */
  readonly seed?: string
  readonly message?: string
  readonly tag?: string
}

/** What a freeze will do, before it is done. */
export interface FreezePlan {
  readonly dataset: string
  readonly nextVersion: number
  readonly inputs: readonly LineageInput[]
  readonly columns: readonly { readonly name: string; readonly type: string; readonly role: ColumnRole }[]
  /** Rows of the source, after the filter, and after removal of duplicates. */
  readonly rows: { readonly source: number; readonly filtered: number; readonly kept: number }
  readonly duplicates: {
    readonly equalRows: number
    readonly removed: number
    readonly idsWithSeveralRows: number
  }
  readonly rule: SplitRule
  readonly splits: { readonly [name: string]: SplitFacts }
  /** Rough size of the Parquet files, in bytes. */
  readonly estimatedBytes: number
  readonly checks: readonly FreezeCheck[]
  /** The query that will be run, for people to read and copy. */
  readonly sql: string
  /** The same freeze as a command line. */
  readonly command: string
}

/** The statement of what was frozen. */
export interface Receipt extends Omit<FreezePlan, 'nextVersion' | 'estimatedBytes' | 'command'> {
  readonly version: number
  readonly id: string
  readonly content: string
  readonly seed: string
  readonly where?: string
  readonly dedupe: 'none' | 'exact'
  readonly files: readonly {
    readonly split: string
    readonly path: string
    readonly bytes: number
    readonly sha256: string
  }[]
  /** Equal rows that were found in different splits, and the like; counted, with what to do. */
  readonly leaks: { readonly equalRowsAcrossSplits: number }
  /** Folder with one Parquet file per split; where none can be made, the store, of which `files` names objects. */
  readonly path: string
  readonly message: string
}

/** How to load a training set in another tool. */
export interface LoadingSnippet {
  readonly tool: 'pandas' | 'Polars' | 'PyTorch' | 'R' | 'DuckDB'
  readonly language: string
  readonly text: string
}

/** A receipt as a snapshot holds it: counts and sizes are text, ids and paths are left to the snapshot. */
export type StoredReceipt = { readonly [field: string]: unknown }
