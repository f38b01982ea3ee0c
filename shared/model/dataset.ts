import type { DatasetKind } from './kind.ts'

export interface DatasetSummary {
  readonly name: string
  readonly kind: DatasetKind
  /** How many snapshots there ever were; expired ones count. */
  readonly versions: number
  /** Newest version that is not expired; absent when there is none. */
  readonly latest?: number
  readonly rows: number
  readonly bytes: number
  readonly tags: readonly { readonly name: string; readonly version: number }[]
  /** All of its branches, `main` first, when there are others. */
  readonly branches?: readonly BranchSummary[]
  /** The branch that new versions go onto, when it is not `main`. */
  readonly branch?: string
  /** Its sources were declared to change only at their ends. */
  readonly appendOnly?: true
  /** Set when the dataset's log cannot be read: the file, the reason and the next step. */
  readonly problem?: string
  /** The problem is that its history went back behind what was seen here: a backup was restored, or entries are lost. */
  readonly wentBack?: true
}

/** A line of snapshots. */
export interface BranchSummary {
  readonly name: string
  /** Its newest version that is not expired; before its first own one, where it begins. */
  readonly version?: number
  /** How many versions were made on it. */
  readonly versions: number
}

/** One line of a dataset's timeline. */
export interface VersionSummary {
  readonly version: number
  readonly id: string
  readonly content: string
  readonly message: string
  readonly author: string
  readonly time: string
  readonly asOf?: string
  readonly branch: string
  readonly parents: readonly number[]
  readonly rows: number
  /** Rows more (or fewer) than the parent; absent for the first. */
  readonly rowDelta?: number
  readonly rejected: number
  readonly files: number
  readonly bytes: number
  readonly newBytes: number
  readonly tags: readonly string[]
  /** Training sets and recipes that depend on it, as references. */
  readonly usedBy: readonly string[]
  readonly expired: boolean
  /** The older version whose data it brought back. */
  readonly restored?: number
  readonly warnings: readonly string[]
  /** Set when the snapshot itself cannot be read, although it is not expired: the object and the reason. */
  readonly problem?: string
}

/**
 * One entry of a dataset's log as `log` lists it. `tag` and `untag` name their tag, `expire` its versions; `branch` the
 * branch that begins, `settings` the one that was switched to, `snapshot` the one it lies on when that is not `main`.
 */
export interface LogEntrySummary {
  readonly number: number
  readonly action: string
  readonly time: string
  readonly actor: string
  readonly host: string
  readonly hash: string
  readonly version?: number
  readonly id?: string
  readonly message?: string
  readonly tag?: string
  readonly branch?: string
  readonly versions?: readonly number[]
}
