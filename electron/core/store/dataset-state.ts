import type { DatasetKind } from '../../../shared/model/kind.ts'
import { mainBranch } from '../../../shared/model/names.ts'
import type { KeepRules } from '../../../shared/model/retention.ts'
import type { Schedule } from '../../../shared/model/schedule.ts'
import type { Entry } from './log-entry.ts'

/** A version as the log alone knows it. */
export interface VersionState {
  readonly version: number
  readonly id: string
  readonly branch: string
  readonly content: string
  readonly message: string
  readonly asOf?: string
  readonly entry: Entry
  /** When it was expired; absent while it is not. */
  readonly expiredAt?: string
  /** Number of the entry that expired it. */
  readonly expiredIn?: number
}

/** What a dataset is after all entries of its log. */
export interface DatasetState {
  readonly kind: DatasetKind
  /** In rising order of their numbers; expired ones are among them. */
  readonly versions: ReadonlyMap<number, VersionState>
  readonly tags: ReadonlyMap<string, number>
  /** Branches that were made, and the version where each begins; `main` is not among them. */
  readonly branches: ReadonlyMap<string, number>
  /** The branch that new versions go onto. */
  readonly branch: string
  /** Number of the newest epoch entry, 0 when no collection ever began. */
  readonly epoch: number
  /** Which versions its policy keeps; absent while it has none. */
  readonly keep?: KeepRules
  /** Where its files are taken from, when that was set. */
  readonly sources?: readonly string[]
  readonly schedule?: Schedule
  /** Its sources were declared to change only at their ends. */
  readonly appendOnly: boolean
}

/** The state of a dataset is the fold of its log. */
export function foldLog(entries: readonly Entry[]): DatasetState {
  let kind: DatasetKind = 'raw'
  let epoch = 0
  let keep: KeepRules | undefined
  let sources: readonly string[] | undefined
  let schedule: Schedule | undefined
  let appendOnly = false
  const versions = new Map<number, VersionState>()
  const tags = new Map<string, number>()
  const branches = new Map<string, number>()
  let current = mainBranch
  for (const entry of entries) {
    const { change } = entry
    switch (change.action) {
      case 'create':
        kind = change.kind as DatasetKind
        break
      case 'snapshot': {
        const { version, id, branch, content, message, asOf } = change
        const dated = asOf === undefined ? {} : { asOf }
        versions.set(version, { version, id, branch, content, message, entry, ...dated })
        break
      }
      case 'tag':
        tags.set(change.tag, change.version)
        break
      case 'untag':
        tags.delete(change.tag)
        break
      case 'branch':
        branches.set(change.branch, change.version)
        break
      case 'expire':
      case 'restore':
        for (const version of change.versions) {
          const known = versions.get(version)
          if (known === undefined) continue
          const { expiredAt: _, expiredIn: __, ...rest } = known
          const hidden = { expiredAt: entry.time, expiredIn: entry.number }
          versions.set(version, change.action === 'expire' ? { ...rest, ...hidden } : rest)
        }
        break
      case 'epoch':
        epoch = entry.number
        break
      case 'settings':
        if (change.keep !== undefined) keep = change.keep ?? undefined
        if (change.branch !== undefined) current = change.branch
        if (change.sources !== undefined) sources = change.sources ?? undefined
        if (change.schedule !== undefined) schedule = change.schedule ?? undefined
        appendOnly = change.appendOnly ?? appendOnly
        break
      case 'describe':
      case 'unknown':
        break
    }
  }
  return {
    kind,
    versions,
    tags,
    branches,
    branch: current,
    epoch,
    ...(keep === undefined ? {} : { keep }),
    ...(sources === undefined ? {} : { sources }),
    ...(schedule === undefined ? {} : { schedule }),
    appendOnly,
  }
}

/**
 * The newest version of a branch that is not expired. A branch without one of its own has the version where it
 * begins.
 */
export function newestVersion(state: DatasetState, branch = mainBranch): VersionState | undefined {
  let newest: VersionState | undefined
  for (const version of state.versions.values())
    if (version.branch === branch && version.expiredAt === undefined) newest = version
  if (newest !== undefined) return newest
  const begin = state.versions.get(state.branches.get(branch) ?? 0)
  return begin?.expiredAt === undefined ? begin : undefined
}

/** All branches, `main` first, then in the order in which they were made. */
export function branchNames({ branches }: DatasetState): string[] {
  return [mainBranch, ...branches.keys()]
}

/** The highest version number ever given, 0 for an empty dataset. */
export function highestVersion(state: DatasetState): number {
  let highest = 0
  for (const version of state.versions.keys()) highest = Math.max(highest, version)
  return highest
}

export function tagsOf(state: DatasetState, version: number): string[] {
  return [...state.tags].filter(([, tagged]) => tagged === version).map(([tag]) => tag)
}

/** When a version's data speaks of: the time it was taken, unless `--as-of` said otherwise. */
export function timeOf({ entry, asOf }: VersionState): number {
  return Date.parse(asOf ?? entry.time)
}
