import type { OpenComparison } from '../../../shared/contract/compare.ts'
import type { RowDifferenceKind } from '../../../shared/model/difference.ts'
import { count, counted, duration } from '../../components/figures.ts'
import { Segmented } from '../../components/segmented.tsx'
import { allKinds, type ShownRows } from './row-filter.ts'

export type CompareView = 'schema' | 'statistics' | 'rows'

const signs: Readonly<Record<RowDifferenceKind, string>> = {
  added: '+',
  removed: '−',
  changed: '±',
  same: '=',
}

/** What changed, in figures. Each figure of rows shows or hides its rows. */
export function CountStrip({
  comparison,
  shown,
  view,
  onToggle,
  onView,
}: {
  comparison: OpenComparison
  shown: ShownRows
  view: CompareView
  onToggle: (kind: RowDifferenceKind) => void
  onView: (view: CompareView) => void
}) {
  const { rows, equal, elapsedMs, cells } = comparison
  const columns = schemaWords(comparison)
  const note = [
    duration(elapsedMs),
    ...(equal
      ? ['the same content, nothing had to be read']
      : [
          ...(cells.changed === 0 ? [] : [counted(cells.changed, 'changed cell')]),
          'all rows of both versions',
        ]),
  ].join(' · ')
  return (
    <div className="compare-strip">
      <div className="compare-chips" role="group" aria-label="Rows that are shown">
        {allKinds.map((kind) => (
          <button
            key={kind}
            type="button"
            className="compare-chip"
            data-kind={kind}
            data-none={rows[kind] === 0 ? '' : undefined}
            aria-pressed={shown.kinds.has(kind)}
            title={`${shown.kinds.has(kind) ? 'Hide' : 'Show'} rows that are ${kind}`}
            onClick={() => onToggle(kind)}
          >
            {signs[kind]} {count(rows[kind])} {kind}
          </button>
        ))}
        {columns !== undefined && (
          <button type="button" className="compare-chip" data-kind="columns" onClick={() => onView('schema')}>
            {columns}
          </button>
        )}
      </div>
      <span className="secondary small ellipsis compare-note" title={note}>
        {note}
      </span>
      <Segmented
        label="View"
        value={view}
        onChoose={onView}
        options={[
          { value: 'schema', title: 'Schema' },
          { value: 'statistics', title: 'Statistics' },
          { value: 'rows', title: 'Rows' },
        ]}
      />
    </div>
  )
}

/** `columns + 5, 1 retyped`; undefined where the schema is the same. */
function schemaWords({ schema }: OpenComparison): string | undefined {
  const applied = schema.renamed.filter((rename) => rename.applied).length
  const proposed = schema.renamed.length - applied
  const parts = [
    ...(schema.added.length === 0 ? [] : [`+ ${schema.added.length}`]),
    ...(schema.removed.length === 0 ? [] : [`− ${schema.removed.length}`]),
    ...(applied === 0 ? [] : [`${applied} renamed`]),
    ...(schema.retyped.length === 0 ? [] : [`${schema.retyped.length} retyped`]),
    ...(proposed === 0 ? [] : [`${proposed} renamed?`]),
  ]
  const all = schema.added.length + schema.removed.length + applied + schema.retyped.length
  return parts.length === 0 ? undefined : `${all === 1 ? 'column' : 'columns'} ${parts.join(', ')}`
}
