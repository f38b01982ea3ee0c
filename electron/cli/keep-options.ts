import { type Command, InvalidArgumentError, Option } from 'commander'
import { type KeepPreset, type KeepRules, keepPresets, keepRulesText } from '../../shared/model/retention.ts'

/** What {@link withKeepOptions} adds to the options of a command. */
export interface KeepOptions {
  readonly keepLast?: number
  readonly keepHourly?: number
  readonly keepDaily?: number
  readonly keepWeekly?: number
  readonly keepMonthly?: number
  readonly keepYearly?: number
  readonly preset?: KeepPreset
}

/** The options by which versions are kept. */
export function withKeepOptions(command: Command): Command {
  const presets = Object.entries(keepPresets).map(([name, rules]) => `${name}: ${keepRulesText(rules)}`)
  command.option('--keep-last <n>', 'keep the newest n versions', positive)
  for (const [name, period] of [
    ['hourly', 'hours'],
    ['daily', 'days'],
    ['weekly', 'weeks'],
    ['monthly', 'months'],
    ['yearly', 'years'],
  ])
    command.option(`--keep-${name} <n>`, `keep the newest version of each of n ${period}`, positive)
  return command.addOption(
    new Option('--preset <name>', `rules that suit many (${presets.join('; ')})`).choices(
      Object.keys(keepPresets),
    ),
  )
}

/** The rules that were given, over those of a preset; undefined when there are none. */
export function keepRulesOf(options: KeepOptions): KeepRules | undefined {
  const given: KeepRules = {
    last: options.keepLast,
    hourly: options.keepHourly,
    daily: options.keepDaily,
    weekly: options.keepWeekly,
    monthly: options.keepMonthly,
    yearly: options.keepYearly,
  }
  const preset: KeepRules = options.preset === undefined ? {} : keepPresets[options.preset]
  const rules: KeepRules = { ...preset, ...withoutUndefined(given) }
  return keepRulesText(rules) === '' ? undefined : rules
}

function withoutUndefined(rules: KeepRules): KeepRules {
  return Object.fromEntries(Object.entries(rules).filter(([, count]) => count !== undefined)) as KeepRules
}

function positive(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError('It takes a whole number from 1.')
  return value
}
