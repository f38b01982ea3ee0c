import type { Comparison, RowDifferenceKind } from '../../../shared/model/difference.ts'

/** Which rows the grids show. */
export interface ShownRows {
  readonly kinds: ReadonlySet<RowDifferenceKind>
  /** Only rows in which this column changed. */
  readonly column?: string
  /** Rows whose key is repeated or missing, and no others. */
  readonly badKeys: boolean
}

export const allKinds: readonly RowDifferenceKind[] = ['added', 'removed', 'changed', 'same']

/** Where so many more rows are the same than differ, a first look at them would show no difference at all. */
const manyTimes = 20

/** What is shown at first: everything, unless the differences would drown. */
export function firstShown({ rows }: Comparison): ShownRows {
  const differing = rows.added + rows.removed + rows.changed
  const drown = differing > 0 && rows.same > differing * manyTimes
  return { kinds: new Set(drown ? allKinds.filter((kind) => kind !== 'same') : allKinds), badKeys: false }
}

/** Shows or hides a kind; with none left, all come back. */
export function toggled(shown: ShownRows, kind: RowDifferenceKind): ShownRows {
  const kinds = new Set(shown.kinds)
  if (!kinds.delete(kind)) kinds.add(kind)
  return { ...shown, kinds: kinds.size === 0 ? new Set(allKinds) : kinds, badKeys: false }
}

/** The filter as the engine takes it. */
export function engineFilter({ kinds, column }: ShownRows): { kinds?: RowDifferenceKind[]; column?: string } {
  return {
    ...(kinds.size === allKinds.length ? {} : { kinds: [...kinds].sort() }),
    ...(column === undefined ? {} : { column }),
  }
}
