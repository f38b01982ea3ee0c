import type { SchemaTable } from '../../../shared/contract/store.ts'

export interface SchemaChange {
  readonly sign: '+' | '−' | '±'
  readonly text: string
}

/** What columns a version has more, fewer, or of another type than the one before, over all its tables. */
export function schemaChanges(before: readonly SchemaTable[], after: readonly SchemaTable[]): SchemaChange[] {
  const several = before.length > 1 || after.length > 1
  const fields = (tables: readonly SchemaTable[]) =>
    new Map(
      tables.flatMap((table) =>
        table.columns.map(
          (column) => [several ? `${table.name}.${column.name}` : column.name, column.type] as const,
        ),
      ),
    )
  const old = fields(before)
  const now = fields(after)
  return [
    ...[...now].flatMap(([name, type]): SchemaChange[] => {
      const was = old.get(name)
      if (was === undefined) return [{ sign: '+', text: `${name} ${type}` }]
      return was === type ? [] : [{ sign: '±', text: `${name} ${was} → ${type}` }]
    }),
    ...[...old.keys()]
      .filter((name) => !now.has(name))
      .map((name): SchemaChange => ({ sign: '−', text: name })),
  ]
}
