import type { FreezeCheck, SplitRule } from '../../../shared/model/receipt.ts'
import { check, classesText, count, list, rows } from './check-words.ts'
import type { Duplicates } from './freeze-duplicates.ts'
import type { FreezeFigures } from './freeze-figures.ts'
import { splitChecks } from './split-checks.ts'
import { fewestRows } from './split-measure.ts'

/** Everything that was found out before a freeze. */
export interface CheckedFacts {
  readonly rule: SplitRule
  readonly figures: FreezeFigures
  readonly duplicates: Omit<Duplicates, 'acrossSplits'>
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
    ...splitChecks(facts.rule, facts.figures),
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
            ids.missing === 1
              ? '1 row has no id.'
              : `${count(ids.missing)} rows have no id; all of them share a split.`,
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
