import type { Column } from '../../../shared/model/table.ts'

/** Types that hold what fits no single one. */
export function isMixed({ type }: Pick<Column, 'type'>): boolean {
  return /^(UNION|VARIANT|JSON)/.test(type)
}
