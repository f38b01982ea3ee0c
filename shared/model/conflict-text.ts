import type { TypeConflict } from './table.ts'

/** One sentence for people: `price is VARCHAR, because its values are not of one type: DOUBLE ("2.5"), VARCHAR ("n/a")`. */
export function conflictText({ column, types, resolved }: TypeConflict): string {
  const found = types.map(({ type, example }) =>
    example === '' ? type : `${type} (${JSON.stringify(example.slice(0, 60))})`,
  )
  return `${column} is ${resolved}, because its values are not of one type: ${found.join(', ')}`
}
