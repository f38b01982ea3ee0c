import { FirnError } from '../../../shared/contract/errors.ts'
import type { ExpireResult } from '../../../shared/contract/store.ts'
import { mainBranch } from '../../../shared/model/names.ts'
import type { StoreContext } from './context.ts'
import { type KeepRules, keepRulesText } from '../../../shared/model/retention.ts'
import { type DatasetState, type VersionState, newestVersion, timeOf } from './dataset-state.ts'
import { keptByRules } from './keep-rules.ts'
import type { DatasetLog } from './log.ts'
import { statObject } from './objects.ts'
import { winRace } from './race.ts'
import { openLog } from './reference-resolution.ts'
import { pinnedSnapshots, reachable } from './roots.ts'
import { usersOfSnapshots } from './snapshot-users.ts'

/** What is to be hidden: all but what rules keep, these versions, or, without either, what the dataset's policy says. */
export interface ExpireRequest {
  readonly keep?: KeepRules | undefined
  readonly versions?: readonly number[] | undefined
  /** Only says what would happen. */
  readonly dryRun?: boolean | undefined
}

/** What expiring would do, before it is done. */
export interface RetentionPlan {
  readonly expire: readonly VersionState[]
  readonly kept: readonly { readonly version: number; readonly why: string }[]
  /** Versions that were asked for by number and are pinned. */
  readonly refused: readonly { readonly version: number; readonly why: string }[]
}

/**
 * Decides which versions go. Pins always win, and the newest version always stays. Throws `wrong-usage` when nothing says what to keep and
 * `not-found` for a version that is not there.
 */
export function planRetention(
  { state, dataset }: DatasetLog,
  { keep, versions }: Pick<ExpireRequest, 'keep' | 'versions'>,
  pins: ReadonlyMap<string, string>,
): RetentionPlan {
  const rules = versions === undefined ? (keep ?? state.keep) : undefined
  if ((rules === undefined || keepRulesText(rules) === '') === (versions === undefined))
    throw new FirnError('wrong-usage', `Say which versions of ${dataset} to keep, or which ones to expire.`, {
      hint: `For example: firn expire ${dataset} --keep-last 10, or give it a policy: firn policy ${dataset} --preset usual`,
      context: { dataset },
    })
  const present = [...state.versions.values()].filter((version) => version.expiredAt === undefined)
  for (const wanted of versions ?? []) {
    if (!present.some(({ version }) => version === wanted))
      throw new FirnError('not-found', `${dataset} has no version v${wanted} that could be expired.`, {
        context: { dataset, versions: present.map(({ version }) => version) },
      })
  }
  const newestOfMain = newestVersion(state) ?? present.at(-1)
  const byRules = keptByRules(
    present.map((version) => ({ version: version.version, time: timeOf(version) })),
    rules ?? {},
  )
  const chosen = ({ version }: VersionState) =>
    versions === undefined
      ? !byRules.has(version) && version !== newestOfMain?.version
      : versions.includes(version)
  const expire: VersionState[] = []
  const kept: { version: number; why: string }[] = []
  const refused: { version: number; why: string }[] = []
  for (const version of present) {
    const pin = pins.get(version.id) ?? branchPin(state, version)
    if (pin !== undefined) {
      kept.push({ version: version.version, why: pin })
      if (versions !== undefined && chosen(version)) refused.push({ version: version.version, why: pin })
    } else if (chosen(version)) expire.push(version)
    else
      kept.push({
        version: version.version,
        why: versions === undefined ? (byRules.get(version.version) ?? 'the newest') : 'not asked for',
      })
  }
  return { expire, kept, refused }
}

/** Why a version stays for its branch: it is the newest there, or where another one begins. */
function branchPin(state: DatasetState, version: VersionState): string | undefined {
  const begins = [...state.branches].filter(([, begin]) => begin === version.version)
  if (begins.length > 0) return `branch ${begins.map(([name]) => name).join(', ')} begins there`
  const isTip = version.branch !== mainBranch && newestVersion(state, version.branch) === version
  return isTip ? `the newest of branch ${version.branch}` : undefined
}

/**
 * Hides versions; their bytes stay until `gc`. Throws `pinned` when a version that was named by its number
 * may not go, besides what {@link planRetention} throws.
 */
export async function expireVersions(
  ctx: StoreContext,
  staging: string | undefined,
  dataset: string,
  request: ExpireRequest,
): Promise<ExpireResult> {
  return winRace(dataset, async () => {
    const log = await openLog(ctx, dataset)
    const plan = planRetention(log, request, await pinnedSnapshots(ctx))
    const freedBytes = await bytesOnlyIn(ctx, plan.expire)
    const expired = plan.expire.map(({ version }) => version)
    const users = expired.length === 0 ? new Map<string, string[]>() : await usersOfSnapshots(ctx)
    const usedBy = plan.expire.flatMap(({ version, id }) => {
      const references = users.get(id) ?? []
      return references.length === 0 ? [] : [{ version, references }]
    })
    const result: ExpireResult = { expired, usedBy, kept: plan.kept, freedBytes }
    if (staging === undefined) return result
    const [refused] = plan.refused
    if (refused !== undefined) {
      throw new FirnError('pinned', `${dataset}@v${refused.version} cannot be expired: ${refused.why}.`, {
        hint: 'Take the tag away, or expire what depends on it first.',
        context: { dataset, versions: plan.refused.map(({ version }) => version) },
      })
    }
    if (expired.length === 0) return result
    const entry = await ctx.logs.append(ctx, staging, dataset, log, () => ({
      action: 'expire',
      versions: expired,
    }))
    return entry === undefined ? undefined : result
  })
}

/** Bytes of the objects that nothing would need any more without these versions. */
async function bytesOnlyIn(ctx: StoreContext, versions: readonly VersionState[]): Promise<number> {
  if (versions.length === 0) return 0
  const before = await reachable(ctx)
  const after = await reachable(ctx, { without: new Set(versions.map(({ id }) => id)) })
  let bytes = 0
  for (const hash of before.objects) {
    if (!after.objects.has(hash)) bytes += (await statObject(ctx, hash))?.size ?? 0
  }
  return bytes
}
