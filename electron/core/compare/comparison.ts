import type { ComparedSide } from '../../../shared/model/difference.ts'
import type { Progress } from '../../../shared/model/job.ts'
import type { Relation } from '../query/relations.ts'
import type { Workers } from '../query/workers.ts'
import { alignmentSql, type AlignmentPlan, joinedSql, repeatedKeysSql } from './alignment.ts'
import { planColumns, type Rename, sideColumns, type SideColumn } from './column-plan.ts'
import { type ComparisonInstance, lazyInstance } from './instance.ts'
import { isUnique } from './key-facts.ts'
import { chooseKey, noKey } from './key-choice.ts'
import { type Found, type OpenedComparison, RowsComparison } from './opened-comparison.ts'
import { decideRenames } from './renames.ts'
import { countRows } from './row-difference.ts'
import { createSources, type Sources } from './sources.ts'

/** One side of a comparison: what it is, and where its rows are. */
export interface ComparedRelation {
  readonly side: ComparedSide
  /** Hash of the rows; two sides with the same one are equal and are not read. */
  readonly content?: string
  readonly relation: Relation
}

export interface ComparisonRequest {
  readonly a: ComparedRelation
  readonly b: ComparedRelation
  /** Columns that name a row; empty: whole rows; absent: proposed. */
  readonly key?: readonly string[] | undefined
  /** `auto` applies the proposals that are sure enough. */
  readonly rename?: 'auto' | readonly Rename[] | undefined
  readonly signal: AbortSignal
  progress(progress: Progress): void
}

const steps = ['Reading both versions', 'Looking for the key', 'Comparing rows'] as const

/**
 * Compares two relations and keeps them open for their rows. Throws `not-found` and `invalid-input` for keys
 * and renames that do not exist, and whatever reading throws.
 */
export async function startComparison(
  request: ComparisonRequest,
  workers: Workers,
): Promise<OpenedComparison> {
  const { a, b, signal } = request
  const columns = { a: sideColumns(a.relation.columns), b: sideColumns(b.relation.columns) }
  const equal = areEqual(a, b)
  const instance = lazyInstance({ a: a.relation, b: b.relation }, workers)
  const sources = createSources(instance, columns, equal)
  try {
    const found = equal ? equalRows(request, columns) : await compareRows(request, columns, instance, sources)
    return new RowsComparison({
      a: a.side,
      b: b.side,
      columns,
      equal,
      keyWanted: request.key !== undefined,
      instance,
      sources,
      found,
    })
  } catch (error) {
    await instance.close()
    throw error
  }
}

type Columns = { readonly a: readonly SideColumn[]; readonly b: readonly SideColumn[] }

function areEqual(a: ComparedRelation, b: ComparedRelation): boolean {
  if (a.content === undefined || a.content !== b.content || a.side.rows !== b.side.rows) return false
  const schema = ({ relation }: ComparedRelation) =>
    JSON.stringify(relation.columns.map(({ name, type }) => [name, type]))
  return schema(a) === schema(b)
}

function equalRows({ a }: ComparisonRequest, columns: Columns): Found {
  const plan = planColumns(columns.a, columns.b, [])
  const { rows } = a.side
  return {
    plan,
    renamed: [],
    key: noKey,
    alignment: { key: [], values: plan.common, repeated: false },
    joined: false,
    counts: {
      rows: { a: rows, b: rows, added: 0, removed: 0, changed: 0, same: rows },
      changed: plan.common.map(() => 0),
    },
  }
}

async function compareRows(
  request: ComparisonRequest,
  columns: Columns,
  instance: ComparisonInstance,
  sources: Sources,
): Promise<Found> {
  const { a, b, key: wanted, rename, signal } = request
  const step = (done: number) =>
    request.progress({ done, total: steps.length, unit: 'steps', text: steps[done] ?? '' })
  step(0)
  // Columnar files are read again faster than they are copied; anything else would be parsed each time.
  const columnar = a.relation.page !== undefined && b.relation.page !== undefined
  if (!columnar) await sources.hold(signal)
  step(1)
  const { plan, key, renamed } = await decideRenames(
    instance,
    sources.sides,
    { ...columns, rename, wanted },
    (columnPlan) => chooseKey(instance, sources.sides, columnPlan, wanted, signal),
    signal,
  )
  step(2)
  const repeated = key.columns.length > 0 && !isUnique(key.facts)
  const alignment: AlignmentPlan = {
    key: key.columns,
    values: plan.common.filter((column) => !key.columns.includes(column)),
    repeated,
  }
  if (repeated || key.columns.length === 0) await sources.hold(signal)
  if (repeated) await instance.run(repeatedKeysSql(sources.sides, key.columns), { signal })
  const joined = sources.held
  if (joined) await instance.run(joinedSql(sources.sides, alignment), { signal })
  const aligned = joined ? 'joined' : `(${alignmentSql(sources.sides, alignment, false)})`
  return {
    plan,
    key,
    renamed,
    alignment,
    joined,
    counts: await countRows(instance, aligned, alignment, signal),
  }
}
