import type { RowDifferenceKind } from '../../../../shared/model/difference.ts'

/** Column types of the model, as the engine writes them. */
export const modelTypes = ['INTEGER', 'BIGINT', 'DOUBLE', 'DECIMAL(6,2)', 'VARCHAR'] as const
export type ModelType = (typeof modelTypes)[number]
/** Half numbers and their texts; text columns hold any of them, numeric ones what reads as their type. */
export type ModelValue = string | null

export interface ModelTable {
  readonly types: readonly ModelType[]
  readonly rows: readonly (readonly ModelValue[])[]
}

/** A SELECT with the columns `c0`, `c1`, …. */
export function modelSql({ types, rows }: ModelTable): string {
  const names = types.map((_, index) => `c${index}`).join(', ')
  const cast = types.map((type, index) => `CAST(c${index} AS ${type}) AS c${index}`).join(', ')
  const none = `(${types.map(() => 'NULL').join(', ')})`
  const values = rows.map(
    (row) => `(${row.map((value) => (value === null ? 'NULL' : `'${value}'`)).join(', ')})`,
  )
  return `SELECT ${cast} FROM (VALUES ${[none, ...values].join(', ')}) AS t(${names}) OFFSET 1`
}

/** How a value is compared with one of another column: as a number, as its type, or as text. */
function comparable(type: ModelType, other: ModelType, value: ModelValue): string {
  if (value === null) return 'NULL'
  const numeric = type !== 'VARCHAR'
  if (numeric && other !== 'VARCHAR') return `number ${Number(value)}`
  if (!numeric) return `text ${value}`
  return `text ${type === 'DECIMAL(6,2)' ? Number(value).toFixed(2) : String(Number(value))}`
}

export interface ModelCounts {
  readonly kinds: Readonly<Record<RowDifferenceKind, number>>
  readonly cells: readonly number[]
  readonly duplicates: { readonly a: number; readonly b: number }
  readonly nulls: { readonly a: number; readonly b: number }
}

/** The differences of two small tables with the same column names, found without the engine. */
export function modelDifference(a: ModelTable, b: ModelTable, key: readonly number[]): ModelCounts {
  const columns = a.types.map((_, index) => index)
  const forms = (table: ModelTable, other: ModelTable) =>
    table.rows.map((row) =>
      row.map((value, index) =>
        comparable(table.types[index] ?? 'VARCHAR', other.types[index] ?? 'VARCHAR', value),
      ),
    )
  const [rowsA, rowsB] = [forms(a, b), forms(b, a)]
  const keyOf = (row: readonly string[]) => JSON.stringify(key.map((index) => row[index]))
  const grouped = (rows: readonly (readonly string[])[]) => {
    const groups = new Map<string, (readonly string[])[]>()
    for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row])
    return groups
  }
  const [byKeyA, byKeyB] = [grouped(rowsA), grouped(rowsB)]
  const kinds = { added: 0, removed: 0, changed: 0, same: 0 }
  const cells = columns.map(() => 0)
  for (const each of new Set([...byKeyA.keys(), ...byKeyB.keys()])) {
    const [inA, inB] = [byKeyA.get(each) ?? [], byKeyB.get(each) ?? []]
    const [rowA, rowB] = [inA[0], inB[0]]
    if (key.length > 0 && inA.length === 1 && inB.length === 1 && rowA !== undefined && rowB !== undefined) {
      const differing = columns.filter((index) => rowA[index] !== rowB[index])
      for (const index of differing) cells[index] = (cells[index] ?? 0) + 1
      kinds[differing.length === 0 ? 'same' : 'changed'] += 1
      continue
    }
    const left = inB.map((row) => JSON.stringify(row))
    let same = 0
    for (const row of inA) {
      const at = left.indexOf(JSON.stringify(row))
      if (at < 0) continue
      left.splice(at, 1)
      same += 1
    }
    kinds.same += same
    kinds.removed += inA.length - same
    kinds.added += inB.length - same
  }
  const repeated = (groups: Map<string, unknown[]>) =>
    key.length === 0
      ? 0
      : [...groups.values()].reduce((sum, rows) => sum + (rows.length > 1 ? rows.length : 0), 0)
  const missing = (rows: readonly (readonly string[])[]) =>
    rows.filter((row) => key.some((index) => row[index] === 'NULL')).length
  return {
    kinds,
    cells,
    duplicates: { a: repeated(byKeyA), b: repeated(byKeyB) },
    nulls: { a: missing(rowsA), b: missing(rowsB) },
  }
}
