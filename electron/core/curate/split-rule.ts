import { FirnError } from '../../../shared/contract/errors.ts'
import type { FreezeRequest, SplitRule, SplitShare } from '../../../shared/model/receipt.ts'
import { findColumn, type RoledColumn } from './column-roles.ts'
import { checkShares, plainThresholds, usualShares } from './split-shares.ts'

/** The rule of an earlier freeze of the same dataset. */
export interface EarlierRule {
  readonly version: number
  readonly rule: SplitRule
}

/** How rows will be assigned. `thresholds` of a new stratified rule are still to be measured. */
export interface DecidedRule {
  readonly rule: SplitRule
  readonly measure: boolean
  /** Why rows may change their split against the freeze before; empty when they cannot. */
  readonly moves: readonly string[]
}

/**
 * Decides the rule of a freeze. A later freeze inherits the one before it, thresholds and all, so that no row
 * moves. Asking for another seed, other shares, another stratification or other ids is a deliberate new
 * beginning: `moves` says so. Throws `invalid-input`.
 */
export function decideRule(
  request: Pick<FreezeRequest, 'seed' | 'split' | 'stratify' | 'id'>,
  columns: readonly RoledColumn[],
  earlier: EarlierRule | undefined,
): DecidedRule {
  const before = earlier?.rule
  const ids = columns.filter(({ role }) => role === 'id').map(({ name }) => name)
  const asked = {
    seed: request.seed === undefined ? undefined : BigInt(request.seed).toString(),
    shares:
      request.split === undefined || request.split.length === 0 ? undefined : checkShares(request.split),
    stratify: request.stratify === undefined ? undefined : columnName(columns, request.stratify),
    hashed: request.id === undefined ? undefined : ids,
  }
  const moves = before === undefined ? [] : differences(asked, before)
  const stratify =
    asked.stratify === undefined ? before?.stratify : asked.stratify === '' ? undefined : asked.stratify
  if (earlier !== undefined && before !== undefined && moves.length === 0) {
    requireColumns(columns, before, request.id === undefined)
    return { rule: { ...before, inheritedFrom: earlier.version }, measure: false, moves }
  }
  const shares = asked.shares ?? before?.shares ?? usualShares
  const known = before?.hashed.every((name) => columns.some((column) => column.name === name))
  const features = columns.filter(({ role }) => role === 'feature').map(({ name }) => name)
  const plain = plainThresholds(shares)
  const rule: SplitRule = {
    hash: 'md5-64-1',
    seed: asked.seed ?? before?.seed ?? '0',
    hashed:
      ids.length > 0
        ? ids
        : known === true && request.id === undefined
          ? (before?.hashed ?? features)
          : features,
    shares,
    ...(stratify === undefined ? {} : { stratify }),
    thresholds: stratify === undefined ? [plain] : [],
    fallback: plain,
  }
  return { rule, measure: stratify !== undefined, moves }
}

interface Asked {
  readonly seed: string | undefined
  readonly shares: readonly SplitShare[] | undefined
  readonly stratify: string | undefined
  readonly hashed: readonly string[] | undefined
}

function differences(asked: Asked, before: SplitRule): string[] {
  const found: string[] = []
  if (asked.seed !== undefined && asked.seed !== before.seed)
    found.push(`seed ${asked.seed} instead of ${before.seed}`)
  if (asked.shares !== undefined && sharesText(asked.shares) !== sharesText(before.shares))
    found.push(`shares ${sharesText(asked.shares)} instead of ${sharesText(before.shares)}`)
  if (asked.stratify !== undefined && asked.stratify !== (before.stratify ?? ''))
    found.push(
      `stratified by ${asked.stratify === '' ? 'nothing' : asked.stratify} instead of ${before.stratify ?? 'nothing'}`,
    )
  if (
    asked.hashed !== undefined &&
    [...asked.hashed].toSorted().join('\n') !== [...before.hashed].toSorted().join('\n')
  )
    found.push(
      `by ${asked.hashed.length === 0 ? 'content' : asked.hashed.join(', ')} instead of ${before.hashed.join(', ')}`,
    )
  return found
}

function requireColumns(columns: readonly RoledColumn[], rule: SplitRule, mayChoose: boolean): void {
  const needed = [...rule.hashed, ...(rule.stratify === undefined ? [] : [rule.stratify])]
  const missing = needed.filter((name) => !columns.some((column) => column.name === name))
  if (missing.length === 0) return
  throw new FirnError(
    'invalid-input',
    `The split of this dataset goes by ${needed.join(', ')}, but there is no column "${missing.join('", "')}".`,
    {
      hint: mayChoose
        ? 'Select it again, or begin a new split: name an id, and give a seed.'
        : 'Select it again, or give another seed to begin a new split.',
      context: { missing },
    },
  )
}

function columnName(columns: readonly RoledColumn[], name: string): string {
  return name === '' ? '' : findColumn(columns, name).name
}

function sharesText(shares: readonly SplitShare[]): string {
  return shares.map(({ name, share }) => `${name}=${share}`).join(',')
}
