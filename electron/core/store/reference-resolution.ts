import { FirnError } from '../../../shared/contract/errors.ts'
import type { DatasetKind } from '../../../shared/model/kind.ts'
import { mainBranch } from '../../../shared/model/names.ts'
import { type Reference, formatReference, parseReference } from '../../../shared/model/reference.ts'
import type { Snapshot, SnapshotTable } from '../../../shared/model/snapshot.ts'
import type { StoreContext } from './context.ts'
import { type VersionState, branchNames, newestVersion, tagsOf, timeOf } from './dataset-state.ts'
import type { DatasetLog } from './log.ts'
import { instantOf } from './moment.ts'

/** A reference that was found. */
export interface ResolvedSnapshot {
  /** `events@v3`, without a table. */
  readonly reference: string
  readonly dataset: string
  readonly kind: DatasetKind
  readonly version: number
  readonly id: string
  readonly snapshot: Snapshot
  readonly tags: readonly string[]
  readonly expired: boolean
  /** The table that the reference names, or the only one there is. */
  readonly table?: SnapshotTable
}

export interface ResolveOptions {
  /** Finds expired snapshots too, as long as their objects are there (lineage needs them). */
  readonly expired?: boolean
}

/**
 * Finds the snapshot that a text means. Throws `invalid-reference`, `not-found` and `ambiguous`, each of
 * which lists what exists; `store-damaged` or `store-incomplete` when the dataset cannot be read.
 */
export async function resolveReference(
  ctx: StoreContext,
  text: string,
  options: ResolveOptions = {},
): Promise<ResolvedSnapshot> {
  const parsed = parseReference(text)
  if (!parsed.ok) {
    throw new FirnError('invalid-reference', `${parsed.problem}.`, {
      hint: 'A reference is a dataset, and after "@" a version (v3), a tag, a date or the beginning of an id.',
      context: { reference: text },
    })
  }
  const { reference } = parsed
  const log = await logFor(ctx, reference, text)
  const chosen = await climb(ctx, log, select(log, reference, text), reference, text)
  if (chosen.expiredAt !== undefined && options.expired !== true) {
    throw new FirnError(
      'not-found',
      `${formatReference(log.dataset, chosen.version)} was expired on ${chosen.expiredAt}.`,
      {
        hint: whatExists(log),
        context: { reference: text },
      },
    )
  }
  return describeVersion(ctx, log, chosen, reference.table, text)
}

/**
 * The log that a reference is looked up in. A damaged one still tells what a version is whose entry lies before
 * the damage; which one is the newest, or has a tag, it no longer tells.
 */
async function logFor(ctx: StoreContext, reference: Reference, text: string): Promise<DatasetLog> {
  try {
    return await openLog(ctx, reference.dataset, text)
  } catch (error) {
    if (!(error instanceof FirnError) || error.code === 'not-found') throw error
    const before = await ctx.logs.findBeforeDamage(ctx, reference.dataset)
    const { selector } = reference
    if (before === undefined) throw error
    if (selector.kind === 'version' && before.state.versions.has(selector.version)) return before
    throw new FirnError(error.code, error.message, {
      hint: [error.hint, `What lies before it can be read by version: ${whatExists(before)}`].join(' '),
      context: { ...error.context, reference: text },
      cause: error,
    })
  }
}

/** A version whose snapshot object is read. Throws `not-found` when the wanted table is not in it. */
export async function describeVersion(
  ctx: StoreContext,
  log: DatasetLog,
  version: VersionState,
  wantedTable?: string,
  text?: string,
): Promise<ResolvedSnapshot> {
  const reference = formatReference(log.dataset, version.version)
  const snapshot = await readVersion(ctx, log, version, reference)
  const table = chooseTable(snapshot, wantedTable, text ?? reference)
  return {
    reference,
    dataset: log.dataset,
    kind: log.state.kind,
    version: version.version,
    id: version.id,
    snapshot,
    tags: tagsOf(log.state, version.version),
    expired: version.expiredAt !== undefined,
    ...(table === undefined ? {} : { table }),
  }
}

/** Of an expired version the snapshot may be gone, and nothing is wrong then. */
async function readVersion(
  ctx: StoreContext,
  log: DatasetLog,
  { id, expiredAt }: VersionState,
  reference: string,
): Promise<Snapshot> {
  try {
    return await ctx.snapshots.read(ctx, id, reference)
  } catch (error) {
    if (expiredAt === undefined || !(error instanceof FirnError) || error.code !== 'store-incomplete')
      throw error
    throw new FirnError(
      'not-found',
      `${reference} was expired on ${expiredAt}, and its data has been collected since.`,
      { hint: whatExists(log), context: { reference }, cause: error },
    )
  }
}

/** The one table that is meant. Throws `ambiguous` when there are several and `not-found` when there is none. */
export function theTable(resolved: ResolvedSnapshot): SnapshotTable {
  if (resolved.table !== undefined) return resolved.table
  const names = resolved.snapshot.tables.map((table) => table.name)
  if (names.length === 0) {
    throw new FirnError('not-found', `${resolved.reference} holds files, but no table.`, {
      context: { reference: resolved.reference },
    })
  }
  throw new FirnError(
    'ambiguous',
    `${resolved.reference} holds ${names.length} tables: ${names.join(', ')}.`,
    {
      hint: `Name one of them: ${resolved.reference}/${names[0]}`,
      context: { reference: resolved.reference, tables: names },
    },
  )
}

/** The log of a dataset that must exist. Throws `not-found` with the names of those that do. */
export async function openLog(ctx: StoreContext, dataset: string, text = dataset): Promise<DatasetLog> {
  const log = await ctx.logs.find(ctx, dataset)
  if (log !== undefined) return log
  const gone = await ctx.heads?.missing(dataset)
  if (gone !== undefined) {
    throw new FirnError('store-incomplete', gone, {
      hint: 'Copy its folder from the original or a backup; nothing was changed here.',
      context: { reference: text, dataset },
    })
  }
  const names = await ctx.logs.names(ctx)
  throw new FirnError('not-found', `There is no dataset "${dataset}" in this store.`, {
    hint: names.length === 0 ? 'The store is empty.' : `There are: ${listed(names)}.`,
    context: { reference: text, datasets: names.slice(0, 100) },
  })
}

function select(log: DatasetLog, { selector }: Reference, text: string): VersionState {
  const { state, dataset } = log
  switch (selector.kind) {
    case 'latest': {
      const latest = newestVersion(state)
      if (latest !== undefined) return latest
      throw notFound(log, `${dataset} has no version yet.`, text)
    }
    case 'version': {
      const version = state.versions.get(selector.version)
      if (version !== undefined) return version
      throw notFound(log, `${dataset} has no version v${selector.version}.`, text)
    }
    case 'time':
      return selectByTime(log, selector.text, selector.wholeDay, text)
    case 'name':
      return selectByName(log, selector.name, selector.mayBeHash, text)
  }
}

function selectByTime(log: DatasetLog, time: string, wholeDay: boolean, text: string): VersionState {
  const instant = instantOf(time, 'ends')
  if (instant === undefined) {
    throw new FirnError('invalid-reference', `"${time}" is no time that exists.`, {
      hint: 'Write a day as 2026-01-05, a time as 2026-01-05T14:30 or, in UTC, 2026-01-05T14:30:00Z.',
      context: { reference: text },
    })
  }
  let chosen: VersionState | undefined
  let chosenTime = Number.NEGATIVE_INFINITY
  for (const version of log.state.versions.values()) {
    if (version.branch !== mainBranch || version.expiredAt !== undefined) continue
    const its = timeOf(version)
    const early = wholeDay ? its < instant : its <= instant
    if (early && its >= chosenTime) {
      chosen = version
      chosenTime = its
    }
  }
  if (chosen !== undefined) return chosen
  throw notFound(log, `${log.dataset} has no version as old as ${time}.`, text)
}

function selectByName(log: DatasetLog, name: string, mayBeHash: boolean, text: string): VersionState {
  const { state, dataset } = log
  const tagged = state.tags.get(name)
  if (tagged !== undefined) {
    const version = state.versions.get(tagged)
    if (version !== undefined) return version
  }
  const ofBranch = newestVersion(state, name)
  if (ofBranch !== undefined) return ofBranch
  const byId = mayBeHash ? [...state.versions.values()].filter((version) => version.id.startsWith(name)) : []
  if (byId.length > 1) {
    const found = byId.map((version) => `v${version.version} (${version.id.slice(0, name.length + 4)}…)`)
    throw new FirnError('ambiguous', `Several versions of ${dataset} begin with ${name}: ${listed(found)}.`, {
      hint: 'Give more digits of the id, or the version.',
      context: { reference: text, versions: byId.map((version) => version.version) },
    })
  }
  const [only] = byId
  if (only !== undefined) return only
  const looked = mayBeHash ? 'tag, branch or id' : 'tag or branch'
  throw notFound(log, `${dataset} has no ${looked} "${name}".`, text)
}

async function climb(
  ctx: StoreContext,
  log: DatasetLog,
  from: VersionState,
  { ancestors }: Reference,
  text: string,
): Promise<VersionState> {
  let current = from
  for (let step = 0; step < ancestors; step += 1) {
    const reference = formatReference(log.dataset, current.version)
    const { parents } = await ctx.snapshots.read(ctx, current.id, reference)
    const parent = [...log.state.versions.values()].find((version) => version.id === parents[0])
    if (parent === undefined) throw notFound(log, `${reference} has no parent.`, text)
    current = parent
  }
  return current
}

function chooseTable(
  snapshot: Snapshot,
  wanted: string | undefined,
  text: string,
): SnapshotTable | undefined {
  const { tables } = snapshot
  const only = tables.length === 1 ? tables[0] : undefined
  if (wanted === undefined) return only
  const named = tables.find((table) => table.name === wanted)
  if (named !== undefined) return named
  // A snapshot with one table answers to the dataset's name, whatever its file was called.
  if (wanted === snapshot.dataset && only !== undefined) return only
  const names = tables.map((table) => table.name)
  throw new FirnError(
    'not-found',
    `${formatReference(snapshot.dataset, snapshot.version)} has no table "${wanted}".`,
    {
      hint: names.length === 0 ? 'It holds files, but no table.' : `It has: ${listed(names)}.`,
      context: { reference: text, tables: names },
    },
  )
}

function notFound(log: DatasetLog, message: string, text: string): FirnError {
  const versions = [...log.state.versions.values()].filter((version) => version.expiredAt === undefined)
  return new FirnError('not-found', message, {
    hint: whatExists(log),
    context: {
      reference: text,
      versions: versions.map((version) => version.version),
      tags: [...log.state.tags.keys()],
    },
  })
}

function whatExists({ state, dataset }: DatasetLog): string {
  const versions = [...state.versions.values()].filter((version) => version.expiredAt === undefined)
  if (versions.length === 0) return `${dataset} has no version that can be read.`
  const tags = [...state.tags].map(([tag, version]) => `${tag} (v${version})`)
  const numbers = listed(versions.map((version) => `v${version.version}`))
  const branches = state.branches.size === 0 ? '' : `; branches: ${listed(branchNames(state))}`
  return `${dataset} has ${numbers}${tags.length === 0 ? '' : `; tags: ${listed(tags)}`}${branches}.`
}

function listed(names: readonly string[]): string {
  if (names.length <= 12) return names.join(', ')
  return `${names.slice(0, 6).join(', ')}, … ${names.slice(-3).join(', ')} (${names.length} in all)`
}
