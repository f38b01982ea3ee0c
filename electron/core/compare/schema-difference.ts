import type { ComparedColumn, Comparison, ShownColumn } from '../../../shared/model/difference.ts'
import { valueKind } from '../../../shared/model/value.ts'
import type { AlignmentPlan } from './alignment.ts'
import type { ColumnPlan, CommonColumn, SideColumn } from './column-plan.ts'

type SchemaDifference = Comparison['schema']

/** Columns that came, went, or have another type. Applied renames are common columns. */
export function schemaDifference(plan: ColumnPlan, renamed: SchemaDifference['renamed']): SchemaDifference {
  const plain = ({ name, type }: SideColumn): ComparedColumn => ({ name, type })
  return {
    added: plan.onlyB.map(plain),
    removed: plan.onlyA.map(plain),
    retyped: plan.common
      .filter(({ a, b }) => a.type !== b.type)
      .map(({ name, a, b }) => ({ name, from: a.type, to: b.type })),
    renamed,
  }
}

/** A column of the two grids, and where it comes from. */
export interface GridColumn {
  readonly shown: ShownColumn
  readonly a: SideColumn | undefined
  readonly b: SideColumn | undefined
  /** Its place among the values of the alignment; undefined for keys and columns of one side. */
  readonly value: number | undefined
}

/**
 * The columns of the two grids: those of `b` in their order; a column that only `a` has stands behind the one
 * it followed there.
 */
export function gridColumns(
  plan: ColumnPlan,
  sides: { readonly a: readonly SideColumn[]; readonly b: readonly SideColumn[] },
  alignment: AlignmentPlan,
): GridColumn[] {
  const places = new Map(plan.common.map((column) => [column.a, sides.b.indexOf(column.b)]))
  const goneAfter = new Map<number, SideColumn[]>()
  let before = -1
  for (const column of sides.a) {
    const place = places.get(column)
    if (place === undefined) goneAfter.set(before, [...(goneAfter.get(before) ?? []), column])
    else before = place
  }
  const gone = (place: number) => (goneAfter.get(place) ?? []).map((column) => ofOneSide(column, 'a'))
  const common = new Map(plan.common.map((column) => [column.b, column]))
  const ofB = sides.b.flatMap((column, place) => {
    const both = common.get(column)
    return [both === undefined ? ofOneSide(column, 'b') : ofBothSides(both, alignment), ...gone(place)]
  })
  return [...gone(-1), ...ofB]
}

function ofOneSide(column: SideColumn, side: 'a' | 'b'): GridColumn {
  const { name, type } = column
  return {
    shown: { name, type, kind: valueKind(type), side, key: false },
    a: side === 'a' ? column : undefined,
    b: side === 'b' ? column : undefined,
    value: undefined,
  }
}

function ofBothSides(column: CommonColumn, { key, values }: AlignmentPlan): GridColumn {
  const { name, a, b } = column
  const value = values.indexOf(column)
  return {
    shown: {
      name,
      type: b.type,
      kind: valueKind(b.type),
      side: 'both',
      key: key.includes(column),
      ...(a.name === name ? {} : { from: a.name }),
      ...(a.type === b.type ? {} : { typeA: a.type }),
    },
    a,
    b,
    value: value < 0 ? undefined : value,
  }
}
