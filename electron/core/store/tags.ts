import { FirnError } from '../../../shared/contract/errors.ts'
import { mainBranch, selectorNameProblem } from '../../../shared/model/names.ts'
import type { StoreContext } from './context.ts'
import type { DatasetLog } from './log.ts'
import { winRace } from './race.ts'
import { openLog } from './reference-resolution.ts'

export interface TagResult {
  readonly dataset: string
  readonly version: number
  readonly tag: string
  /** The version that had the tag before, when it was moved. */
  readonly movedFrom?: number
  /** False when the tag was there already: no entry was written. */
  readonly changed: boolean
}

/** Throws `invalid-name` for a name that cannot be a tag. */
export function requireTagName(name: string): void {
  const problem = name === mainBranch ? 'it is the name of a branch' : selectorNameProblem(name)
  if (problem === undefined) return
  throw new FirnError('invalid-name', `"${name}" cannot be a tag: ${problem}.`, {
    hint: 'Use small letters, digits, ".", "_" and "-", for example prod or 2026-q1.',
  })
}

/** Tags and branches share one namespace. Throws `invalid-name`. */
export function refuseBranchAsTag({ state, dataset }: DatasetLog, tag: string): void {
  if (!state.branches.has(tag)) return
  throw new FirnError('invalid-name', `"${tag}" is a branch of ${dataset}, so it cannot be a tag too.`, {
    hint: 'Choose another name: a reference means one thing.',
    context: { dataset },
  })
}

/**
 * Gives a version a tag. A tag that another version has is moved, which the result says; the log keeps the
 * history. Throws `invalid-name`, `not-found`.
 */
export async function tagVersion(
  ctx: StoreContext,
  staging: string,
  dataset: string,
  version: number,
  tag: string,
): Promise<TagResult> {
  requireTagName(tag)
  return winRace(dataset, async () => {
    const log = await openLog(ctx, dataset)
    const state = log.state.versions.get(version)
    if (state === undefined || state.expiredAt !== undefined) {
      throw new FirnError('not-found', `${dataset} has no version v${version} that could be tagged.`, {
        context: { dataset },
      })
    }
    refuseBranchAsTag(log, tag)
    const before = log.state.tags.get(tag)
    if (before === version) return { dataset, version, tag, changed: false }
    const entry = await ctx.logs.append(ctx, staging, dataset, log, () => ({
      action: 'tag',
      tag,
      version,
      id: state.id,
    }))
    if (entry !== undefined)
      return { dataset, version, tag, changed: true, ...(before === undefined ? {} : { movedFrom: before }) }
    return undefined
  })
}

/** Takes a tag away. Throws `not-found`, listing the tags there are. */
export async function untagVersion(
  ctx: StoreContext,
  staging: string,
  dataset: string,
  tag: string,
): Promise<{ readonly dataset: string; readonly tag: string; readonly version: number }> {
  return winRace(dataset, async () => {
    const log = await openLog(ctx, dataset)
    const version = log.state.tags.get(tag)
    if (version === undefined) {
      const tags = [...log.state.tags.keys()]
      throw new FirnError('not-found', `${dataset} has no tag "${tag}".`, {
        hint: tags.length === 0 ? 'It has no tags.' : `It has: ${tags.join(', ')}.`,
        context: { dataset, tags },
      })
    }
    const entry = await ctx.logs.append(ctx, staging, dataset, log, () => ({ action: 'untag', tag, version }))
    return entry === undefined ? undefined : { dataset, tag, version }
  })
}
