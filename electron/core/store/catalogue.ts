import type { SnapshotFacts } from '../../../shared/contract/store.ts'
import type { DatasetSummary, LogEntrySummary, VersionSummary } from '../../../shared/model/dataset.ts'
import { compareNames, mainBranch } from '../../../shared/model/names.ts'
import { formatReference } from '../../../shared/model/reference.ts'
import type { Snapshot } from '../../../shared/model/snapshot.ts'
import type { StoreContext } from './context.ts'
import { summariseBranches } from './branches.ts'
import { type VersionState, newestVersion, tagsOf } from './dataset-state.ts'
import type { DatasetLog } from './log.ts'
import { summariseEntry } from './log-entry.ts'
import { openLog, resolveReference } from './reference-resolution.ts'
import { usersOfSnapshots } from './snapshot-users.ts'

/** All datasets, by name. One whose log cannot be read is listed with its problem, never left out. */
export async function listDatasets(ctx: StoreContext): Promise<DatasetSummary[]> {
  const summaries: DatasetSummary[] = []
  const names = await ctx.logs.names(ctx)
  for (const name of names) {
    const summary = await summariseDataset(ctx, name)
    if (summary !== undefined) summaries.push(summary)
  }
  for (const name of (await ctx.heads?.datasets()) ?? []) {
    if (names.includes(name)) continue
    const problem = await ctx.heads?.missing(name)
    if (problem !== undefined) summaries.push({ ...nothingKnown(name), problem, wentBack: true })
  }
  return summaries.toSorted((a, b) => compareNames(a.name, b.name))
}

async function summariseDataset(ctx: StoreContext, name: string): Promise<DatasetSummary | undefined> {
  let log: DatasetLog | undefined
  try {
    log = await ctx.logs.find(ctx, name)
  } catch (error) {
    return { ...nothingKnown(name), problem: inWords(error) }
  }
  if (log === undefined) {
    // A folder without entries: a writer died before its first, or the log was not copied.
    const problem = await ctx.heads?.missing(name)
    return problem === undefined ? undefined : { ...nothingKnown(name), problem, wentBack: true }
  }
  const { state, wentBack } = log
  const latest = newestVersion(state)
  const base = {
    name,
    kind: state.kind,
    versions: state.versions.size,
    tags: [...state.tags].map(([tag, version]) => ({ name: tag, version })),
    ...(state.branches.size === 0 ? {} : { branches: summariseBranches(state) }),
    ...(state.branch === mainBranch ? {} : { branch: state.branch }),
    ...(state.appendOnly ? { appendOnly: true as const } : {}),
    ...(latest === undefined ? {} : { latest: latest.version }),
  }
  try {
    const facts =
      latest === undefined
        ? undefined
        : await ctx.snapshots.read(ctx, latest.id, formatReference(name, latest.version))
    const rows = Number(facts?.statistics.rows ?? 0)
    const bytes = Number(facts?.statistics.bytes ?? 0)
    return { ...base, rows, bytes, ...(wentBack === undefined ? {} : { problem: wentBack, wentBack: true }) }
  } catch (error) {
    return { ...base, rows: 0, bytes: 0, problem: inWords(error) }
  }
}

function nothingKnown(name: string): DatasetSummary {
  return { name, kind: 'raw', versions: 0, rows: 0, bytes: 0, tags: [] }
}

function inWords(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** The whole log, newest entry first. */
export async function listLog(ctx: StoreContext, dataset: string): Promise<LogEntrySummary[]> {
  const log = await openLog(ctx, dataset)
  return log.entries.map(summariseEntry).toReversed()
}

/** All versions, newest first; expired ones and those whose object cannot be read are among them. */
export async function listVersions(ctx: StoreContext, dataset: string): Promise<VersionSummary[]> {
  const log = await openLog(ctx, dataset)
  const users = await usersOfSnapshots(ctx)
  const summaries: VersionSummary[] = []
  for (const version of log.state.versions.values())
    summaries.push(await summariseVersion(ctx, log, version, users.get(version.id) ?? []))
  return summaries.toReversed()
}

async function summariseVersion(
  ctx: StoreContext,
  log: DatasetLog,
  version: VersionState,
  usedBy: readonly string[],
): Promise<VersionSummary> {
  const { id, content, message, branch, entry, asOf, expiredAt } = version
  const base = {
    version: version.version,
    id,
    content,
    message,
    author: entry.actor,
    time: entry.time,
    ...(asOf === undefined ? {} : { asOf }),
    branch,
    tags: tagsOf(log.state, version.version),
    usedBy,
    expired: expiredAt !== undefined,
  }
  let snapshot: Snapshot
  try {
    snapshot = await ctx.snapshots.read(ctx, id, formatReference(log.dataset, version.version))
  } catch (error) {
    // Of an expired version nothing more needs to be there; of any other this is damage, and said.
    const problem = expiredAt === undefined ? { problem: inWords(error) } : {}
    return {
      ...base,
      parents: [],
      rows: 0,
      rejected: 0,
      files: 0,
      bytes: 0,
      newBytes: 0,
      warnings: [],
      ...problem,
    }
  }
  const parents = parentVersions(log, snapshot)
  const rows = Number(snapshot.statistics.rows)
  const before = await rowsOf(ctx, log, parents[0])
  return {
    ...base,
    author: snapshot.author,
    parents,
    rows,
    ...(before === undefined ? {} : { rowDelta: rows - before }),
    rejected: snapshot.tables.reduce((sum, table) => sum + Number(table.rejected), 0),
    files: Number(snapshot.statistics.files),
    bytes: Number(snapshot.statistics.bytes),
    newBytes: Number(snapshot.statistics.newBytes),
    warnings: snapshot.warnings,
    ...(snapshot.restored === undefined ? {} : { restored: snapshot.restored.version }),
  }
}

function parentVersions({ state }: DatasetLog, { parents }: Snapshot): number[] {
  if (parents.length === 0) return []
  return [...state.versions.values()].filter(({ id }) => parents.includes(id)).map(({ version }) => version)
}

async function rowsOf(
  ctx: StoreContext,
  log: DatasetLog,
  version: number | undefined,
): Promise<number | undefined> {
  const state = version === undefined ? undefined : log.state.versions.get(version)
  if (state === undefined) return undefined
  try {
    const { statistics } = await ctx.snapshots.read(
      ctx,
      state.id,
      formatReference(log.dataset, state.version),
    )
    return Number(statistics.rows)
  } catch {
    return undefined
  }
}

/** One snapshot as it is stored, with what the log says of it. Finds expired ones too. */
export async function snapshotFacts(ctx: StoreContext, text: string): Promise<SnapshotFacts> {
  const found = await resolveReference(ctx, text, { expired: true })
  const log = await openLog(ctx, found.dataset, text)
  const entry = log.state.versions.get(found.version)?.entry
  if (entry === undefined) throw new Error(`${found.reference} has no entry`)
  const { snapshot, id, kind, version, tags, expired } = found
  const usedBy = (await usersOfSnapshots(ctx)).get(id) ?? []
  return { snapshot, id, kind, version, tags, usedBy, expired, entry: summariseEntry(entry) }
}
