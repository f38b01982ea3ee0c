import type { Comparison } from '../../../shared/model/difference.ts'
import { nameLikeness } from './column-names.ts'
import {
  type ColumnPlan,
  type CommonColumn,
  planColumns,
  type Rename,
  type SideColumn,
} from './column-plan.ts'
import type { ComparisonInstance } from './instance.ts'
import type { KeyChoice } from './key-choice.ts'
import { proposeRenames, type ProposedRename, sureEnough } from './rename-proposal.ts'
import type { Sides } from './sources.ts'

export interface DecidedColumns {
  readonly plan: ColumnPlan
  readonly key: KeyChoice
  readonly renamed: Comparison['schema']['renamed']
}

/**
 * Settles which columns belong together, and the key. Proposals need a key (values are compared where rows
 * meet) and the key may need renames, so: a key over equal names first, then the renames, then, where there was
 * no key, another look with them.
 */
export async function decideRenames(
  instance: ComparisonInstance,
  sides: Sides,
  wanted: {
    readonly a: readonly SideColumn[]
    readonly b: readonly SideColumn[]
    readonly rename: 'auto' | readonly Rename[] | undefined
    /** The key that was asked for. */
    readonly wanted: readonly string[] | undefined
  },
  choose: (plan: ColumnPlan) => Promise<KeyChoice>,
  signal: AbortSignal,
): Promise<DecidedColumns> {
  const { a, b, rename } = wanted
  const explicit = rename === undefined || rename === 'auto' ? [] : rename
  const bare = planColumns(a, b, [])
  const plan = explicit.length === 0 ? bare : planColumns(a, b, explicit)
  if (bare.onlyA.length === 0 || bare.onlyB.length === 0)
    return { plan, key: await choose(plan), renamed: [] }

  const keyNeedsRenames = rename === 'auto' && !hasAll(bare, wanted.wanted ?? [])
  const first = keyNeedsRenames ? undefined : await choose(plan)
  const proposals = await proposeRenames(instance, sides, bare, first?.columns ?? [], signal)
  if (rename !== 'auto') {
    return { plan, key: first ?? (await choose(plan)), renamed: listed(explicit, proposals) }
  }
  const applied = proposals.filter(({ likeness }) => likeness >= sureEnough)
  const withRenames = planColumns(a, b, applied)
  const key =
    first !== undefined && first.columns.length > 0 ? inPlan(first, withRenames) : await choose(withRenames)
  return { plan: withRenames, key, renamed: listed(applied, proposals) }
}

function hasAll(plan: ColumnPlan, names: readonly string[]): boolean {
  return names.every((name) => plan.common.some((column) => column.name === name))
}

/** The same key with the columns of another plan. */
function inPlan(key: KeyChoice, plan: ColumnPlan): KeyChoice {
  const of = (columns: readonly CommonColumn[]) =>
    columns.flatMap((column) => plan.common.filter(({ b }) => b === column.b))
  return { ...key, columns: of(key.columns), candidates: key.candidates.map(of) }
}

/** Applied renames, and the other proposals that do not contradict them. */
function listed(
  applied: readonly Rename[],
  proposals: readonly ProposedRename[],
): Comparison['schema']['renamed'] {
  const from = new Set(applied.map((rename) => rename.from))
  const to = new Set(applied.map((rename) => rename.to))
  const known = (rename: Rename) =>
    proposals.find((each) => each.from === rename.from && each.to === rename.to)
  return [
    ...applied.map((rename) => ({
      from: rename.from,
      to: rename.to,
      likeness: known(rename)?.likeness ?? Math.round(nameLikeness(rename.from, rename.to) * 1000) / 1000,
      applied: true,
    })),
    ...proposals
      .filter((proposal) => !from.has(proposal.from) && !to.has(proposal.to))
      .map((proposal) => ({ ...proposal, applied: false })),
  ]
}
