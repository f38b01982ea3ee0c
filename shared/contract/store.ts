import { z } from 'zod'
import type { BranchSummary, DatasetSummary, LogEntrySummary, VersionSummary } from '../model/dataset.ts'
import type { DatasetKind } from '../model/kind.ts'
import type { KeepRules } from '../model/retention.ts'
import type { SetMember } from '../model/set.ts'
import type { Snapshot } from '../model/snapshot.ts'
import type { Column, ReadOptions, Reject, Table, TableReading } from '../model/table.ts'
import { changing, method, nothing } from './method.ts'
import { chosenReading } from './read-options.ts'

export interface StoreInfo {
  readonly path: string
  /** The folder's name, shown in the window's title. */
  readonly name: string
  readonly id: string
  readonly format: number
  /** Why the store can only be read, when it can only be read. */
  readonly readOnly?: string
  /** Files in its folder that are none of its own and never read, such as conflict copies; absent when none is. */
  readonly strangers?: readonly string[]
}

/** What `snapshot`, `aggregate` and the like answer. */
export interface SnapshotResult {
  readonly dataset: string
  readonly version: number
  readonly id: string
  readonly content: string
  /** False when nothing was new: no entry was written and `version` is the one there. */
  readonly changed: boolean
  readonly files: number
  readonly bytes: number
  readonly newBytes: number
  readonly warnings: readonly string[]
  readonly tables: readonly {
    readonly name: string
    readonly rows: number
    readonly rejected: number
    readonly columns: number
  }[]
}

export interface BranchChange {
  readonly dataset: string
  readonly branch: string
  /** The newest version on it. */
  readonly version?: number
  /** False when it was so already. */
  readonly changed: boolean
}

export interface SetResult extends SnapshotResult {
  readonly members: readonly SetMember[]
}

/** Files of a snapshot that were written into a folder of the person's. */
export interface Checkout {
  /** `events@v3`. */
  readonly reference: string
  readonly folder: string
  readonly files: number
  readonly links: number
  readonly bytes: number
  /** Names that this file system cannot hold, as they were written instead. */
  readonly escaped: readonly string[]
}

export interface SnapshotFacts {
  readonly snapshot: Snapshot
  readonly id: string
  readonly kind: DatasetKind
  readonly version: number
  readonly tags: readonly string[]
  readonly usedBy: readonly string[]
  readonly expired: boolean
  readonly entry: LogEntrySummary
}

/** A table as `schema` and `inspect` show it. */
export interface SchemaTable {
  readonly name: string
  readonly format: Table['format']
  readonly options: ReadOptions
  readonly files: number
  readonly rows: number
  readonly rejected: number
  readonly rejects: readonly Reject[]
  readonly columns: readonly Column[]
}

/** A table of a version, with what was chosen for reading it. */
export interface StoredReading {
  readonly name: string
  readonly options: ReadOptions
  readonly chosen?: TableReading
}

export interface VerifyResult {
  readonly ok: boolean
  /** Counts of what was looked at, for example `objects` and `entries`; `data` says whether bytes were hashed. */
  readonly checked: { readonly [what: string]: number | boolean }
  readonly findings: readonly VerifyFinding[]
}

export interface VerifyFinding {
  readonly kind: string
  readonly object: string
  readonly message: string
  /** Affected snapshots, as `dataset@vN`. */
  readonly snapshots: readonly string[]
}

export interface AcceptedHistory {
  /** What was said of each dataset, and is said no more. */
  readonly accepted: readonly { readonly dataset: string; readonly problem: string }[]
}

export interface RetentionPolicy {
  readonly dataset: string
  /** Absent while it has none. */
  readonly keep?: KeepRules
}

export interface ExpireResult {
  readonly expired: readonly number[]
  /** What was made of versions that go. It stays and can still be rebuilt: its inputs are hidden, never collected. */
  readonly usedBy: readonly { readonly version: number; readonly references: readonly string[] }[]
  readonly kept: readonly { readonly version: number; readonly why: string }[]
  /** Bytes that `gc` may free later. */
  readonly freedBytes: number
}

export interface CollectResult {
  readonly objects: number
  readonly freedBytes: number
  /** Objects that nothing references but that are too young to go, or held by a lease. */
  readonly waiting: number
}

const dataset = z.string().min(1).max(100)
const reference = z.string().min(1).max(400)
const dryRun = z.boolean().optional()
const isDryRun = (input: { readonly dryRun?: boolean | undefined }) => input.dryRun === true

const atMost = z.int().min(1).max(100_000).optional()
export const keepRules = z.strictObject({
  last: atMost,
  hourly: atMost,
  daily: atMost,
  weekly: atMost,
  monthly: atMost,
  yearly: atMost,
})

/** Most of what a command said that is kept, in characters; of more, its beginning and its end. */
export const longestCommandLog = 1_000_000

/** Where files came from that another program made. */
const declaredOrigin = z.strictObject({
  /** Snapshots that it read; `named` where the person's name for one follows a dataset and so may mean another by now. */
  inputs: z.array(z.strictObject({ reference, named: reference.optional() })).max(1000),
  /** Folder of its code, whose git state is recorded. */
  code: z.string().min(1).optional(),
  parameters: z.record(z.string().min(1).max(100), z.string().max(10_000)).optional(),
  seed: z.string().max(100).optional(),
  command: z
    .strictObject({
      words: z.array(z.string().max(100_000)).min(1).max(10_000),
      seconds: z.int().min(0),
      log: z.string().max(longestCommandLog + 1000),
    })
    .optional(),
})

export type DeclaredOrigin = z.output<typeof declaredOrigin>

export const storeMethods = {
  'store.info': method(nothing).returns<StoreInfo>(),
  'store.verify': method({ data: z.boolean().optional() }).returns<VerifyResult>(),
  /** Takes logs that went back (a restored backup) for the truth, so that expiring and collecting go on. */
  'store.acceptHistory': changing('machine', method(nothing).returns<AcceptedHistory>()),
  'store.collect': changing('store', method({ dryRun }).returns<CollectResult>(), isDryRun),
  'catalogue.list': method(nothing).returns<{ readonly datasets: readonly DatasetSummary[] }>(),
  'dataset.log': method({ dataset }).returns<{ readonly entries: readonly LogEntrySummary[] }>(),
  'dataset.versions': method({ dataset }).returns<{ readonly versions: readonly VersionSummary[] }>(),
  'dataset.expire': changing(
    'store',
    method({
      dataset,
      keep: keepRules.optional(),
      versions: z.array(z.int().min(1)).optional(),
      dryRun,
    }).returns<ExpireResult>(),
    isDryRun,
  ),
  'dataset.policy': method({ dataset }).returns<RetentionPolicy>(),
  /** Nothing expires by that; null takes the policy away. */
  'dataset.setPolicy': changing(
    'store',
    method({ dataset, keep: z.union([keepRules, z.null()]) }).returns<RetentionPolicy>(),
  ),
  'snapshot.take': changing(
    'store',
    method({
      dataset,
      sources: z.array(z.string().min(1)).min(1),
      message: z.string().max(10_000).optional(),
      tag: z.string().optional(),
      asOf: z.string().optional(),
      /** The branch it goes onto; the dataset's current one when absent. */
      branch: z.string().min(1).max(100).optional(),
      rehash: z.boolean().optional(),
      /** Declares that sources change only at their ends, or takes it back; stays so for later snapshots. */
      appendOnly: z.boolean().optional(),
      /** Read options and column types chosen on the import screen, by table name. */
      ...chosenReading,
      /** What was chosen for the version before does not hold any more: files are read as they are recognised. */
      asFound: z.boolean().optional(),
      origin: declaredOrigin.optional(),
    }).returns<SnapshotResult>(),
  ),
  /** Snapshots of several datasets in one step: all of them or none. */
  'snapshot.takeTogether': changing(
    'store',
    method({
      parts: z
        .array(z.strictObject({ dataset, sources: z.array(z.string().min(1)).min(1) }))
        .min(1)
        .max(100),
      message: z.string().max(10_000).optional(),
      tag: z.string().optional(),
      asOf: z.string().optional(),
      rehash: z.boolean().optional(),
    }).returns<{ readonly snapshots: readonly SnapshotResult[] }>(),
  ),
  /** What the command said that made a snapshot; rejects with `not-found` where no command made it. */
  'snapshot.commandLog': method({ reference }).returns<{ readonly text: string }>(),
  'snapshot.show': method({ reference }).returns<SnapshotFacts>(),
  /** How its tables are read, and what of that people chose: the next version keeps it. */
  'snapshot.reading': method({ reference }).returns<{
    readonly version: number
    readonly tables: readonly StoredReading[]
  }>(),
  'snapshot.schema': method({ reference }).returns<{ readonly tables: readonly SchemaTable[] }>(),
  /**
   * Keeps versions from being expired and collected until the line ends over which it was asked: somebody reads them
   * who is no part of Firn. `purpose` completes "in use: …".
   */
  'snapshot.hold': changing(
    'store',
    method({ references: z.array(reference).min(1).max(1000), purpose: z.string().min(1).max(200) }).returns<{
      /** As `dataset@vN`, in the same order. */
      readonly held: readonly string[]
    }>(),
  ),
  /** Makes the folder, in the store's cache, when it is not there yet. */
  'snapshot.path': changing('store', method({ reference }).returns<{ readonly path: string }>()),
  /** Into a folder that is new or empty; rejects with `already-exists` otherwise. */
  'snapshot.checkOut': changing('file', method({ reference, folder: z.string().min(1) }).returns<Checkout>()),
  /** Makes an old version, also an expired one, the newest again. */
  'snapshot.restore': changing(
    'store',
    method({
      reference,
      message: z.string().max(10_000).optional(),
      tag: z.string().optional(),
    }).returns<SnapshotResult>(),
  ),
  /** Holds several snapshots together as one version of a set: all references as they are at one moment, or nothing. */
  'set.make': changing(
    'store',
    method({
      dataset,
      members: z.array(reference).min(1).max(1000),
      message: z.string().max(10_000).optional(),
      tag: z.string().optional(),
    }).returns<SetResult>(),
  ),
  /** Without `members` when the reference is no set. */
  'set.members': method({ reference }).returns<{
    readonly reference: string
    readonly members?: readonly SetMember[]
  }>(),
  /** `current` is the branch that new versions go onto. */
  'dataset.branches': method({ dataset }).returns<{
    readonly dataset: string
    readonly current: string
    readonly branches: readonly BranchSummary[]
  }>(),
  /** Begins a branch at a snapshot. Rejects with `already-exists` where a tag or a branch has that name. */
  'branch.make': changing('store', method({ reference, name: z.string() }).returns<BranchChange>()),
  /** New versions of the dataset go onto that branch from now on. */
  'branch.switch': changing('store', method({ dataset, branch: z.string() }).returns<BranchChange>()),
  'tag.set': changing(
    'store',
    method({ reference, name: z.string() }).returns<{
      readonly dataset: string
      readonly version: number
      readonly tag: string
      /** The version that had the tag before, when it was moved. */
      readonly movedFrom?: number
      /** False when the version had the tag already. */
      readonly changed: boolean
    }>(),
  ),
  'tag.remove': changing(
    'store',
    method({ dataset, name: z.string() }).returns<{
      readonly dataset: string
      readonly tag: string
    }>(),
  ),
}
