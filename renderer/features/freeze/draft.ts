import type { Input } from '../../client/connection.ts'
import { nameFrom } from '../../../shared/model/names.ts'
import type { Recipe } from '../../../shared/model/lineage.ts'
import type { ColumnRole, FreezePlan, Receipt, SplitShare } from '../../../shared/model/receipt.ts'
import { usualShares } from './shares.ts'

/** Roles by the name of their column. */
export interface Roles {
  readonly [column: string]: ColumnRole
}

/** Where the rows come from: a reference, or a query over references. */
export type FreezeSource =
  | { readonly kind: 'reference'; readonly reference: string }
  | { readonly kind: 'query'; readonly sql: string; readonly parameters: { readonly [name: string]: string } }

/** What the dialog asks about. */
export interface FreezeDraft {
  readonly source: FreezeSource
  readonly dataset: string
  readonly message: string
  readonly tag: string
  /** Roles that were chosen, by column; the engine knows the others. */
  readonly roles: Roles
  readonly where: string
  readonly dedupe: 'none' | 'exact'
  readonly split: readonly SplitShare[]
  /** Column, or empty for none. */
  readonly stratify: string
  /** Decimal text. */
  readonly seed: string
  /** An existing dataset is divided anew: rows may change their split. */
  readonly anew: boolean
}

/** The draft that the dialog opens with. */
export function firstDraft(source: FreezeSource): FreezeDraft {
  return {
    source,
    dataset: proposedName(source),
    message: '',
    tag: '',
    roles: {},
    where: '',
    dedupe: 'none',
    split: usualShares,
    stratify: '',
    seed: '0',
    anew: false,
  }
}

/** A draft that freezes a training set once more, from what its recipe names; the split stays by itself. */
export function draftAgain(
  receipt: Receipt,
  recipe: Recipe | undefined,
  parameters: { readonly [name: string]: string },
): FreezeDraft {
  const sql = recipe?.steps[0]?.sql ?? ''
  const reference = /^FROM (?:"([^"]+)"|([\w.-]+))$/.exec(sql.trim())
  const named = reference?.[1] ?? reference?.[2]
  const source: FreezeSource =
    named === undefined ? { kind: 'query', sql, parameters } : { kind: 'reference', reference: named }
  const roles = receipt.columns.filter(({ role }) => role !== 'feature' && role !== 'id')
  return {
    ...firstDraft(source),
    dataset: receipt.dataset,
    roles: Object.fromEntries(roles.map(({ name, role }) => [name, role])),
    where: receipt.where ?? '',
    dedupe: receipt.dedupe,
  }
}

/** Takes rows from elsewhere: their columns are others, and a name that nobody has chosen goes with them. */
export function withSource(draft: FreezeDraft, source: FreezeSource): Partial<FreezeDraft> {
  const untouched = draft.dataset === proposedName(draft.source)
  return { source, roles: {}, stratify: '', ...(untouched ? { dataset: proposedName(source) } : {}) }
}

function proposedName(source: FreezeSource): string {
  if (source.kind === 'query') return 'training-set'
  const [dataset = ''] = source.reference.split('@')
  return dataset === '' ? 'training-set' : nameFrom(`${dataset}-set`)
}

/**
 * Gives columns a role. There is one label and one weight: a column that had it becomes a feature. A choice of
 * ids names all of them, because an existing dataset brings its own when none is named.
 */
export function withRoles(chosen: Roles, present: Roles, names: readonly string[], role: ColumnRole): Roles {
  const single = role === 'label' || role === 'weight'
  const freed = single ? columnsOf(present, role).map((name): [string, ColumnRole] => [name, 'feature']) : []
  const ids = role === 'id' ? columnsOf(present, 'id').map((name): [string, ColumnRole] => [name, 'id']) : []
  const given = (single ? names.slice(-1) : names).map((name): [string, ColumnRole] => [name, role])
  return { ...chosen, ...Object.fromEntries([...freed, ...ids, ...given]) }
}

/** Roles as the plan has them, with what was chosen since. */
export function presentRoles(plan: FreezePlan, chosen: Roles, stale: boolean): Roles {
  const planned = Object.fromEntries(plan.columns.map(({ name, role }) => [name, role]))
  return stale ? { ...planned, ...chosen } : planned
}

function columnsOf(roles: Roles, role: ColumnRole): string[] {
  return Object.entries(roles).flatMap(([name, its]) => (its === role ? [name] : []))
}

/** Why a seed cannot be used; undefined when it can. */
export function seedProblem(seed: string): string | undefined {
  return /^-?\d{1,20}$/.test(seed) ? undefined : 'A whole number, such as 42'
}

/**
 * What the engine is asked. `inherits`: the dataset has versions already, and their split stays as it is. Message
 * and tag are left out of a plan's question, so that typing them computes nothing.
 */
export function freezeRequest(draft: FreezeDraft, inherits: boolean): Input<'freeze.plan'> {
  const { source, dataset, roles, where, dedupe, split, stratify, seed } = draft
  const [id, ignore] = [columnsOf(roles, 'id'), columnsOf(roles, 'ignore')]
  const [label] = columnsOf(roles, 'label')
  const [weight] = columnsOf(roles, 'weight')
  return {
    dataset,
    ...(source.kind === 'reference' ? { from: source.reference } : { sql: source.sql }),
    ...(source.kind === 'query' && Object.keys(source.parameters).length > 0
      ? { parameters: { ...source.parameters } }
      : {}),
    ...(id.length === 0 ? {} : { id }),
    ...(label === undefined ? {} : { label }),
    ...(weight === undefined ? {} : { weight }),
    ...(ignore.length === 0 ? {} : { ignore }),
    ...(where.trim() === '' ? {} : { where: where.trim() }),
    ...(dedupe === 'none' ? {} : { dedupe }),
    ...(inherits
      ? {}
      : {
          split: split.map((one) => ({ ...one })),
          ...(stratify === '' && !draft.anew ? {} : { stratify }),
          seed,
        }),
  }
}
