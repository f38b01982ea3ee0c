import { FirnError } from '../../../shared/contract/errors.ts'
import type { DatasetSettings } from '../../../shared/contract/schedule.ts'
import { type KeepRules, keepRuleNames, keepRulesText } from '../../../shared/model/retention.ts'
import type { DatasetKind } from '../../../shared/model/kind.ts'
import type { Schedule } from '../../../shared/model/schedule.ts'
import { canonicalText } from './canonical.ts'
import type { StoreContext } from './context.ts'
import { type DatasetState, newestVersion } from './dataset-state.ts'
import { winRace } from './race.ts'
import { openLog } from './reference-resolution.ts'

/** What is changed of a dataset's settings: absent stays as it is, null is taken away. */
export interface SettingsChange {
  /** Absolute paths and patterns. */
  readonly sources?: readonly string[] | null | undefined
  readonly schedule?: Omit<Schedule, 'from'> | null | undefined
  readonly keep?: KeepRules | null | undefined
}

/** What a dataset is told to do by itself. Throws `not-found`. */
export async function datasetSettings(ctx: StoreContext, dataset: string): Promise<DatasetSettings> {
  return await settingsOf(ctx, dataset, (await openLog(ctx, dataset)).state)
}

/** The settings of every dataset that has a schedule. One whose log cannot be read is told by the catalogue. */
export async function scheduledDatasets(ctx: StoreContext): Promise<DatasetSettings[]> {
  const found: DatasetSettings[] = []
  for (const dataset of await ctx.logs.names(ctx)) {
    const log = await ctx.logs.find(ctx, dataset).catch(() => undefined)
    if (log?.state.schedule !== undefined) found.push(await settingsOf(ctx, dataset, log.state))
  }
  return found
}

/**
 * Changes settings by one entry of the log, or by none where nothing changes. Throws `invalid-input` for a policy
 * that keeps nothing and for a schedule that expires without a policy or has nothing to take; `not-found`.
 */
export async function changeSettings(
  ctx: StoreContext,
  staging: string,
  dataset: string,
  change: SettingsChange,
): Promise<DatasetSettings> {
  const keep = change.keep === null || change.keep === undefined ? change.keep : withoutGaps(change.keep)
  if (keep !== null && keep !== undefined && keepRulesText(keep) === '')
    throw new FirnError('invalid-input', `A policy of ${dataset} must keep something.`, {
      hint: 'Give it a rule such as the last 3 or 7 daily, or take it away.',
      context: { dataset },
    })
  return winRace(dataset, async () => {
    const log = await openLog(ctx, dataset)
    const { state } = log
    const schedule = datedSchedule(change.schedule, state.schedule, ctx.clock())
    const { keep: _, schedule: __, sources: ___, ...rest } = state
    const next: DatasetState = {
      ...rest,
      ...setting('keep', state.keep, keep),
      ...setting('schedule', state.schedule, schedule),
      ...setting('sources', state.sources, change.sources),
    }
    const result = await settingsOf(ctx, dataset, next)
    requireSense(result, state.kind)
    const fields = {
      ...changedField('keep', state.keep, keep),
      ...changedField('schedule', state.schedule, schedule),
      ...changedField('sources', state.sources, change.sources),
    }
    if (Object.keys(fields).length === 0) return result
    const entry = await ctx.logs.append(ctx, staging, dataset, log, () => ({ action: 'settings', ...fields }))
    return entry === undefined ? undefined : result
  })
}

async function settingsOf(
  ctx: StoreContext,
  dataset: string,
  { sources, schedule, keep, ...state }: DatasetState,
): Promise<DatasetSettings> {
  const newest = newestVersion(state)
  const taken =
    sources !== undefined || newest === undefined
      ? undefined
      : // A version that is lost says nothing; what can be read of the settings still holds.
        await ctx.snapshots.read(ctx, newest.id, `${dataset}@v${newest.version}`).catch(() => undefined)
  return {
    dataset,
    sources: sources ?? taken?.sources ?? [],
    sourcesSet: sources !== undefined,
    ...(schedule === undefined ? {} : { schedule }),
    ...(keep === undefined ? {} : { keep }),
  }
}

/** Times that stay the same go on counting from where they did. */
function datedSchedule(
  wanted: SettingsChange['schedule'],
  before: Schedule | undefined,
  now: number,
): Schedule | null | undefined {
  if (wanted === undefined || wanted === null) return wanted
  const same = before !== undefined && canonicalText(before.times) === canonicalText(wanted.times)
  return { ...wanted, from: same ? before.from : new Date(now).toISOString() }
}

function requireSense({ dataset, sources, schedule, keep }: DatasetSettings, kind: DatasetKind): void {
  if (schedule === undefined) return
  if (kind !== 'raw')
    throw new FirnError(
      'invalid-input',
      `${dataset} is not taken from files, so there is nothing to take again.`,
      {
        hint: 'Give a schedule to the raw dataset that it is made of.',
        context: { dataset },
      },
    )
  if (sources.length === 0)
    throw new FirnError('invalid-input', `It is not known where the files of ${dataset} come from.`, {
      hint: 'Give the folder or the files that are to be taken again: --source FOLDER.',
      context: { dataset },
    })
  if (schedule.expire && keep === undefined)
    throw new FirnError('invalid-input', `${dataset} has no policy that old versions could go by.`, {
      hint: 'Say which versions are kept (firn policy), or let nothing expire after a run.',
      context: { dataset },
    })
}

function changedField<Name extends string, Value>(
  name: Name,
  before: Value | undefined,
  after: Value | null | undefined,
): { readonly [Key in Name]?: Value | null } {
  if (after === undefined || canonicalText(before ?? null) === canonicalText(after)) return {}
  return { [name]: after } as { readonly [Key in Name]?: Value | null }
}

/** A setting as it is after a change. */
function setting<Name extends string, Value>(
  name: Name,
  before: Value | undefined,
  change: Value | null | undefined,
): { readonly [Key in Name]?: Value } {
  const value = change === undefined ? before : (change ?? undefined)
  return (value === undefined ? {} : { [name]: value }) as { readonly [Key in Name]?: Value }
}

function withoutGaps(rules: KeepRules): KeepRules {
  return Object.fromEntries(
    keepRuleNames.flatMap((name) => (rules[name] === undefined ? [] : [[name, rules[name]]])),
  )
}
