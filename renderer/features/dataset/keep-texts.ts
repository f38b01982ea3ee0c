import { type KeepRuleName, type KeepRules, keepRuleNames } from '../../../shared/model/retention.ts'

/** What stands in the fields of the rules; empty: no such rule. */
export type KeepTexts = Readonly<Record<KeepRuleName, string>>

export function textsOf(rules: KeepRules): KeepTexts {
  return Object.fromEntries(keepRuleNames.map((name) => [name, String(rules[name] ?? '')])) as KeepTexts
}

/** The rules; undefined where a field holds no whole number from 1 on, or none holds one. */
export function rulesOf(texts: KeepTexts): KeepRules | undefined {
  const given = keepRuleNames.filter((name) => texts[name].trim() !== '')
  if (given.length === 0 || given.some((name) => ruleProblem(texts[name]) !== undefined)) return undefined
  return Object.fromEntries(given.map((name) => [name, Number(texts[name])]))
}

/** What is wrong with the text of one rule. */
export function ruleProblem(text: string): string | undefined {
  const isFine =
    text.trim() === '' || (/^\d{1,6}$/.test(text.trim()) && Number(text) >= 1 && Number(text) <= 100_000)
  return isFine ? undefined : 'A whole number from 1 on, or empty'
}
