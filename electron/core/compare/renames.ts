import type { Comparison } from '../../../shared/model/difference.ts'
import { nameLikeness } from './column-names.ts'
import { type ColumnPlan, planColumns, type Rename, type SideColumn } from './column-plan.ts'
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
 * meet) and the key may need renames, so: a key over equal names first, then the renames, then another look for
 * the key with them.
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

  if (rename !== 'auto') {
    const key = await choose(plan)
    const proposals = await proposeRenames(instance, sides, bare, key.columns, signal)
    return { plan, key, renamed: listed(explicit, proposals) }
  }
  // A wanted key may itself be among the renamed columns.
  const first = hasAll(bare, wanted.wanted ?? []) ? await choose(bare) : undefined
  const proposals = await proposeRenames(instance, sides, bare, first?.columns ?? [], signal)
  const applied = proposals.filter(({ likeness }) => likeness >= sureEnough)
  if (applied.length === 0 && first !== undefined) return { plan, key: first, renamed: listed([], proposals) }
  const withRenames = planColumns(a, b, applied)
  // The renamed column may be the better key.
  const key = await choose(withRenames)
  return { plan: withRenames, key, renamed: listed(applied, proposals) }
}

function hasAll(plan: ColumnPlan, names: readonly string[]): boolean {
  return names.every((name) => plan.common.some((column) => column.name === name))
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
