import type { ComparedSide } from '../../../shared/model/difference.ts'
import type { Progress } from '../../../shared/model/job.ts'
import type { QueryLimits } from '../query/limits.ts'
import type { Relation } from '../query/relations.ts'
import type { Workers } from '../query/workers.ts'
import { alignmentSql, type AlignmentPlan, joinedSql, repeatedKeysSql } from './alignment.ts'
import { type ColumnPlan, planColumns, type Rename, sideColumns, type SideColumn } from './column-plan.ts'
import { type ComparisonInstance, lazyInstance, type ShareListener } from './instance.ts'
import { isUnique, keyCounter } from './key-facts.ts'
import { chooseKey, columnsNamed, type KeyChoice, noKey } from './key-choice.ts'
import { type Found, type OpenedComparison, RowsComparison } from './opened-comparison.ts'
import { decideRenames } from './renames.ts'
import { countRows, countTally, tallySql } from './row-difference.ts'
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

/**
 * Compares two relations and keeps them open for their rows. Throws `not-found` and `invalid-input` for keys
 * and renames that do not exist, and whatever reading throws.
 */
export async function startComparison(
  request: ComparisonRequest,
  workers: Workers,
  limits: QueryLimits,
): Promise<OpenedComparison> {
  const { a, b } = request
  const columns = { a: sideColumns(a.relation.columns), b: sideColumns(b.relation.columns) }
  const equal = areEqual(a, b)
  const instance = lazyInstance({ a: a.relation, b: b.relation }, workers, limits)
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

function equalRows({ a, key: wanted }: ComparisonRequest, columns: Columns): Found {
  const plan = planColumns(columns.a, columns.b, [])
  const key: KeyChoice =
    wanted === undefined || wanted.length === 0
      ? noKey
      : { ...noKey, columns: columnsNamed(plan, wanted), source: 'chosen' }
  const { rows } = a.side
  return {
    plan,
    renamed: [],
    key,
    alignment: alignmentOf({ plan, key }, false),
    joined: false,
    counts: {
      rows: { a: rows, b: rows, added: 0, removed: 0, changed: 0, same: rows },
      changed: plan.common.map(() => 0),
    },
  }
}

type Decided = Pick<Found, 'plan' | 'key' | 'renamed'>

async function compareRows(
  request: ComparisonRequest,
  columns: Columns,
  instance: ComparisonInstance,
  sources: Sources,
): Promise<Found> {
  const { a, b, key: wanted, rename, signal } = request
  const tell = (text: string, percent: number) =>
    request.progress({ done: Math.round(percent), total: 100, unit: 'percent', text })
  const decide = async (which: 'both' | 'first', from: number) => {
    tell('Looking for the key', from)
    const count = keyCounter(instance, sources.sides, which, signal)
    const choose = (plan: ColumnPlan) => chooseKey(instance, sources.sides, plan, wanted, count, signal)
    return await decideRenames(instance, sources.sides, { ...columns, rename, wanted }, choose, signal)
  }
  const comparing = (from: number) => (share: number) => tell('Comparing rows', from + (100 - from) * share)
  // Columnar files are read again faster than they are copied; anything else would be parsed each time.
  const columnar = a.relation.page !== undefined && b.relation.page !== undefined
  if (columnar) {
    const decided = await decide('first', 0)
    const quick = await compareUniqueKeys(instance, sources, decided, signal, comparing(30))
    if (quick !== undefined) return quick
  }
  tell('Reading both versions', 0)
  await sources.hold(signal, (share) => tell('Reading both versions', share * 70))
  return await compareHeldRows(instance, sources, await decide('both', 70), signal, comparing(80))
}

/**
 * Compares straight from the files, with keys that are unique in `a` and believed to be so in `b`: then the join
 * cannot grow, and its result tells whether the belief was right. Undefined where it was wrong.
 */
async function compareUniqueKeys(
  instance: ComparisonInstance,
  { sides }: Sources,
  decided: Decided,
  signal: AbortSignal,
  onShare: ShareListener,
): Promise<Found | undefined> {
  const { key } = decided
  if (key.columns.length === 0 || key.facts.a.duplicates > 0) return undefined
  const alignment = alignmentOf(decided, false)
  await instance.run(tallySql(`(${alignmentSql(sides, alignment, false)})`, alignment), {
    signal,
    onShare,
  })
  const counts = await countTally(instance, alignment, key.facts.a.rows, signal)
  if (counts === undefined) return undefined
  const rows = counts.rows.b
  const facts = { ...key.facts, b: { rows, distinct: rows, duplicates: 0, nulls: counts.nullsOfB } }
  return { ...decided, key: { ...key, facts }, alignment, joined: false, counts }
}

async function compareHeldRows(
  instance: ComparisonInstance,
  { sides }: Sources,
  decided: Decided,
  signal: AbortSignal,
  onShare: ShareListener,
): Promise<Found> {
  const { key } = decided
  const repeated = key.columns.length > 0 && !isUnique(key.facts)
  const alignment = alignmentOf(decided, repeated)
  if (repeated) await instance.run(repeatedKeysSql(sides, key.columns), { signal })
  await instance.run(joinedSql(sides, alignment), { signal, onShare })
  const counts = await countRows(instance, 'joined', alignment, signal)
  return { ...decided, alignment, joined: true, counts }
}

function alignmentOf({ plan, key }: Pick<Found, 'plan' | 'key'>, repeated: boolean): AlignmentPlan {
  return { key: key.columns, values: plan.common.filter((column) => !key.columns.includes(column)), repeated }
}
