import type { DatasetSettings } from '../../../shared/contract/schedule.ts'
import { everyMs, plainCron, type ScheduleTimes, scheduleOptions } from '../../../shared/model/schedule.ts'
import { keepRulesOptions } from '../../../shared/model/retention.ts'
import type { Input } from '../../client/connection.ts'
import { quotedWord } from '../../workbench/command/command-text.ts'
import { type KeepTexts, rulesOf, textsOf } from './keep-texts.ts'

export type ScheduleMode = 'off' | 'hourly' | 'daily' | 'weekly' | 'every' | 'cron'

/** What stands in the fields of a dataset's settings. */
export interface SettingsDraft {
  /** One in each line. */
  readonly sources: string
  readonly mode: ScheduleMode
  /** `09:00`; of an hourly schedule only the minute counts. */
  readonly clock: string
  readonly weekday: number
  readonly every: string
  readonly cron: string
  readonly zone: string
  readonly expire: boolean
  readonly keep: KeepTexts
}

/** The fields as the settings are now; `zone` is that of this machine, for a schedule to come. */
export function draftOf(settings: DatasetSettings, zone: string): SettingsDraft {
  const { sources, schedule, keep } = settings
  const usual = {
    sources: sources.join('\n'),
    mode: 'off' as ScheduleMode,
    clock: '09:00',
    weekday: 1,
    every: '6h',
    cron: '0 9 * * 1-5',
    zone,
    expire: schedule?.expire ?? false,
    keep: textsOf(keep ?? {}),
  }
  if (schedule === undefined) return usual
  const { times } = schedule
  if (times.kind === 'every') return { ...usual, mode: 'every', every: times.every }
  const { cron } = times
  const plain = plainCron(cron)
  const known = { ...usual, zone: times.zone, cron }
  if (plain === undefined) return { ...known, mode: 'cron' }
  const { minute, hour, weekday } = plain
  const clock = `${two(hour ?? 0)}:${two(minute)}`
  if (hour === undefined) return { ...known, mode: 'hourly', clock }
  return weekday === undefined
    ? { ...known, mode: 'daily', clock }
    : { ...known, mode: 'weekly', clock, weekday }
}

/** When it is due; undefined while there is none, or the fields say no time. The engine knows patterns. */
export function timesOf(draft: SettingsDraft): ScheduleTimes | undefined {
  const { mode, clock, weekday, zone } = draft
  if (mode === 'off') return undefined
  if (mode === 'every')
    return everyMs(draft.every.trim()) === undefined
      ? undefined
      : { kind: 'every', every: draft.every.trim() }
  if (mode === 'cron')
    return draft.cron.trim() === '' ? undefined : { kind: 'cron', cron: draft.cron.trim(), zone }
  const [, hour, minute] = /^(\d{1,2}):(\d{2})$/.exec(clock.trim()) ?? []
  if (hour === undefined || Number(hour) > 23 || Number(minute) > 59) return undefined
  const time = `${Number(minute)} ${mode === 'hourly' ? '*' : Number(hour)}`
  return { kind: 'cron', cron: `${time} * * ${mode === 'weekly' ? weekday : '*'}`, zone }
}

export type SettingsChange = Omit<Input<'dataset.setSettings'>, 'dataset'>

/** What of the draft differs from the settings; undefined while a field says nothing that could be kept. */
export function changeOf(draft: SettingsDraft, settings: DatasetSettings): SettingsChange | undefined {
  const times = timesOf(draft)
  const keep = rulesOf(draft.keep)
  const noRules = Object.values(draft.keep).every((text) => text.trim() === '')
  if ((times === undefined && draft.mode !== 'off') || (keep === undefined && !noRules)) return undefined
  const sources = linesOf(draft.sources)
  const schedule = times === undefined ? undefined : { times, expire: draft.expire }
  const before =
    settings.schedule === undefined
      ? undefined
      : { times: settings.schedule.times, expire: settings.schedule.expire }
  return {
    ...(isSame(sources, settings.sources) ? {} : { sources: sources.length === 0 ? null : sources }),
    ...(sameSchedule(schedule, before) ? {} : { schedule: schedule ?? null }),
    ...(isSame(keep ?? {}, settings.keep ?? {}) ? {} : { keep: keep ?? null }),
  }
}

/** The commands that change the same; the policy comes first, since a schedule may go by it. */
export function changeCommand(dataset: string, { sources, schedule, keep }: SettingsChange): string {
  const from =
    sources === undefined || sources === null ? '' : ` --source ${sources.map(quotedWord).join(' ')}`
  return [
    ...(keep === undefined
      ? []
      : [`firn policy ${dataset} ${keep === null ? '--none' : keepRulesOptions(keep)}`]),
    ...(schedule === null ? [`firn schedule ${dataset} --off`] : []),
    ...(schedule === undefined || schedule === null
      ? from === ''
        ? []
        : [`firn schedule ${dataset}${from}`]
      : [
          `firn schedule ${dataset} ${scheduleOptions(schedule.times)}${from}${schedule.expire ? ' --then-expire' : ''}`,
        ]),
  ].join(' && ')
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

type Wanted = { readonly times: ScheduleTimes; readonly expire: boolean } | undefined

function sameSchedule(a: Wanted, b: Wanted): boolean {
  if (a === undefined || b === undefined) return a === b
  return a.expire === b.expire && scheduleOptions(a.times) === scheduleOptions(b.times)
}

/** Equal as plain data whose fields stand in one order. */
function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
