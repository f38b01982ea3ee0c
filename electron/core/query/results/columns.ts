import type { ResultColumn } from '../../../../shared/model/value.ts'

/** A column of a result: its name as people see it, and as SQL over the result addresses it. */
export interface TableColumn extends ResultColumn {
  /** Unique also where capitals do not count, as in the engine. */
  readonly inTable: string
}

/** Repeated names get `:1`, `:2`, in the order of the columns; names that are there already stay theirs. */
export function tableColumns(columns: readonly ResultColumn[]): TableColumn[] {
  const shown = numbered(
    columns.map((column) => column.name),
    (name) => name,
  )
  const inTable = numbered(shown, (name) => name.toLowerCase())
  return columns.map((column, index) => ({
    ...column,
    name: shown[index] ?? column.name,
    inTable: inTable[index] ?? column.name,
  }))
}

export function shownColumns(columns: readonly TableColumn[]): ResultColumn[] {
  return columns.map(({ name, type, kind }) => ({ name, type, kind }))
}

function numbered(names: readonly string[], keyOf: (name: string) => string): string[] {
  const written = new Set(names.map(keyOf))
  const taken = new Set<string>()
  return names.map((name) => {
    let free = name
    for (let count = 1; taken.has(keyOf(free)) || (free !== name && written.has(keyOf(free))); count += 1)
      free = `${name}:${count}`
    taken.add(keyOf(free))
    return free
  })
}
