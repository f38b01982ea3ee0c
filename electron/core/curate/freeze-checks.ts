import type { FreezeCheck, SplitRule } from '../../../shared/model/receipt.ts'
import type { Duplicates } from './freeze-duplicates.ts'
import type { FreezeFigures } from './freeze-figures.ts'
import { fewestRows } from './split-measure.ts'

/** Shares may be off by this many points without a warning, and a class's share by this many. */
const shareTolerance = 1
const classTolerance = 1.5

/** Everything that was found out before a freeze. */
export interface CheckedFacts {
  readonly rule: SplitRule
  readonly figures: FreezeFigures
  readonly duplicates: Duplicates
  readonly acrossSplits: number
  readonly ids: { readonly given: boolean; readonly several: number; readonly missing: number }
  /** Why rows may move against the freeze before. */
  readonly moves: readonly string[]
  /** Ids (or equal features) whose rows are of several classes. */
  readonly mixed: number
  readonly classes: readonly { readonly value: string | null; readonly rows: number }[]
  readonly hasLabel: boolean
  readonly volatile: boolean
}

/** States every finding as a check. `fail` stops the freeze, `warn` does not. */
export function freezeChecks(facts: CheckedFacts): FreezeCheck[] {
  if (facts.figures.kept === 0) return [check('rows', 'fail', 'There are no rows to freeze.')]
  return [
    ...leakChecks(facts),
    ...idChecks(facts),
    ...ruleChecks(facts),
    ...labelChecks(facts),
    ...splitChecks(facts),
    ...featureChecks(facts),
  ]
}

function leakChecks({ duplicates, acrossSplits }: CheckedFacts): FreezeCheck[] {
  const { equalRows, removed } = duplicates
  if (equalRows === 0)
    return [check('equal-rows', 'pass', 'No two rows are equal, so none is in two splits.')]
  if (removed > 0)
    return [
      check(
        'equal-rows',
        'pass',
        `${rows(removed)} removed that equal another one; none is in two splits.`,
        removed,
      ),
    ]
  if (acrossSplits === 0)
    return [
      check(
        'equal-rows',
        'pass',
        `${rows(equalRows)} equal another one, each in the same split as its equal.`,
        equalRows,
      ),
    ]
  return [
    check(
      'equal-rows',
      'warn',
      `${rows(acrossSplits)} have an equal row in another split. Remove duplicates (exact) to avoid it.`,
      acrossSplits,
    ),
  ]
}

function idChecks({ ids }: CheckedFacts): FreezeCheck[] {
  if (!ids.given) return [check('ids', 'pass', 'Without an id, rows with equal features share a split.')]
  return [
    ids.several === 0
      ? check('ids', 'pass', 'Each id has one row.')
      : check(
          'ids',
          'warn',
          `${count(ids.several)} ids have several rows; the rows of one id share a split.`,
          ids.several,
        ),
    ...(ids.missing === 0
      ? []
      : [
          check(
            'missing-ids',
            'warn',
            `${rows(ids.missing)} have no id; all of them share a split.`,
            ids.missing,
          ),
        ]),
  ]
}

function ruleChecks({ rule, moves, mixed, classes, volatile }: CheckedFacts): FreezeCheck[] {
  const found: FreezeCheck[] = []
  if (rule.inheritedFrom !== undefined)
    found.push(
      check('split-rule', 'pass', `No row changes its split: the rule is that of v${rule.inheritedFrom}.`),
    )
  else if (moves.length > 0) found.push(check('split-rule', 'warn', `Rows move: ${moves.join(', ')}.`))
  if (mixed > 0)
    found.push(
      check(
        'mixed-classes',
        'warn',
        `${count(mixed)} ids are of several classes; each counts as the first of them.`,
        mixed,
      ),
    )
  if (rule.stratify !== undefined) {
    const known = new Set(rule.thresholds.map(({ value }) => value))
    const unknown = classes.filter(({ value }) => !known.has(value))
    const few = unknown.reduce((sum, each) => sum + each.rows, 0)
    const why =
      rule.inheritedFrom === undefined ? `fewer than ${fewestRows} rows` : 'no place in the first freeze'
    if (unknown.length > 0)
      found.push(
        check(
          'small-classes',
          'warn',
          `${classesText(unknown.length)} ${why} and divide by the plain shares (${rows(few)}).`,
          unknown.length,
        ),
      )
  }
  if (volatile)
    found.push(check('repeatable', 'warn', 'The query gives other values each time (such as now or random).'))
  return found
}

function labelChecks({ hasLabel, figures }: CheckedFacts): FreezeCheck[] {
  if (!hasLabel) return []
  const { missingLabels } = figures
  return [
    missingLabels === 0
      ? check('missing-labels', 'pass', 'Every row has a label.')
      : check('missing-labels', 'warn', `${rows(missingLabels)} have no label.`, missingLabels),
  ]
}

function splitChecks({ rule, figures }: CheckedFacts): FreezeCheck[] {
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
      return Math.abs((100 * held) / total - share) > classTolerance
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

function featureChecks({ figures }: CheckedFacts): FreezeCheck[] {
  const constant = figures.constantFeatures
  if (constant.length === 0)
    return [check('constant-features', 'pass', 'Every feature has more than one value.')]
  return [
    check(
      'constant-features',
      'warn',
      `${list(constant.slice(0, 5))}${constant.length > 5 ? ' and others' : ''}: one value in all rows.`,
      constant.length,
    ),
  ]
}

function check(name: string, state: FreezeCheck['state'], text: string, found?: number): FreezeCheck {
  return { name, state, text, ...(found === undefined ? {} : { count: found }) }
}

function rows(value: number): string {
  return `${count(value)} ${value === 1 ? 'row' : 'rows'}`
}

function classesText(value: number): string {
  return value === 1 ? '1 class has' : `${count(value)} classes have`
}

function count(value: number): string {
  return value.toLocaleString('en-US')
}

function list(items: readonly string[]): string {
  return items.join(', ')
}
