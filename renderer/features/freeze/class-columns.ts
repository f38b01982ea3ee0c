import type { SplitFacts } from '../../../shared/model/receipt.ts'
import type { Value } from '../../../shared/model/value.ts'

/** A class with its rows in each split, in the order of the splits. */
export interface ClassColumn {
  readonly key: string
  readonly value: Value
  readonly rows: readonly number[]
}

/** The classes of all splits, most frequent first. */
export function classColumns(splits: readonly SplitFacts[]): readonly ClassColumn[] {
  const classes = new Map<string, ClassColumn>()
  for (const [position, split] of splits.entries())
    for (const { value, rows } of split.classes) {
      const key = JSON.stringify(value)
      const before = classes.get(key)?.rows ?? splits.map(() => 0)
      classes.set(key, { key, value, rows: before.map((was, at) => (at === position ? was + rows : was)) })
    }
  const all = ({ rows }: ClassColumn) => rows.reduce((sum, one) => sum + one, 0)
  return [...classes.values()].sort((a, b) => all(b) - all(a))
}

/** A class as a heading. */
export function className(value: Value): string {
  if (value === null) return 'NULL'
  if (value === '') return 'empty text'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
