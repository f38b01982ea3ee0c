import type { FreezeCheck, SplitRule } from '../../../shared/model/receipt.ts'
import { check, count, list } from './check-words.ts'
import type { FreezeFigures } from './freeze-figures.ts'

/** Shares may be off by this many points without a warning, and a class's share by this many. */
const shareTolerance = 1
const classTolerance = 1.5

/** Whether splits and classes hold what was asked for. */
export function splitChecks(rule: SplitRule, figures: FreezeFigures): FreezeCheck[] {
  const found: FreezeCheck[] = []
  const splits = Object.entries(figures.splits)
  const empty = splits.filter(([, facts]) => facts.rows === 0).map(([name]) => name)
  if (empty.length > 0)
    found.push(check('empty-splits', 'warn', `${list(empty)} would be empty.`, empty.length))
  const all = new Set(splits.flatMap(([, facts]) => facts.classes.map(({ value }) => JSON.stringify(value))))
  const single = splits
    .filter(([, facts]) => facts.rows > 0 && facts.classes.length === 1)
    .map(([name]) => name)
  if (figures.classesListed && all.size > 1 && single.length > 0)
    found.push(check('single-class', 'warn', `${list(single)} would hold one class only.`, single.length))
  const off = rule.shares.flatMap(({ name, share }) => {
    const actual = (100 * (figures.splits[name]?.rows ?? 0)) / figures.kept
    return Math.abs(actual - share) > shareTolerance
      ? [`${name} holds ${actual.toFixed(1)} % instead of ${share} %`]
      : []
  })
  found.push(
    off.length === 0
      ? check('shares', 'pass', `Every split is within ${shareTolerance} point of its share.`)
      : check('shares', 'warn', `${list(off)}; a hash divides few rows only roughly.`, off.length),
  )
  if (rule.stratify !== undefined && figures.classesListed) found.push(...classShareCheck(rule, figures))
  return found
}

function classShareCheck(rule: SplitRule, figures: FreezeFigures): FreezeCheck[] {
  const totals = new Map<string, number>()
  for (const { classes } of Object.values(figures.splits))
    for (const { value, rows: of } of classes)
      totals.set(JSON.stringify(value), (totals.get(JSON.stringify(value)) ?? 0) + of)
  let off = 0
  for (const [key, total] of totals) {
    const far = rule.shares.some(({ name, share }) => {
      const held = figures.splits[name]?.classes.find(({ value }) => JSON.stringify(value) === key)?.rows ?? 0
      // One row of a small class is already more than the tolerance.
      return Math.abs((100 * held) / total - share) > Math.max(classTolerance, 100 / total)
    })
    if (far) off += 1
  }
  return [
    off === 0
      ? check('class-shares', 'pass', `Every class divides as asked within ${classTolerance} points.`)
      : check(
          'class-shares',
          'warn',
          `${off === 1 ? '1 class divides' : `${count(off)} classes divide`} otherwise than asked by more than ${classTolerance} points.`,
          off,
        ),
  ]
}
