import { mkdir } from 'node:fs/promises'
import { basename } from 'node:path'
import { FirnError } from '../../../shared/contract/errors.ts'
import type { RepairPlan, RepairResult } from '../../../shared/contract/integrity.ts'
import type { CallContext } from '../../../shared/contract/responder.ts'
import type {
  AcceptedHistory,
  BranchChange,
  Checkout,
  CollectResult,
  ExpireResult,
  RetentionPolicy,
  SnapshotFacts,
  StoreInfo,
  VerifyFinding,
  VerifyResult,
} from '../../../shared/contract/store.ts'
import type { DatasetSettings } from '../../../shared/contract/schedule.ts'
import type {
  BranchSummary,
  DatasetSummary,
  LogEntrySummary,
  VersionSummary,
} from '../../../shared/model/dataset.ts'
import type { KeepRules } from '../../../shared/model/retention.ts'
import type { SetMember } from '../../../shared/model/set.ts'
import type { TreeEntry } from '../../../shared/model/snapshot.ts'
import { listDatasets, listLog, listVersions, snapshotFacts } from './catalogue.ts'
import { watchCatalogue } from './catalogue-watch.ts'
import { isAppendOnly, setAppendOnly } from './append-only.ts'
import { checkOut } from './checkout.ts'
import { type CollectRequest, collect } from './collection.ts'
import type { CommittedSnapshot, SnapshotDraft } from './commit.ts'
import { commitTogether } from './commit-together.ts'
import type { StoreContext } from './context.ts'
import { type DueObjects, type DueOptions, checkObject, dueObjects } from './due-objects.ts'
import type { HashOptions } from './file-hash.ts'
import {
  changeSettings,
  datasetSettings,
  scheduledDatasets,
  type SettingsChange,
} from './dataset-settings.ts'
import { layout } from './layout.ts'
import { type ObjectPathOptions, provenPath } from './object-path.ts'
import { readObject } from './objects.ts'
import { type OpenOptions, openContext } from './opening.ts'
import { type PlainPath, materialise } from './plain-paths.ts'
import { type RepairRequest, planRepair, repairStore } from './repair.ts'
import { withReserve } from './reserve.ts'
import { listBranches, makeBranch, switchBranch } from './branches.ts'
import { type SetRequest, makeSet, setMembers } from './set.ts'
import { type RestoreRequest, restoreVersion } from './restoring.ts'
import { type ExpireRequest, expireVersions } from './retention.ts'
import { type ResolveOptions, type ResolvedSnapshot, resolveReference } from './reference-resolution.ts'
import { listStrangers } from './strangers.ts'
import { type TagResult, tagVersion, untagVersion } from './tags.ts'
import { readTree } from './tree.ts'
import { type VerifyRequest, verifyStore } from './verification.ts'
import { type BeginOptions, type StoreWriter, type Writer, beginWriting, requireWritable } from './writer.ts'

export { initStore } from './initialising.ts'
export type { CommittedSnapshot, SnapshotDraft } from './commit.ts'
export type { OpenOptions } from './opening.ts'
export { type ResolvedSnapshot, theTable } from './reference-resolution.ts'
export { type SourceFile, walkSources } from './source-walk.ts'
export type { TagResult } from './tags.ts'
export type { TakenTree } from './taking.ts'
export type { BeginOptions, TakeFilesOptions, Writer } from './writer.ts'

/** An open store. Two can be open at once, in one process or in many. */
export interface Store {
  readonly path: string
  readonly id: string
  readonly format: number
  /** Why it can only be read, when it can only be read. */
  readonly readOnly?: string
  info(): StoreInfo
  /** Paths of files in its folder that are none of its own and never read, such as conflict copies. */
  strangers(): Promise<string[]>
  /** By name. A dataset whose log cannot be read is listed with its `problem`. */
  datasets(): Promise<DatasetSummary[]>
  /** Newest first. Throws `not-found`, `store-damaged`, `store-incomplete`. */
  log(dataset: string): Promise<LogEntrySummary[]>
  /** Newest first, expired ones too. */
  versions(dataset: string): Promise<VersionSummary[]>
  /** Throws `invalid-reference`, `not-found`, `ambiguous`; each lists what exists. */
  resolve(reference: string, options?: ResolveOptions): Promise<ResolvedSnapshot>
  /** One snapshot with what its log says of it; finds expired ones too. */
  facts(reference: string): Promise<SnapshotFacts>
  /** All files of a snapshot, by path. */
  tree(resolved: ResolvedSnapshot): Promise<TreeEntry[]>
  /** As `tree`, about 2,000 entries in memory at a time. */
  entries(resolved: ResolvedSnapshot): AsyncIterable<TreeEntry>
  /** The path of an object whose bytes are proven to be those of its name. Throws `object-damaged`. */
  objectPath(sha256: string, options?: ObjectPathOptions): Promise<string>
  /** Takes a lease and a private folder. Always release the writer. */
  begin(purpose: string, options?: BeginOptions): Promise<Writer>
  /**
   * Commits what several writers hold: all of it or nothing. A process that dies in between leaves the rest to the
   * next opening.
   */
  commitTogether(
    parts: readonly { readonly writer: Writer; readonly draft: SnapshotDraft }[],
    signal?: AbortSignal,
  ): Promise<CommittedSnapshot[]>
  /** Gives a snapshot a tag; one that another version of the dataset has is moved. */
  tag(reference: string, name: string): Promise<TagResult>
  untag(
    dataset: string,
    name: string,
  ): Promise<{ readonly dataset: string; readonly tag: string; readonly version: number }>
  /** Branches of a dataset, `main` first, and the one that new versions go onto. */
  branches(
    dataset: string,
  ): Promise<{ readonly current: string; readonly branches: readonly BranchSummary[] }>
  /** Begins a branch at a version. Throws `invalid-name`, `already-exists`, `not-found`. */
  branch(reference: string, name: string): Promise<BranchChange>
  /** Makes a branch the one that new versions go onto. Throws `not-found`. */
  switchTo(dataset: string, branch: string): Promise<BranchChange>
  /** Hides versions; pins always win. Throws `pinned`, `not-found`, `invalid-input`. */
  expire(dataset: string, request: ExpireRequest): Promise<ExpireResult>
  /** Whether its sources were declared to change only at their ends; no, for a dataset that is not there. */
  isAppendOnly(dataset: string): Promise<boolean>
  setAppendOnly(dataset: string, appendOnly: boolean): Promise<void>
  /** What `expire` keeps when it is given no rules. */
  policy(dataset: string): Promise<RetentionPolicy>
  /** Undefined takes it away. Nothing expires by that. */
  setPolicy(dataset: string, keep: KeepRules | undefined): Promise<RetentionPolicy>
  /** Source, schedule and policy of a dataset. */
  settings(dataset: string): Promise<DatasetSettings>
  /** Changes what is named by one entry of its log. Nothing is taken and nothing expires by that. */
  changeSettings(dataset: string, change: SettingsChange): Promise<DatasetSettings>
  /** The settings of every dataset that has a schedule. */
  scheduled(): Promise<readonly DatasetSettings[]>
  /** Deletes objects that nothing has referenced for 24 hours. */
  collect(request?: CollectRequest): Promise<CollectResult>
  /** Checks the store and changes nothing. */
  verify(request?: VerifyRequest): Promise<VerifyResult>
  /** Objects whose proof is older than so many milliseconds or is missing, oldest first, and how many there are. */
  dueObjects(age: number, options?: DueOptions): Promise<DueObjects>
  /** Hashes one object, whatever is known of it, and says what is wrong with it. */
  checkObject(
    sha256: string,
    options?: Pick<HashOptions, 'signal' | 'pause'>,
  ): Promise<VerifyFinding | undefined>
  /** What a repair would do. Changes nothing. */
  planRepair(request?: RepairRequest): Promise<RepairPlan>
  /** Mends what can be mended from what is at hand, and makes nothing worse. */
  repair(request?: RepairRequest): Promise<RepairResult>
  /** A plain folder with the snapshot's files for other tools. */
  materialisePath(reference: string, options?: ObjectPathOptions): Promise<PlainPath>
  /** The files of a snapshot, byte for byte, in a folder that is new or empty. */
  checkOut(
    reference: string,
    folder: string,
    context: Pick<CallContext, 'signal' | 'progress'>,
  ): Promise<Checkout>
  /** Makes an old version, also an expired one, the newest again: a new version with its data. */
  restore(reference: string, request?: RestoreRequest): Promise<CommittedSnapshot>
  /** Holds snapshots of several datasets together as one version, all of them as they were at one moment. */
  makeSet(request: SetRequest): Promise<CommittedSnapshot>
  /** What a version of a set holds; without `members` when it is no set. Finds expired ones too. */
  setMembers(
    reference: string,
  ): Promise<{ readonly reference: string; readonly members?: readonly SetMember[] }>
  /** Takes a log that went back (a restored backup) for the truth, so that it is no longer reported. */
  acceptHistory(dataset: string): Promise<void>
  /** The same for every dataset whose log went back; one whose log cannot be read stays as it is. */
  acceptAllHistory(): Promise<AcceptedHistory>
  /** Calls back soon after this or any other process changed a dataset. Returns what ends it. */
  watch(listener: (change: { readonly dataset?: string }) => void): () => void
  /** Throws `not-allowed` or `store-newer` where the store can only be read. */
  requireWritable(): void
  /** A folder in `cache/` that may be deleted at any time. Throws as `requireWritable` does. */
  cacheFolder(name: string): Promise<string>
  /** Releases what is still held. */
  close(): Promise<void>
}

/**
 * Opens a store, and clears up after writers that died. A store of a newer format opens for reading only and
 * says so. Throws `no-store`, `store-incomplete`, `store-damaged`, `not-allowed`, `io`.
 */
export async function openStore(path: string, options: OpenOptions = {}): Promise<Store> {
  return new FolderStore(await openContext(path, options))
}

class FolderStore implements Store {
  readonly path: string
  readonly id: string
  readonly format: number
  readonly readOnly?: string
  readonly #ctx: StoreContext
  readonly #writers = new Set<StoreWriter>()
  readonly #watches = new Set<() => void>()

  constructor(ctx: StoreContext) {
    this.#ctx = ctx
    this.path = ctx.root
    this.id = ctx.firn.id
    this.format = ctx.firn.format
    if (ctx.readOnly !== undefined) this.readOnly = ctx.readOnly
  }

  info(): StoreInfo {
    const { path, id, format, readOnly } = this
    return { path, name: basename(path), id, format, ...(readOnly === undefined ? {} : { readOnly }) }
  }

  strangers(): Promise<string[]> {
    return listStrangers(this.#ctx)
  }

  datasets(): Promise<DatasetSummary[]> {
    return listDatasets(this.#ctx)
  }

  log(dataset: string): Promise<LogEntrySummary[]> {
    return listLog(this.#ctx, dataset)
  }

  versions(dataset: string): Promise<VersionSummary[]> {
    return listVersions(this.#ctx, dataset)
  }

  resolve(reference: string, options?: ResolveOptions): Promise<ResolvedSnapshot> {
    return resolveReference(this.#ctx, reference, options)
  }

  facts(reference: string): Promise<SnapshotFacts> {
    return snapshotFacts(this.#ctx, reference)
  }

  async tree(resolved: ResolvedSnapshot): Promise<TreeEntry[]> {
    const entries: TreeEntry[] = []
    for await (const entry of this.entries(resolved)) entries.push(entry)
    return entries
  }

  entries(resolved: ResolvedSnapshot): AsyncIterable<TreeEntry> {
    const what = `a part of the tree of ${resolved.reference}`
    return readTree(resolved.snapshot.tree, (hash) => readObject(this.#ctx, hash, what))
  }

  async objectPath(sha256: string, options?: ObjectPathOptions): Promise<string> {
    for (const writer of this.#writers) {
      const staged = writer.stagedPath(sha256)
      if (staged !== undefined) return staged
    }
    return provenPath(this.#ctx, sha256, options)
  }

  async begin(purpose: string, options?: BeginOptions): Promise<Writer> {
    const writer = await beginWriting(this.#ctx, purpose, options)
    this.#writers.add(writer)
    writer.onRelease(() => this.#writers.delete(writer))
    return writer
  }

  async commitTogether(
    parts: readonly { readonly writer: Writer; readonly draft: SnapshotDraft }[],
    signal?: AbortSignal,
  ): Promise<CommittedSnapshot[]> {
    const writers = parts.map(({ writer }) => [...this.#writers].find(({ id }) => id === writer.id))
    const sessions = parts.flatMap(({ draft }, index) => writers[index]?.partOf(draft) ?? [])
    if (sessions.length < parts.length) throw new FirnError('internal', 'A writer was released already.')
    const committed = await commitTogether(this.#ctx, sessions, signal)
    for (const [index, one] of committed.entries()) await writers[index]?.remember(one)
    return committed
  }

  async tag(reference: string, name: string): Promise<TagResult> {
    const { dataset, version } = await this.resolve(reference)
    return this.#writing(`tag ${dataset}`, (writer) =>
      tagVersion(this.#ctx, writer.staging, dataset, version, name),
    )
  }

  untag(dataset: string, name: string) {
    return this.#writing(`untag ${dataset}`, (writer) =>
      untagVersion(this.#ctx, writer.staging, dataset, name),
    )
  }

  branches(dataset: string) {
    return listBranches(this.#ctx, dataset)
  }

  async branch(reference: string, name: string): Promise<BranchChange> {
    const at = await this.resolve(reference)
    return this.#writing(`branch ${at.dataset}`, (writer) => makeBranch(this.#ctx, writer.staging, at, name))
  }

  switchTo(dataset: string, branch: string): Promise<BranchChange> {
    return this.#writing(`switch ${dataset}`, (writer) =>
      switchBranch(this.#ctx, writer.staging, dataset, branch),
    )
  }

  async expire(dataset: string, request: ExpireRequest): Promise<ExpireResult> {
    if (request.dryRun === true) return expireVersions(this.#ctx, undefined, dataset, request)
    return withReserve(this.#ctx, () =>
      this.#writing(`expire ${dataset}`, (writer) =>
        expireVersions(this.#ctx, writer.staging, dataset, request),
      ),
    )
  }

  requireWritable(): void {
    requireWritable(this.#ctx)
  }

  isAppendOnly(dataset: string): Promise<boolean> {
    return isAppendOnly(this.#ctx, dataset)
  }

  setAppendOnly(dataset: string, appendOnly: boolean): Promise<void> {
    return this.#writing(`settings of ${dataset}`, (writer) =>
      setAppendOnly(this.#ctx, writer.staging, dataset, appendOnly),
    )
  }

  async policy(dataset: string): Promise<RetentionPolicy> {
    return policyOf(await this.settings(dataset))
  }

  async setPolicy(dataset: string, keep: KeepRules | undefined): Promise<RetentionPolicy> {
    return policyOf(await this.changeSettings(dataset, { keep: keep ?? null }))
  }

  settings(dataset: string): Promise<DatasetSettings> {
    return datasetSettings(this.#ctx, dataset)
  }

  changeSettings(dataset: string, change: SettingsChange): Promise<DatasetSettings> {
    return this.#writing(`settings of ${dataset}`, (writer) =>
      changeSettings(this.#ctx, writer.staging, dataset, change),
    )
  }

  scheduled(): Promise<readonly DatasetSettings[]> {
    return scheduledDatasets(this.#ctx)
  }

  async collect(request?: CollectRequest): Promise<CollectResult> {
    if (request?.dryRun !== true) requireWritable(this.#ctx)
    return collect(this.#ctx, request)
  }

  verify(request?: VerifyRequest): Promise<VerifyResult> {
    return verifyStore(this.#ctx, request)
  }

  dueObjects(age: number, options?: DueOptions): Promise<DueObjects> {
    return dueObjects(this.#ctx, age, options)
  }

  checkObject(sha256: string, options?: Pick<HashOptions, 'signal' | 'pause'>) {
    return checkObject(this.#ctx, sha256, options)
  }

  planRepair(request?: RepairRequest): Promise<RepairPlan> {
    return planRepair(this.#ctx, request)
  }

  repair(request?: RepairRequest): Promise<RepairResult> {
    return this.#writing('repair', (writer) => repairStore(this.#ctx, writer.staging, request))
  }

  async materialisePath(reference: string, options?: ObjectPathOptions): Promise<PlainPath> {
    const resolved = await this.resolve(reference)
    return this.#writing(`plain path of ${resolved.reference}`, (writer) =>
      materialise(this.#ctx, writer.staging, resolved, options),
    )
  }

  async checkOut(
    reference: string,
    folder: string,
    context: Pick<CallContext, 'signal' | 'progress'>,
  ): Promise<Checkout> {
    const resolved = await this.resolve(reference)
    const work = () => checkOut(this.#ctx, resolved, folder, context)
    if (this.readOnly !== undefined) return work()
    return this.#writing(`check out ${resolved.reference}`, work, { inputs: [resolved.id] })
  }

  async restore(reference: string, request: RestoreRequest = {}): Promise<CommittedSnapshot> {
    const resolved = await this.resolve(reference, { expired: true })
    return this.#writing(
      `restore ${resolved.reference}`,
      (writer) => restoreVersion(this.#ctx, writer, resolved, request),
      { datasets: [resolved.dataset], inputs: [resolved.id] },
    )
  }

  makeSet(request: SetRequest): Promise<CommittedSnapshot> {
    return this.#writing(`set ${request.dataset}`, (writer) => makeSet(this.#ctx, writer, request), {
      datasets: [request.dataset],
    })
  }

  setMembers(reference: string) {
    return setMembers(this.#ctx, reference)
  }

  async acceptHistory(dataset: string): Promise<void> {
    const { heads, logs } = this.#ctx
    if (heads === undefined) return
    const log = await logs.find(this.#ctx, dataset)
    const hash = log?.head.hash ?? undefined
    if (log === undefined || hash === undefined) await heads.forget(dataset)
    else await heads.accept(dataset, { number: log.head.number, hash })
    logs.forget(dataset)
  }

  async acceptAllHistory(): Promise<AcceptedHistory> {
    const accepted: { readonly dataset: string; readonly problem: string }[] = []
    for (const { name, problem, wentBack } of await this.datasets()) {
      if (wentBack !== true || problem === undefined) continue
      await this.acceptHistory(name)
      accepted.push({ dataset: name, problem })
    }
    return { accepted }
  }

  watch(listener: (change: { readonly dataset?: string }) => void): () => void {
    const stop = watchCatalogue(this.path, listener)
    this.#watches.add(stop)
    return () => {
      this.#watches.delete(stop)
      stop()
    }
  }

  async cacheFolder(name: string): Promise<string> {
    if (!/^[a-z0-9-]+$/.test(name))
      throw new FirnError('internal', `"${name}" cannot be a folder of the cache.`)
    this.requireWritable()
    const folder = layout.cache(this.#ctx.root, name)
    await mkdir(folder, { recursive: true })
    return folder
  }

  async close(): Promise<void> {
    for (const stop of this.#watches) stop()
    this.#watches.clear()
    for (const writer of this.#writers) await writer.release()
    await this.#ctx.proofs.flush()
  }

  async #writing<T>(
    purpose: string,
    work: (writer: Writer) => Promise<T>,
    options?: BeginOptions,
  ): Promise<T> {
    const writer = await this.begin(purpose, options)
    try {
      return await work(writer)
    } finally {
      await writer.release()
    }
  }
}

function policyOf({ dataset, keep }: DatasetSettings): RetentionPolicy {
  return { dataset, ...(keep === undefined ? {} : { keep }) }
}
