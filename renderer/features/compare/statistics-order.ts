import type { ColumnDifference } from '../../../shared/model/difference.ts'

export type StatisticsOrder = 'table' | 'changed' | 'drift' | 'name'

/** Columns in the order that was asked for; equal ones keep the order of the table. */
export function orderedColumns(
  columns: readonly ColumnDifference[],
  order: StatisticsOrder,
): readonly ColumnDifference[] {
  const sorted = [...columns]
  switch (order) {
    case 'table':
      return sorted
    case 'changed':
      return sorted.sort((one, other) => other.changed - one.changed)
    case 'drift':
      return sorted.sort((one, other) => (other.drift ?? -1) - (one.drift ?? -1))
    case 'name':
      return sorted.sort((one, other) => one.name.localeCompare(other.name))
    default:
      return order satisfies never
  }
}
