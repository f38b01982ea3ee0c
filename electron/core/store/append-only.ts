import type { StoreContext } from './context.ts'
import { winRace } from './race.ts'
import { openLog } from './reference-resolution.ts'

/** Whether the sources of a dataset were declared to change only at their ends. No, where there is no such dataset. */
export async function isAppendOnly(ctx: StoreContext, dataset: string): Promise<boolean> {
  const log = await ctx.logs.find(ctx, dataset)
  return log?.state.appendOnly === true
}

/** Declares it, or takes it back. Throws `not-found`. */
export async function setAppendOnly(
  ctx: StoreContext,
  staging: string,
  dataset: string,
  appendOnly: boolean,
): Promise<void> {
  await winRace(dataset, async () => {
    const log = await openLog(ctx, dataset)
    if (log.state.appendOnly === appendOnly) return true
    const entry = await ctx.logs.append(ctx, staging, dataset, log, () => ({
      action: 'settings',
      appendOnly,
    }))
    return entry === undefined ? undefined : true
  })
}
