import { FirnError } from '../../../shared/contract/errors.ts'
import type { BranchChange } from '../../../shared/contract/store.ts'
import type { BranchSummary } from '../../../shared/model/dataset.ts'
import { mainBranch, selectorNameProblem } from '../../../shared/model/names.ts'
import type { StoreContext } from './context.ts'
import { type DatasetState, branchNames, newestVersion } from './dataset-state.ts'
import { winRace } from './race.ts'
import { openLog } from './reference-resolution.ts'

/** All branches of a dataset, `main` first. */
export function summariseBranches(state: DatasetState): BranchSummary[] {
  const versions = [...state.versions.values()]
  return branchNames(state).map((name) => {
    const newest = newestVersion(state, name)
    return {
      name,
      ...(newest === undefined ? {} : { version: newest.version }),
      versions: versions.filter(({ branch }) => branch === name).length,
    }
  })
}

/** Branches of a dataset, and the one that new versions go onto. Throws `not-found`. */
export async function listBranches(
  ctx: StoreContext,
  dataset: string,
): Promise<{ readonly current: string; readonly branches: readonly BranchSummary[] }> {
  const { state } = await openLog(ctx, dataset)
  return { current: state.branch, branches: summariseBranches(state) }
}

/**
 * Begins a branch at a version. Nothing else changes: neither what the dataset's name means nor where new versions
 * go. Throws `invalid-name`, `already-exists`, `not-found`.
 */
export async function makeBranch(
  ctx: StoreContext,
  staging: string,
  at: { readonly dataset: string; readonly version: number },
  branch: string,
): Promise<BranchChange> {
  const { dataset, version } = at
  const problem = branch === mainBranch ? 'every dataset has it' : selectorNameProblem(branch)
  if (problem !== undefined)
    throw new FirnError('invalid-name', `"${branch}" cannot be a new branch: ${problem}.`, {
      hint: 'Use small letters, digits, ".", "_" and "-", for example cleanup.',
    })
  return winRace(dataset, async () => {
    const log = await openLog(ctx, dataset)
    const { state } = log
    const begin = state.versions.get(version)
    if (begin === undefined || begin.expiredAt !== undefined)
      throw new FirnError(
        'not-found',
        `${dataset} has no version v${version} at which a branch could begin.`,
        {
          context: { dataset },
        },
      )
    if (state.tags.has(branch) || state.branches.has(branch))
      throw new FirnError(
        'already-exists',
        `${dataset} has a ${state.tags.has(branch) ? 'tag' : 'branch'} "${branch}" already.`,
        { hint: 'Choose another name: a reference means one thing.', context: { dataset } },
      )
    const entry = await ctx.logs.append(ctx, staging, dataset, log, () => ({
      action: 'branch',
      branch,
      version,
      id: begin.id,
    }))
    return entry === undefined ? undefined : { dataset, branch, version, changed: true }
  })
}

/**
 * Makes a branch the one that new versions of a dataset go onto, for everybody who uses the store. What the name of
 * the dataset means stays the newest version of `main`. Throws `not-found`.
 */
export async function switchBranch(
  ctx: StoreContext,
  staging: string,
  dataset: string,
  branch: string,
): Promise<BranchChange> {
  return winRace(dataset, async () => {
    const log = await openLog(ctx, dataset)
    const { state } = log
    if (!branchNames(state).includes(branch)) throw noBranch(dataset, branch, state)
    const newest = newestVersion(state, branch)
    const result = { dataset, branch, ...(newest === undefined ? {} : { version: newest.version }) }
    if (state.branch === branch) return { ...result, changed: false }
    const entry = await ctx.logs.append(ctx, staging, dataset, log, () => ({ action: 'settings', branch }))
    return entry === undefined ? undefined : { ...result, changed: true }
  })
}

/** The error for a branch that is not there. */
export function noBranch(dataset: string, branch: string, state: DatasetState | undefined): FirnError {
  const names = state === undefined ? [] : branchNames(state)
  return new FirnError('not-found', `${dataset} has no branch "${branch}".`, {
    hint: `${names.length === 0 ? '' : `It has: ${names.join(', ')}. `}Make one with: firn branch ${dataset} ${branch}`,
    context: { dataset, branches: names },
  })
}
