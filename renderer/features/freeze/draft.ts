import type { Input } from '../../client/connection.ts'
import { nameFrom } from '../../../shared/model/names.ts'
import type { ColumnRole, FreezePlan, SplitShare } from '../../../shared/model/receipt.ts'
import { usualShares } from './shares.ts'

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
  /** Roles by column once one was chosen; until then the engine proposes them. */
  readonly roles: { readonly [column: string]: ColumnRole } | undefined
  /** An id was given or taken: then the ids are said, else an existing dataset keeps its own. */
  readonly idsChosen: boolean
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
export function firstDraft(source: FreezeSource, dataset?: string): FreezeDraft {
  return {
    source,
    dataset: dataset ?? proposedName(source),
    message: '',
    tag: '',
    roles: undefined,
    idsChosen: false,
    where: '',
    dedupe: 'none',
    split: usualShares,
    stratify: '',
    seed: '0',
    anew: false,
  }
}

function proposedName(source: FreezeSource): string {
  if (source.kind === 'query') return 'training-set'
  const [dataset = ''] = source.reference.split('@')
  return dataset === '' ? 'training-set' : nameFrom(`${dataset}-set`)
}

/** There is one label and one weight: a column that had it becomes a feature. */
function withRole(
  roles: { readonly [column: string]: ColumnRole },
  column: string,
  role: ColumnRole,
): { readonly [column: string]: ColumnRole } {
  const freed = Object.entries(roles).map(([name, before]): [string, ColumnRole] => [
    name,
    before === role && (role === 'label' || role === 'weight') ? 'feature' : before,
  ])
  return { ...Object.fromEntries(freed), [column]: role }
}

/** Gives columns a role, and notes when that changes the ids. */
export function withRoles(
  roles: { readonly [column: string]: ColumnRole },
  names: readonly string[],
  role: ColumnRole,
): Pick<FreezeDraft, 'roles'> & Partial<Pick<FreezeDraft, 'idsChosen'>> {
  const changed = names.filter((name) => roles[name] !== role)
  const ids = changed.length > 0 && (role === 'id' || changed.some((name) => roles[name] === 'id'))
  return {
    roles: changed.reduce((all, name) => withRole(all, name, role), roles),
    ...(ids ? { idsChosen: true } : {}),
  }
}

/** Roles as the plan has them. */
export function planRoles(plan: FreezePlan): { readonly [column: string]: ColumnRole } {
  return Object.fromEntries(plan.columns.map(({ name, role }) => [name, role]))
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
  const { source, dataset, roles, idsChosen, where, dedupe, split, stratify, seed } = draft
  const of = (role: ColumnRole) =>
    Object.entries(roles ?? {}).flatMap(([name, its]) => (its === role ? [name] : []))
  const [label] = of('label')
  const [weight] = of('weight')
  return {
    dataset,
    ...(source.kind === 'reference' ? { from: source.reference } : { sql: source.sql }),
    ...(source.kind === 'query' && Object.keys(source.parameters).length > 0
      ? { parameters: { ...source.parameters } }
      : {}),
    ...(roles === undefined
      ? {}
      : {
          ...(idsChosen ? { id: of('id') } : {}),
          ...(label === undefined ? {} : { label }),
          ...(weight === undefined ? {} : { weight }),
          ignore: of('ignore'),
        }),
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
