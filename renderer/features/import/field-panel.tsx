import type { DiscoveredTable } from '../../../shared/model/discovery.ts'
import type { Column } from '../../../shared/model/table.ts'
import { ShareBar } from '../../components/charts.tsx'
import { Choice, Field } from '../../components/field.tsx'
import { count, counted, share } from '../../components/figures.ts'
import { SchemaTree } from '../../components/schema-tree.tsx'
import { SidePanel } from '../../components/side-panel.tsx'
import { KeyValues } from '../../components/states.tsx'

const types = [
  'VARCHAR',
  'BIGINT',
  'INTEGER',
  'DOUBLE',
  'DECIMAL(18,3)',
  'BOOLEAN',
  'DATE',
  'TIME',
  'TIMESTAMP',
  'TIMESTAMP WITH TIME ZONE',
  'JSON',
]

/** Types a column can be read as; the one it has is always among them. */
export function columnTypes(current: string): readonly { readonly value: string; readonly title: string }[] {
  const all = types.includes(current) ? types : [current, ...types]
  return all.map((type) => ({ value: type, title: type === 'VARCHAR' ? 'TEXT' : type }))
}

/** One discovered column: its type, which can be changed, and what does not fit it. */
export function FieldPanel({
  column,
  table,
  busy,
  onColumn,
  onType,
}: {
  column: Column
  table: DiscoveredTable
  busy: boolean
  onColumn: (column: string) => void
  onType: (type: string) => void
}) {
  const conflict = table.conflicts.find((one) => one.column === column.name)
  const fixed = table.options.kind === 'parquet' || table.options.kind === 'arrow'
  const missing = Math.max(0, table.rows - column.present)
  return (
    <SidePanel
      title={column.name}
      note={
        table.covers === 'all'
          ? `all ${counted(table.rows, 'row')}`
          : `sample of ${counted(table.rows, 'row')}`
      }
    >
      <div className="field-panel-type">
        <Field label="type">
          {(ids) => (
            <Choice
              {...ids}
              disabled={fixed || busy}
              value={column.type}
              onChoose={onType}
              options={columnTypes(column.type)}
            />
          )}
        </Field>
      </div>
      <ShareBar
        parts={[{ title: 'with a value', rows: column.present }]}
        missing={missing}
        all={table.rows}
      />
      <p className="secondary small field-panel-share">
        {missing === 0
          ? 'none missing'
          : `${share(column.present, table.rows)} with a value · ${share(missing, table.rows)} missing (${count(missing)})`}
      </p>
      {conflict !== undefined && (
        <>
          <h3>Types in the files</h3>
          <KeyValues
            facts={conflict.types.map(
              ({ type, files, example }) =>
                [type, `${counted(files, 'file')}, for example ${example}`] as const,
            )}
          />
          <p className="small field-panel-conflict">± read as {conflict.resolved}, which holds them all</p>
        </>
      )}
      <h3>Columns</h3>
      <div className="field-panel-columns">
        <SchemaTree
          label={`Columns of ${table.name}`}
          columns={table.columns}
          rows={table.rows}
          chosen={column.name}
          onChoose={({ name }) => onColumn(name)}
        />
      </div>
    </SidePanel>
  )
}
