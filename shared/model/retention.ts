/**
 * Which versions of a dataset are kept. `last` keeps the newest so many; each other rule keeps the newest version of
 * that many hours, days, weeks (from Monday), months or years that have any, counted from the newest. A version stays
 * when one rule keeps it. Periods are those of the machine's time zone.
 */
export interface KeepRules {
  readonly last?: number | undefined
  readonly hourly?: number | undefined
  readonly daily?: number | undefined
  readonly weekly?: number | undefined
  readonly monthly?: number | undefined
  readonly yearly?: number | undefined
}

export const keepRuleNames = ['last', 'hourly', 'daily', 'weekly', 'monthly', 'yearly'] as const

export type KeepRuleName = (typeof keepRuleNames)[number]

/** Rules that suit many, to begin with. */
export const keepPresets = {
  short: { last: 3, daily: 7 },
  usual: { last: 3, daily: 7, weekly: 4, monthly: 6 },
  long: { last: 5, daily: 14, weekly: 8, monthly: 24, yearly: 10 },
} as const satisfies Readonly<Record<string, KeepRules>>

export type KeepPreset = keyof typeof keepPresets

/** `the last 3, 7 daily, 4 weekly`; the empty text for no rule. */
export function keepRulesText(rules: KeepRules): string {
  return keepRuleNames
    .flatMap((name) => {
      const count = rules[name]
      if (count === undefined) return []
      return [name === 'last' ? `the last ${count}` : `${count} ${name}`]
    })
    .join(', ')
}

/** As options of the command line: `--keep-last 3 --keep-daily 7`. */
export function keepRulesOptions(rules: KeepRules): string {
  return keepRuleNames
    .flatMap((name) => (rules[name] === undefined ? [] : [`--keep-${name} ${rules[name]}`]))
    .join(' ')
}
