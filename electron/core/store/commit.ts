import { FirnError } from '../../../shared/contract/errors.ts'
import type { LogEntrySummary } from '../../../shared/model/dataset.ts'
import type { DatasetKind } from '../../../shared/model/kind.ts'
import type { Lineage } from '../../../shared/model/lineage.ts'
import { mainBranch, nameProblem } from '../../../shared/model/names.ts'
import { formatReference } from '../../../shared/model/reference.ts'
import type { StoredReceipt } from '../../../shared/model/receipt.ts'
import type { Snapshot, SnapshotTable } from '../../../shared/model/snapshot.ts'
import { noBranch } from './branches.ts'
import { canonicalBytes, sha256 } from './canonical.ts'
import { contentOf } from './content.ts'
import type { StoreContext } from './context.ts'
import { type VersionState, highestVersion, newestVersion } from './dataset-state.ts'
import { ensureObjects, fenceRaised } from './fence.ts'
import { requireFeature } from './firn-file.ts'
import { storeFailure } from './io-error.ts'
import { layout } from './layout.ts'
import type { DatasetLog } from './log.ts'
import { summariseEntry } from './log-entry.ts'
import { instantOf } from './moment.ts'
import { winRace } from './race.ts'
import { isUnchanged } from './same-data.ts'
import { tablesProblem } from './snapshot-schema.ts'
import { refuseBranchAsTag, requireTagName, tagVersion } from './tags.ts'
import { type TreeRoot, readTree, readTreeRoot, writeTree } from './tree.ts'
import type { WriterSession } from './writer-session.ts'

/** Everything of a snapshot that its maker decides; the store adds version, parents, time, author and id. */
export interface SnapshotDraft {
  readonly dataset: string
  readonly kind: DatasetKind
  readonly message?: string
  /** Object that lists the files, from `writeTree`. */
  readonly tree: string
  readonly tables: readonly SnapshotTable[]
  readonly sources?: readonly string[]
  readonly warnings?: readonly string[]
  readonly lineage?: Lineage
  readonly receipt?: StoredReceipt
  readonly restored?: Snapshot['restored']
  /** The branch it goes onto; the dataset's current one when absent. */
  readonly branch?: string
  /** The time the data speaks of: a day, or a time. */
  readonly asOf?: string
  /** Names the snapshot as well, in an entry of its own right after it. */
  readonly tag?: string
  /** Bytes that were new; what this writer added when absent. */
  readonly newBytes?: number
  /**
   * Number of the version that was the highest when this was begun, 0 for none: for what builds on the version
   * before it. When another version came meanwhile, committing throws `conflict`.
   */
  readonly after?: number
}

export interface CommittedSnapshot {
  readonly snapshot: Snapshot
  readonly id: string
  readonly version: number
  readonly entry: LogEntrySummary
  /** False when the newest version already holds this: no entry was written and that version is given. */
  readonly changed: boolean
}

/**
 * Commits a snapshot: objects, trees and the snapshot object are durable before the log entry that makes
 * them a version. Loses no race for good: it reads the log again and takes the next number.
 *
 * Throws `invalid-name`, `invalid-input`, `conflict` (the dataset is of another kind, it has another version
 * than the one that this builds on, or a collection took what cannot be written again), `disk-full`,
 * `not-allowed`, `io`.
 */
export async function commitSnapshot(
  ctx: StoreContext,
  session: WriterSession,
  draft: SnapshotDraft,
): Promise<CommittedSnapshot> {
  return commitPrepared(ctx, session, await prepareCommit(session, draft))
}

/** Programs that know no chunks would miss the bytes of such files, others the columns that folders state. */
async function need({ disk, root }: StoreContext, staging: string, feature: string): Promise<void> {
  try {
    await requireFeature(disk, root, staging, feature)
  } catch (error) {
    throw storeFailure(error, 'note what the store needs', layout.firnFile(root))
  }
}

/** A draft that was looked at, and what is known of it before it has a place in a log. */
export interface PreparedCommit {
  readonly draft: SnapshotDraft
  readonly asOf: string | undefined
  readonly root: TreeRoot
  readonly content: string
  /** Some of its files are in chunks. */
  readonly inChunks: boolean
}

/** Reads what a draft holds. Throws `invalid-name`, `invalid-input`. */
export async function prepareCommit(session: WriterSession, draft: SnapshotDraft): Promise<PreparedCommit> {
  const asOf = checkDraft(draft)
  const read = (hash: string) => session.staged.read(hash, `a part of a tree of ${draft.dataset}`)
  const look = async () => {
    const root = await readTreeRoot(draft.tree, read)
    let inChunks = false
    const entries = async function* () {
      for await (const entry of readTree(draft.tree, read)) {
        inChunks ||= entry.chunks !== undefined
        yield entry
      }
    }
    const content = await contentOf(draft.kind, draft.tables, entries())
    return { draft, asOf, root, content, inChunks }
  }
  try {
    return await look()
  } catch (error) {
    if (!(await writtenAgain(session, draft.tree))) throw error
    return look()
  }
}

/** Writes a tree of this writer once more, whatever the store has of it: a collection may just be taking that. */
async function writtenAgain(session: WriterSession, tree: string): Promise<boolean> {
  const entries = session.trees.get(tree)
  if (entries === undefined) return false
  await writeTree(entries, async (bytes) => {
    const hash = sha256(bytes)
    await session.staged.putHashed(hash, bytes, false)
    return hash
  })
  return true
}

/** Refuses what committing a draft would refuse by what its log says now. */
export async function requireCommittable(ctx: StoreContext, draft: SnapshotDraft): Promise<void> {
  await committableLog(ctx, draft)
}

/**
 * Makes a version of what was prepared. `together` marks its entry as one of several that belong together; one that
 * is there already is not written again.
 */
export async function commitPrepared(
  ctx: StoreContext,
  session: WriterSession,
  prepared: PreparedCommit,
  together?: string,
): Promise<CommittedSnapshot> {
  const { draft } = prepared
  const committed = await winRace(draft.dataset, () => tryOnce(ctx, session, prepared, together))
  await session.staged.settle()
  if (draft.tag !== undefined)
    await tagVersion(ctx, session.staging, draft.dataset, committed.version, draft.tag)
  return committed
}

/** Undefined when somebody else was faster. */
async function tryOnce(
  ctx: StoreContext,
  session: WriterSession,
  prepared: PreparedCommit,
  together: string | undefined,
): Promise<CommittedSnapshot | undefined> {
  const { draft, content } = prepared
  const { dataset } = draft
  const found = await committableLog(ctx, draft)
  const { branch } = found
  let { log } = found
  const there = together === undefined ? undefined : await committedBefore(ctx, log, together)
  if (there !== undefined) return there
  const newest = log === undefined ? undefined : newestVersion(log.state, branch)
  if (log !== undefined && newest !== undefined) {
    const same = await isUnchanged(ctx, log, newest, draft, prepared.root, content)
    // Equal files that were staged nevertheless replace objects that are missing or damaged.
    if (same !== undefined) {
      if (same.sameFiles) await session.staged.publish()
      return existing(newest, same.snapshot)
    }
  }
  refuseOvertaken(log, draft)
  if (prepared.inChunks) await need(ctx, session.staging, 'chunks')
  if (draft.tables.some(({ partitions }) => partitions !== undefined))
    await need(ctx, session.staging, 'partitions')
  await session.staged.publish()
  if (log === undefined) {
    const created = await ctx.logs.append(ctx, session.staging, dataset, undefined, () => ({
      action: 'create',
      kind: draft.kind,
    }))
    if (created === undefined) return undefined
    log = await ctx.logs.find(ctx, dataset)
    if (log === undefined) return undefined
  }
  if (await fenceRaised(ctx, session.lease, log)) await ensureObjects(ctx, session, draft)
  return append(ctx, session, log, { branch, newest, together }, prepared)
}

/** The log that a draft goes into and its branch there. Throws what committing it would be refused for. */
async function committableLog(
  ctx: StoreContext,
  draft: SnapshotDraft,
): Promise<{ readonly log: DatasetLog | undefined; readonly branch: string }> {
  const log = await ctx.logs.find(ctx, draft.dataset)
  if (log === undefined) await refuseLostDataset(ctx, draft.dataset)
  else {
    refuseOtherKind(log, draft)
    if (draft.tag !== undefined) refuseBranchAsTag(log, draft.tag)
  }
  return { log, branch: branchOf(log, draft) }
}

/** The version that was committed by the same intent, when there is one. */
async function committedBefore(
  ctx: StoreContext,
  log: DatasetLog | undefined,
  together: string,
): Promise<CommittedSnapshot | undefined> {
  for (const { version, id, entry } of log?.state.versions.values() ?? []) {
    if (entry.change.action !== 'snapshot' || entry.change.together !== together) continue
    const snapshot = await ctx.snapshots.read(ctx, id, formatReference(entry.dataset, version))
    return { snapshot, id, version, entry: summariseEntry(entry), changed: true }
  }
  return undefined
}

/** Where in its log a version goes. */
interface Place {
  readonly branch: string
  readonly newest: VersionState | undefined
  readonly together: string | undefined
}

async function append(
  ctx: StoreContext,
  session: WriterSession,
  log: DatasetLog,
  { branch, newest, together }: Place,
  { draft, asOf, root, content }: PreparedCommit,
): Promise<CommittedSnapshot | undefined> {
  let made: { readonly snapshot: Snapshot; readonly id: string } | undefined
  const entry = await ctx.logs.append(ctx, session.staging, log.dataset, log, async (head, time) => {
    const snapshot: Snapshot = {
      format: 1,
      dataset: draft.dataset,
      kind: draft.kind,
      version: highestVersion(log.state) + 1,
      branch,
      parents: newest === undefined ? [] : [newest.id],
      author: ctx.actor,
      time,
      ...(asOf === undefined ? {} : { asOf }),
      message: draft.message ?? '',
      tree: draft.tree,
      tables: draft.tables,
      statistics: statisticsOf(draft, root, session.staged.newBytes),
      content,
      sources: draft.sources ?? [],
      warnings: [
        ...(draft.warnings ?? []),
        ...clockWarning(ctx.clock(), head.time),
        ...(log.wentBack === undefined
          ? []
          : [`${log.wentBack} Numbers of versions may have been given before.`]),
      ],
      ...(draft.lineage === undefined ? {} : { lineage: draft.lineage }),
      ...(draft.receipt === undefined ? {} : { receipt: draft.receipt }),
      ...(draft.restored === undefined ? {} : { restored: draft.restored }),
    }
    const { hash: id } = await session.staged.put(canonicalBytes(snapshot), false)
    await session.staged.publish()
    made = { snapshot, id }
    const { version, message } = snapshot
    return {
      action: 'snapshot',
      version,
      id,
      branch,
      content,
      message,
      ...(asOf === undefined ? {} : { asOf }),
      ...(together === undefined ? {} : { together }),
    }
  })
  if (entry === undefined || made === undefined) return undefined
  return { ...made, version: made.snapshot.version, entry: summariseEntry(entry), changed: true }
}

/** Throws `not-found` for a branch that the dataset does not have. */
function branchOf(log: DatasetLog | undefined, { dataset, branch }: SnapshotDraft): string {
  const wanted = branch ?? log?.state.branch ?? mainBranch
  if (wanted !== mainBranch && log?.state.branches.has(wanted) !== true)
    throw noBranch(dataset, wanted, log?.state)
  return wanted
}

function existing(newest: VersionState, snapshot: Snapshot): CommittedSnapshot {
  const { id, version, entry } = newest
  return { snapshot, id, version, entry: summariseEntry(entry), changed: false }
}

function statisticsOf(draft: SnapshotDraft, root: TreeRoot, added: number): Snapshot['statistics'] {
  const rows = draft.tables.reduce((sum, table) => sum + BigInt(table.rows), 0n)
  return {
    files: String(root.entries),
    bytes: String(root.bytes),
    newBytes: String(draft.newBytes ?? added),
    rows: String(rows),
  }
}

/** A clock that is a day behind the last entry is wrong now, or was then. */
function clockWarning(clock: number, previous: string | undefined): string[] {
  const day = 24 * 60 * 60 * 1000
  if (previous === undefined || Date.parse(previous) - clock <= day) return []
  const said = new Date(clock).toISOString()
  return [
    `This machine's clock says ${said}, more than a day before the entry before this one (${previous}).`,
  ]
}

/** Returns `asOf` as an instant in UTC. */
function checkDraft({ dataset, asOf, tag, message, tables }: SnapshotDraft): string | undefined {
  const problem = nameProblem(dataset)
  if (problem !== undefined)
    throw new FirnError('invalid-name', `"${dataset}" cannot be a dataset's name: ${problem}.`, {
      context: { dataset },
    })
  if (tag !== undefined) requireTagName(tag)
  if (message !== undefined && message.length > 10_000)
    throw new FirnError('invalid-input', 'The message is longer than 10,000 characters.')
  const names = new Set(tables.map((table) => table.name))
  if (names.size !== tables.length) throw new FirnError('invalid-input', 'Two tables have the same name.')
  const wrong = tablesProblem(tables)
  if (wrong !== undefined)
    throw new FirnError('invalid-input', `A table of ${dataset} could not be read again: ${wrong}.`, {
      context: { dataset },
    })
  if (asOf === undefined) return undefined
  const instant = instantOf(asOf, 'begins')
  if (instant === undefined) {
    throw new FirnError('invalid-input', `"${asOf}" is no time that exists.`, {
      hint: 'Write a day as 2026-01-05, a time as 2026-01-05T14:30 or, in UTC, 2026-01-05T14:30:00Z.',
    })
  }
  return new Date(instant).toISOString()
}

function refuseOtherKind(log: DatasetLog, draft: SnapshotDraft): void {
  if (log.state.kind === draft.kind) return
  throw new FirnError(
    'conflict',
    `${log.dataset} holds ${log.state.kind} snapshots, so it cannot take one of kind ${draft.kind}.`,
    {
      hint: 'Choose another name for the dataset.',
      context: { dataset: log.dataset, kind: log.state.kind },
    },
  )
}

function refuseOvertaken(log: DatasetLog | undefined, { dataset, after }: SnapshotDraft): void {
  const highest = log === undefined ? 0 : highestVersion(log.state)
  if (after === undefined || after === highest) return
  throw new FirnError('conflict', `${dataset}@v${highest} was made by somebody else meanwhile.`, {
    hint: 'Do it again: it will build on that version.',
    context: { dataset, overtakenBy: highest },
  })
}

async function refuseLostDataset(ctx: StoreContext, dataset: string): Promise<void> {
  const gone = await ctx.heads?.missing(dataset)
  if (gone === undefined) return
  throw new FirnError('store-incomplete', gone, {
    hint: 'Copy its folder from the original or a backup, or choose another name.',
    context: { dataset },
  })
}
