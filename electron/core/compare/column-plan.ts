import { FirnError } from '../../../shared/contract/errors.ts'
import type { ComparedColumn } from '../../../shared/model/difference.ts'
import { type ComparablePair, comparablePair } from './comparable.ts'

/** A column of one side. Inside a comparison it is called by its position, so that no name can be in the way. */
export interface SideColumn extends ComparedColumn {
  readonly position: number
}

/** A column that both sides have, perhaps under two names. */
export interface CommonColumn {
  /** Its name in `b`. */
  readonly name: string
  readonly a: SideColumn
  readonly b: SideColumn
  readonly pair: ComparablePair
}

/** Which columns belong together. */
export interface ColumnPlan {
  /** In the order of `b`. */
  readonly common: readonly CommonColumn[]
  readonly onlyA: readonly SideColumn[]
  readonly onlyB: readonly SideColumn[]
}

export interface Rename {
  readonly from: string
  readonly to: string
}

/** The SQL name of a side's column: `c0`, `c1`, …; with an alias, `a.c0`. */
export function columnSql(column: SideColumn, alias?: string): string {
  return alias === undefined ? `c${column.position}` : `${alias}.c${column.position}`
}

export function sideColumns(columns: readonly ComparedColumn[]): SideColumn[] {
  return columns.map(({ name, type }, position) => ({ name, type, position }))
}

/**
 * Pairs columns by name, and by the given renames. Throws `invalid-input` for a rename whose names are not a
 * column of `a` alone and a column of `b` alone.
 */
export function planColumns(
  a: readonly SideColumn[],
  b: readonly SideColumn[],
  renames: readonly Rename[],
): ColumnPlan {
  const inA = new Map(a.map((column) => [column.name, column]))
  const inB = new Set(b.map(({ name }) => name))
  const source = new Map<string, SideColumn>()
  const renamed = new Set<string>()
  for (const { from, to } of renames) {
    const column = inA.get(from)
    if (column === undefined || inB.has(from))
      throw notAlone(
        from,
        'first',
        a.filter(({ name }) => !inB.has(name)),
      )
    if (!inB.has(to) || inA.has(to))
      throw notAlone(
        to,
        'second',
        b.filter(({ name }) => !inA.has(name)),
      )
    if (source.has(to) || renamed.has(from))
      throw new FirnError('invalid-input', `"${from}" to "${to}": a column can be renamed only once.`)
    source.set(to, column)
    renamed.add(from)
  }
  for (const [name, column] of inA) if (inB.has(name)) source.set(name, column)
  const common = b.flatMap((column) => {
    const other = source.get(column.name)
    if (other === undefined) return []
    return [{ name: column.name, a: other, b: column, pair: comparablePair(other.type, column.type) }]
  })
  const paired = new Set(common.map((column) => column.a))
  return {
    common,
    onlyA: a.filter((column) => !paired.has(column)),
    onlyB: b.filter((column) => !source.has(column.name)),
  }
}

function notAlone(name: string, side: string, there: readonly SideColumn[]): FirnError {
  const names = there.map((column) => column.name).join(', ')
  return new FirnError('invalid-input', `"${name}" is not a column that only the ${side} version has.`, {
    hint: there.length === 0 ? `The ${side} version has none of its own.` : `It could be: ${names}.`,
  })
}
