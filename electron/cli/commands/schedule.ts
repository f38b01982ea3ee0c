import { Command } from 'commander'
import { FirnError } from '../../../shared/contract/errors.ts'
import type { ScheduleRunResult, ScheduleState } from '../../../shared/contract/schedule.ts'
import { type ScheduleTimes, scheduleText } from '../../../shared/model/schedule.ts'
import { bytes, localTime } from '../format.ts'
import { type CommandSession, optionsOf, runCommand, type SharedOptions } from '../session.ts'

interface Options extends SharedOptions {
  readonly cron?: string
  readonly zone?: string
  readonly every?: string
  readonly off?: boolean
  readonly here?: boolean
  readonly source?: string[]
  readonly thenExpire?: boolean
}

export function scheduleCommand(): Command {
  return new Command('schedule')
    .description('take the files of a dataset again by the clock; without options shows its schedule, or all')
    .argument('[dataset]', 'all that have one, when absent')
    .option('--cron <pattern>', 'minute, hour, day of month, month, day of week')
    .option(
      '--zone <name>',
      'time zone of the pattern, such as Europe/Berlin (default: that of this machine)',
    )
    .option('--every <time>', 'a number and m, h, d or w: 30m, 6h, 1d')
    .option(
      '--source <path...>',
      'files, folders or patterns to take (default: as the newest version was taken)',
    )
    .option('--then-expire', 'after each run let old versions go as the policy says, and collect')
    .option('--here', 'agree that it runs on this machine, where it was set elsewhere')
    .option('--off', 'take the schedule away')
    .addCommand(runCommandOf())
    .addHelpText(
      'after',
      `
It runs while the window or "firn serve" is open, and takes once what was missed meanwhile. Without them,
"firn schedule run" takes what is due: call it from the clock of your system.
Where clocks are changed, a time that is skipped is taken when they have gone on, and one that comes twice once.

Examples:
  firn schedule events --cron '0 9 * * *' --zone Europe/Berlin
  firn schedule events --every 6h --source ./logs
  firn schedule events --every 1d --then-expire
  firn schedule
  firn schedule run
  firn schedule events --off`,
    )
    .action(async (dataset: string | undefined, _options, command: Command) => {
      const options = optionsOf<Options>(command)
      const change = changeOf(options)
      if (dataset === undefined && change !== undefined)
        throw new FirnError('wrong-usage', 'Say which dataset the schedule is for.')
      await runCommand(options, async (session) => {
        if (dataset === undefined) {
          const { schedules } = await session.call('schedule.list', {})
          session.answer({ schedules }, () => textOf(schedules))
          return
        }
        if (change !== undefined) await applyChange(session, dataset, change, options)
        await show(session, dataset)
      })
    })
}

type Change = 'off' | 'here' | ScheduleTimes | 'more'

/** What the options ask for; undefined: only to show. */
function changeOf({ cron, zone, every, off, here, source, thenExpire }: Options): Change | undefined {
  const asked = [cron, every, off, here].filter((one) => one !== undefined)
  if (asked.length > 1) throw new FirnError('wrong-usage', 'Give one of --cron, --every, --here and --off.')
  if (zone !== undefined && cron === undefined)
    throw new FirnError('wrong-usage', '--zone belongs to --cron.', {
      hint: 'What runs every so often depends on no time zone.',
    })
  if (off === true) return 'off'
  if (here === true) return 'here'
  if (cron !== undefined) return { kind: 'cron', cron, zone: zone ?? machineZone() }
  if (every !== undefined) return { kind: 'every', every }
  return source !== undefined || thenExpire !== undefined ? 'more' : undefined
}

async function applyChange(
  { call }: CommandSession,
  dataset: string,
  change: Change,
  { source, thenExpire }: Options,
): Promise<void> {
  if (change === 'here') {
    await call('schedule.agree', { dataset })
    return
  }
  if (change === 'off') {
    await call('dataset.setSettings', { dataset, schedule: null })
    return
  }
  const { schedule: before } = await call('dataset.settings', { dataset })
  const times = change === 'more' ? before?.times : change
  if (times === undefined)
    throw new FirnError('wrong-usage', `${dataset} has no schedule yet.`, {
      hint: 'Give --cron or --every, too.',
    })
  await call('dataset.setSettings', {
    dataset,
    schedule: { times, expire: thenExpire ?? (change === 'more' && before?.expire === true) },
    ...(source === undefined ? {} : { sources: source }),
  })
}

async function show({ call, answer }: CommandSession, dataset: string): Promise<void> {
  const settings = await call('dataset.settings', { dataset })
  const { schedules } = await call('schedule.list', {})
  const state = schedules.find((one) => one.dataset === dataset)
  answer(state ?? settings, () => (state === undefined ? `${dataset} has no schedule.` : textOf([state])))
}

function textOf(schedules: readonly ScheduleState[]): string {
  if (schedules.length === 0) return 'No dataset has a schedule.'
  return schedules.map(linesOf).join('\n')
}

function linesOf({ dataset, schedule, sources, next, due, last, idle }: ScheduleState): string {
  return [
    `${dataset}: ${scheduleText(schedule.times)}, from ${sources.join(', ')}`,
    ...(schedule.expire ? ['  then old versions go as the policy says'] : []),
    ...(due === undefined ? [] : [`  due since ${localTime(due)}`]),
    ...(next[0] === undefined ? [] : [`  next ${localTime(next[0])}`]),
    ...(last === undefined
      ? []
      : [
          `  last ${localTime(last.startedAt)}: ${last.state}${last.text === undefined ? '' : `, ${last.text}`}`,
        ]),
    ...(idle === undefined ? [] : [`  does not run here: ${idle} To agree: firn schedule ${dataset} --here`]),
  ].join('\n')
}

function runCommandOf(): Command {
  return new Command('run')
    .description('take what is due, of all datasets or of one')
    .argument('[dataset]')
    .option('--now', 'also when nothing is due')
    .addHelpText('after', '\nExamples:\n  firn schedule run\n  firn schedule run events --now')
    .exitOverride()
    .action(async (dataset: string | undefined, _options, command: Command) => {
      const options = command.optsWithGlobals<SharedOptions & { now?: boolean }>()
      if (dataset === undefined && options.now === true)
        throw new FirnError('wrong-usage', 'Say which dataset is to be taken now.')
      await runCommand(options, async ({ call, answer, warn }) => {
        const { schedules } = await call('schedule.list', {})
        const wanted =
          dataset === undefined
            ? schedules
                .filter(({ due, idle }) => due !== undefined && idle === undefined)
                .map((one) => one.dataset)
            : [dataset]
        const runs: ScheduleRunResult[] = []
        let failure: Error | undefined
        for (const one of wanted) {
          try {
            runs.push(await call('schedule.run', { dataset: one, now: options.now === true }))
          } catch (error) {
            // The others are due all the same.
            if (failure !== undefined) warn(failure.message)
            failure = error instanceof Error ? error : new Error(String(error))
          }
        }
        if (failure === undefined || runs.length > 0)
          answer({ runs }, () => (runs.length === 0 ? 'Nothing is due.' : runs.map(runText).join('\n')))
        if (failure !== undefined) throw failure
      })
    })
}

function runText({ dataset, taken, expired, freedBytes, why }: ScheduleRunResult): string {
  if (taken === undefined) return why ?? `Nothing was taken of ${dataset}.`
  return [
    taken.changed
      ? `${dataset} v${taken.version}: ${bytes(taken.newBytes)} new`
      : `${dataset}: nothing is new, v${taken.version} holds the same data`,
    ...(expired.length === 0
      ? []
      : [`  expired ${expired.map((version) => `v${version}`).join(', ')}; freed ${bytes(freedBytes)}`]),
  ].join('\n')
}

function machineZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}
