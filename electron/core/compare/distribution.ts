import type { ComparedBar } from '../../../shared/model/difference.ts'
import { isNumeric, type Value, valueKind } from '../../../shared/model/value.ts'
import { columnSql, type SideColumn } from './column-plan.ts'
import { type ComparablePair, comparablePair, textForm } from './comparable.ts'
import { columnsAtOnce, type Figures, isMoment, plainNumber } from './figures.ts'
import type { ComparisonInstance } from './instance.ts'
import { equalRanges, type Ranges } from './ranges.ts'
import type { Sides } from './sources.ts'

/** A column on one or both sides, with its figures. */
export interface Distributed {
  readonly a: SideColumn | undefined
  readonly b: SideColumn | undefined
  /** Both sides hold the same values in it. */
  readonly same: boolean
  readonly figures: { readonly a: Figures | undefined; readonly b: Figures | undefined }
}

export const mostBars = 20
/** Texts with more distinct values than this are counted by their length: single values would tell nothing. */
const mostNamedValues = 1000

/**
 * Counts the values of both sides in the same bars: ranges of equal width for numbers and times, single values
 * where there are few, else the most frequent ones and the rest. Missing values are in none of them.
 */
export async function distributions(
  instance: ComparisonInstance,
  sides: Sides,
  columns: readonly Distributed[],
  signal: AbortSignal,
): Promise<ComparedBar[][]> {
  const cuts = columns.map(rangesOf)
  const counts = {
    a: await countRanges(
      instance,
      sides.a,
      columns.map(({ a }) => a),
      cuts,
      signal,
    ),
    b: await countRanges(
      instance,
      sides.b,
      columns.map(({ b, same }) => (same ? undefined : b)),
      cuts,
      signal,
    ),
  }
  const result: ComparedBar[][] = []
  for (const [index, column] of columns.entries()) {
    const labels = cuts[index]?.labels
    if (labels === undefined) {
      result.push(areValuesNamed(column) ? await valueBars(instance, sides, column, signal) : [])
      continue
    }
    const a = counts.a[index]
    const b = column.same ? a : counts.b[index]
    result.push(labels.map((label, bar) => ({ label, a: a?.[bar] ?? 0, b: b?.[bar] ?? 0 })))
  }
  return result
}

/** The ranges of a column; undefined where its values are counted one by one, or not at all. */
function rangesOf({ a, b, figures }: Distributed): Ranges | undefined {
  const types = [a, b].flatMap((column) => (column === undefined ? [] : [column.type]))
  const ranges = [figures.a?.range, figures.b?.range].filter((range) => range !== undefined)
  if (ranges.length === 0) return undefined
  const distinct = Math.max(figures.a?.statistics.distinct ?? 0, figures.b?.statistics.distinct ?? 0)
  const [low, high] = [
    Math.min(...ranges.map((range) => range.low)),
    Math.max(...ranges.map((range) => range.high)),
  ]
  if (types.every(isMoment))
    return distinct > mostBars ? equalRanges(low, high, 'moment', mostBars) : undefined
  if (types.every(isNumeric)) {
    const whole = types.every((type) => valueKind(type) === 'integer')
    return distinct > mostBars ? equalRanges(low, high, whole ? 'whole' : 'fraction', mostBars) : undefined
  }
  const texts = types.every((type) => valueKind(type) === 'text')
  return texts && distinct > mostNamedValues ? equalRanges(low, high, 'length', mostBars) : undefined
}

function areValuesNamed({ a, b, figures }: Distributed): boolean {
  const named = [a, b].every((column) => {
    const kind = column === undefined ? 'text' : valueKind(column.type)
    return kind !== 'nested' && kind !== 'blob'
  })
  const distinct = Math.max(figures.a?.statistics.distinct ?? 0, figures.b?.statistics.distinct ?? 0)
  return named && distinct <= mostNamedValues
}

/** For each column with ranges, how many values of one side lie in each. */
async function countRanges(
  instance: ComparisonInstance,
  from: string,
  columns: readonly (SideColumn | undefined)[],
  cuts: readonly (Ranges | undefined)[],
  signal: AbortSignal,
): Promise<(readonly number[] | undefined)[]> {
  const counts: (readonly number[] | undefined)[] = columns.map(() => undefined)
  const cut = columns.flatMap((column, index) => {
    const edges = cuts[index]?.edges
    const plain = column === undefined ? undefined : plainNumber(column)
    if (edges === undefined || plain === undefined) return []
    const bounds = `CAST([${edges.map((edge) => `'${edge}'`).join(', ')}] AS DOUBLE[])`
    return [{ index, sql: `map_values(histogram(${plain}, ${bounds}))` }]
  })
  for (let first = 0; first < cut.length; first += columnsAtOnce) {
    const some = cut.slice(first, first + columnsAtOnce)
    const [row = []] = await instance.rows(`SELECT ${some.map(({ sql }) => sql).join(', ')} FROM ${from}`, {
      signal,
    })
    for (const [place, { index }] of some.entries()) counts[index] = numbers(row[place] ?? null)
  }
  return counts
}

function numbers(list: Value): readonly number[] | undefined {
  return Array.isArray(list) ? list.map(Number) : undefined
}

async function valueBars(
  instance: ComparisonInstance,
  sides: Sides,
  { a, b, same }: Distributed,
  signal: AbortSignal,
): Promise<ComparedBar[]> {
  const pair = pairOf(a, b)
  const count = async (
    from: string,
    column: SideColumn | undefined,
    form: ComparablePair['a'],
  ): Promise<(readonly [label: string, rows: number])[]> => {
    if (column === undefined) return []
    const rows = await instance.rows(
      `SELECT left(v, 200) AS label, sum(n) FROM (
         SELECT CAST(${form(columnSql(column))} AS VARCHAR) AS v, count(*) AS n FROM ${from} GROUP BY v)
       WHERE v IS NOT NULL GROUP BY label`,
      { signal },
    )
    return rows.map(([label, n]) => [typeof label === 'string' ? label : '', Number(n)])
  }
  const bars = new Map<string, ComparedBar>()
  for (const [label, rows] of await count(sides.a, a, pair.a)) bars.set(label, { label, a: rows, b: 0 })
  const ofB = same ? undefined : await count(sides.b, b, pair.b)
  for (const [label, rows] of ofB ?? [...bars.values()].map((each) => [each.label, each.a] as const))
    bars.set(label, { label, a: bars.get(label)?.a ?? 0, b: rows })
  const ranked = [...bars.values()].sort(
    (one, other) => other.a + other.b - one.a - one.b || (one.label < other.label ? -1 : 1),
  )
  if (ranked.length <= mostBars) return [a?.type, b?.type].every(isOrdered) ? ranked.sort(byValue) : ranked
  const named = ranked.slice(0, mostBars - 1)
  const rest = ranked.slice(mostBars - 1)
  return [
    ...named,
    { label: `${rest.length} other values`, a: sum(rest, 'a'), b: sum(rest, 'b'), rest: true },
  ]
}

function pairOf(a: SideColumn | undefined, b: SideColumn | undefined): ComparablePair {
  if (a !== undefined && b !== undefined) return comparablePair(a.type, b.type)
  const form = textForm((a ?? b)?.type ?? 'VARCHAR')
  return { a: form, b: form }
}

function isOrdered(type: string | undefined): boolean {
  return type === undefined || valueKind(type) !== 'text'
}

function byValue(one: ComparedBar, other: ComparedBar): number {
  const [left, right] = [Number(one.label), Number(other.label)]
  if (Number.isFinite(left) && Number.isFinite(right)) return left - right
  return one.label < other.label ? -1 : 1
}

function sum(bars: readonly ComparedBar[], side: 'a' | 'b'): number {
  return bars.reduce((total, each) => total + each[side], 0)
}

/**
 * Total variation distance between the two distributions over the bars and the missing values: half the sum of
 * the differences of the shares. Undefined where a side has no rows.
 */
export function driftOf(
  bars: readonly ComparedBar[],
  missing: { readonly a: number; readonly b: number },
): number | undefined {
  const all = [...bars, { label: '', ...missing }]
  const [a, b] = [sum(all, 'a'), sum(all, 'b')]
  if (a === 0 || b === 0) return undefined
  const distance = all.reduce((total, each) => total + Math.abs(each.a / a - each.b / b), 0) / 2
  return Math.round(distance * 10_000) / 10_000
}
