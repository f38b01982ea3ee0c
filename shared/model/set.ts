import type { DatasetKind } from './kind.ts'

/** A snapshot that a set holds. */
export interface SetMember {
  readonly dataset: string
  readonly kind: DatasetKind
  readonly version: number
  readonly id: string
  /** As it was asked for when the set was made: `labels@prod`. */
  readonly named: string
  readonly rows: number
  readonly bytes: number
  readonly files: number
  /** Names of its tables inside the set: `events`, or of several `events/clicks`. */
  readonly tables: readonly string[]
  /** Set when its snapshot cannot be read any more: why. The set itself still holds its files. */
  readonly problem?: string
}

/** What became of one member from one version of a set to another; it is in at least one of them. */
export interface MemberDifference {
  readonly dataset: string
  readonly change: 'added' | 'removed' | 'changed' | 'same'
  readonly a?: SetMember
  readonly b?: SetMember
}

/** The members of two versions of a set side by side, by name. A member is the same when it is the same snapshot. */
export function memberDifferences(
  a: readonly SetMember[],
  b: readonly SetMember[],
): readonly MemberDifference[] {
  const names = [...new Set([...a, ...b].map(({ dataset }) => dataset))].toSorted()
  return names.map((dataset) => {
    const before = a.find((member) => member.dataset === dataset)
    const after = b.find((member) => member.dataset === dataset)
    if (before === undefined || after === undefined) {
      return after === undefined
        ? { dataset, change: 'removed', ...(before === undefined ? {} : { a: before }) }
        : { dataset, change: 'added', b: after }
    }
    return { dataset, change: before.id === after.id ? 'same' : 'changed', a: before, b: after }
  })
}
