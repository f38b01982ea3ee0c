import type { DiscoveredTable } from '../../../shared/model/discovery.ts'
import type { ColumnProfile } from '../../../shared/model/profile.ts'
import { offeredTypes } from '../../../shared/model/reading-words.ts'
import type { Column } from '../../../shared/model/table.ts'
import { valueKind } from '../../../shared/model/value.ts'
import { ShareBar } from '../../components/charts.tsx'
import { Choice, Field } from '../../components/field.tsx'
import { count, counted, share } from '../../components/figures.ts'
import { SchemaTree } from '../../components/schema-tree.tsx'
import { SidePanel } from '../../components/side-panel.tsx'
import { ErrorPanel, KeyValues, Skeleton } from '../../components/states.tsx'
import { DistributionBars, MostFrequent, ProfileFacts } from '../../workbench/result/profile-figures.tsx'
import type { ImportFigures } from './use-figures.ts'

/** Types a column can be read as; the one it has is always among them. */
export function columnTypes(current: string): readonly { readonly value: string; readonly title: string }[] {
  const all = offeredTypes.includes(current) ? offeredTypes : [current, ...offeredTypes]
  return all.map((type) => ({ value: type, title: type === 'VARCHAR' ? 'TEXT' : type }))
}

/** Values listed under a field: the list of columns should stay in sight. */
const frequentShown = 5

/** What the engine says of a field, and over which rows where that differs from what is said above. */
function FieldFigures({
  profile,
  rows,
  figures,
  name,
}: {
  profile: ColumnProfile | undefined
  rows: number
  figures: ImportFigures
  name: string
}) {
  const { stale, error, reload } = figures
  if (error !== undefined) return <ErrorPanel error={error} onRetry={reload} />
  if (profile === undefined) return stale ? <Skeleton lines={6} label={`Loading figures of ${name}`} /> : null
  const { covers } = profile
  const kind = valueKind(profile.type)
  return (
    <div className="field-panel-figures" data-stale={stale ? '' : undefined}>
      {(!covers.all || covers.rows !== rows) && (
        <p className="secondary small">
          figures of {covers.all ? 'all' : 'the first'} {counted(covers.rows, 'row')}
        </p>
      )}
      <ProfileFacts profile={profile} kind={kind} />
      <MostFrequent
        profile={{ ...profile, mostFrequent: profile.mostFrequent.slice(0, frequentShown) }}
        kind={kind}
      />
    </div>
  )
}

/** One discovered column: its type, which can be changed, and what does not fit it. */
export function FieldPanel({
  column,
  table,
  figures,
  busy,
  onColumn,
  onType,
}: {
  column: Column
  table: DiscoveredTable
  figures: ImportFigures
  busy: boolean
  onColumn: (column: string) => void
  onType: (type: string) => void
}) {
  const conflict = table.conflicts.find((one) => one.column === column.name)
  const fixed = table.options.kind === 'parquet' || table.options.kind === 'arrow'
  const missing = Math.max(0, table.rows - column.present)
  const kind = valueKind(column.type)
  const known = figures.profiles.get(column.name)
  // Figures of another type are of how the column was read before.
  const profile = known?.type === column.type ? known : undefined
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
      {profile !== undefined && <DistributionBars profile={profile} kind={kind} />}
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
      <FieldFigures profile={profile} rows={table.rows} figures={figures} name={column.name} />
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
          profiles={figures.profiles}
          onChoose={({ name }) => onColumn(name)}
        />
      </div>
    </SidePanel>
  )
}
