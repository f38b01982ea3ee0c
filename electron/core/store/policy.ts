import type { RetentionPolicy } from '../../../shared/contract/store.ts'
import { FirnError } from '../../../shared/contract/errors.ts'
import { type KeepRules, keepRuleNames, keepRulesText } from '../../../shared/model/retention.ts'
import { canonicalText } from './canonical.ts'
import type { StoreContext } from './context.ts'
import { winRace } from './race.ts'
import { openLog } from './reference-resolution.ts'

/** Which versions of a dataset are kept by `expire` without rules of its own. */
export async function retentionPolicy(ctx: StoreContext, dataset: string): Promise<RetentionPolicy> {
  const { keep } = (await openLog(ctx, dataset)).state
  return { dataset, ...(keep === undefined ? {} : { keep }) }
}

/**
 * Gives a dataset a policy, or with `undefined` takes it away. Nothing expires by that. Throws `invalid-input` for
 * rules that keep nothing, `not-found`.
 */
export async function setRetentionPolicy(
  ctx: StoreContext,
  staging: string,
  dataset: string,
  rules: KeepRules | undefined,
): Promise<RetentionPolicy> {
  const keep = rules === undefined ? undefined : withoutGaps(rules)
  if (keep !== undefined && keepRulesText(keep) === '')
    throw new FirnError('invalid-input', `A policy of ${dataset} must keep something.`, {
      hint: 'Give it a rule such as the last 3 or 7 daily, or take it away.',
      context: { dataset },
    })
  return winRace(dataset, async () => {
    const log = await openLog(ctx, dataset)
    const result = { dataset, ...(keep === undefined ? {} : { keep }) }
    if (canonicalText(log.state.keep ?? null) === canonicalText(keep ?? null)) return result
    const entry = await ctx.logs.append(ctx, staging, dataset, log, () => ({
      action: 'settings',
      keep: keep ?? null,
    }))
    return entry === undefined ? undefined : result
  })
}

function withoutGaps(rules: KeepRules): KeepRules {
  return Object.fromEntries(
    keepRuleNames.flatMap((name) => (rules[name] === undefined ? [] : [[name, rules[name]]])),
  )
}
