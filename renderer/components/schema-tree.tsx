import type { ColumnProfile } from '../../shared/model/profile.ts'
import type { Column } from '../../shared/model/table.ts'
import { TinyBars } from './charts.tsx'
import { counted, share } from './figures.ts'
import { typeWords } from './type-words.ts'
import '../styles/schema-tree.css'

/** Columns of a table with type and missing share; a click chooses one. */
export function SchemaTree({
  columns,
  rows,
  chosen,
  onChoose,
  label,
  profiles,
}: {
  columns: readonly Column[]
  rows: number
  chosen?: string | undefined
  onChoose: (column: Column) => void
  label: string
  /** Distributions, for the columns that have been looked at. */
  profiles?: ReadonlyMap<string, ColumnProfile> | undefined
}) {
  return (
    <ul className="schema-tree" aria-label={label}>
      {columns.map((column) => {
        const bars = profiles?.get(column.name)?.bars ?? []
        return (
          <li key={column.name}>
            <button type="button" aria-pressed={column.name === chosen} onClick={() => onChoose(column)}>
              <span className="ellipsis">{column.name}</span>
              <small className="ellipsis" title={column.type}>
                {typeWords(column.type)}
              </small>
              <span className="schema-tree-end">
                {column.present < rows && (
                  <span className="muted" title={`${counted(rows - column.present, 'row')} without a value`}>
                    {share(rows - column.present, rows)} missing
                  </span>
                )}
                {bars.length > 0 && <TinyBars bars={bars} />}
              </span>
            </button>
          </li>
        )
      })}
    </ul>
  )
}
