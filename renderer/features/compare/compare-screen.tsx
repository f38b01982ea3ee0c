import { useMemo, useState } from 'react'
import type { RowDifferenceKind } from '../../../shared/model/difference.ts'
import { Button } from '../../components/button.tsx'
import { EmptyState, ErrorPanel, ProgressBar, Skeleton } from '../../components/states.tsx'
import type { TabProps } from '../../workbench/feature.ts'
import { comparisonTitle, openQuery } from '../../workbench/open.ts'
import { changeTab } from '../../workbench/tabs.ts'
import { useKept } from '../../workbench/places.tsx'
import { CompareHead } from './compare-head.tsx'
import { comparisonSql } from './compare-sql.ts'
import { type CompareView, CountStrip } from './count-strip.tsx'
import { ExportDifferenceDialog } from './export-dialog.tsx'
import { type CompareRequest, swapped } from './request.ts'
import { firstShown, type ShownRows, toggled } from './row-filter.ts'
import { RowsView } from './rows-view.tsx'
import { SetComparison, useAreSets } from './set-comparison.tsx'
import { SchemaView } from './schema-view.tsx'
import { StatisticsView } from './statistics-view.tsx'
import { useComparison } from './use-comparison.ts'
import { useTables } from './use-tables.ts'
import './compare.css'

/** What is shown of the rows of one comparison, as plain data. */
interface FilteredRows {
  readonly of: string
  readonly shown: Omit<ShownRows, 'kinds'> & { readonly kinds: readonly RowDifferenceKind[] }
}

/** Two versions side by side; of sets their members. */
export function CompareScreen(props: TabProps<'compare'>) {
  const { a, b } = props.tab.input
  const areSets = useAreSets(a, b)
  if (areSets === undefined) return <Skeleton lines={9} />
  return areSets ? <SetComparison {...props} /> : <RowsComparison {...props} />
}

/** Counts, schema, statistics, rows. */
function RowsComparison({ tab, active }: TabProps<'compare'>) {
  const request: CompareRequest = tab.input
  const { comparison, error, progress, loading, restart } = useComparison(request)
  const [view, setView] = useKept<CompareView>('view', 'rows')
  const [filtered, setFiltered] = useKept<FilteredRows | null>('filter', null)
  const [exporting, setExporting] = useState(false)
  const change = (next: CompareRequest) =>
    changeTab<'compare'>(tab.id, { input: next, title: comparisonTitle(next.a, next.b) })
  const tables = useTables(request, (sides) => change(sides))
  // Another comparison has other counts; what was hidden of the one before says nothing about it.
  const asked = JSON.stringify(request)
  const rowsShown = useMemo((): ShownRows | undefined => {
    if (comparison === undefined) return undefined
    if (filtered?.of !== asked) return firstShown(comparison)
    return { ...filtered.shown, kinds: new Set(filtered.shown.kinds) }
  }, [comparison, filtered, asked])
  const setShown = (shown: ShownRows) =>
    setFiltered({ of: asked, shown: { ...shown, kinds: [...shown.kinds] } })

  const withKey = (key: readonly string[] | undefined) => {
    const { key: _, ...others } = request
    change(key === undefined ? others : { ...others, key })
  }
  return (
    <div className="column fill compare-screen">
      <CompareHead
        references={request}
        sides={comparison}
        tables={tables}
        onChange={(side, reference) => change({ a: request.a, b: request.b, [side]: reference })}
        onSwap={() => change(swapped(request))}
        onQuery={
          comparison === undefined
            ? undefined
            : () => openQuery(comparisonSql(comparison), { title: comparisonTitle(request.a, request.b) })
        }
        onExport={comparison === undefined || comparison.equal ? undefined : () => setExporting(true)}
      />
      {error !== undefined && !tables.naming && (
        <ErrorPanel
          error={error}
          onRetry={restart}
          actions={
            request.key === undefined ? undefined : (
              <Button onClick={() => withKey(undefined)}>Compare with a proposed key</Button>
            )
          }
        />
      )}
      {loading && (comparison !== undefined || progress !== undefined) && (
        <div className="compare-progress" role="status">
          <ProgressBar label="Comparing" done={progress?.done ?? 0} total={progress?.total} />
          <span className="small secondary">{progress?.text ?? 'Comparing'}</span>
        </div>
      )}
      {comparison === undefined && loading && <Skeleton lines={9} label="Comparing the two versions" />}
      {comparison !== undefined && rowsShown !== undefined && (
        <>
          <CountStrip
            comparison={comparison}
            shown={rowsShown}
            view={view}
            onView={setView}
            onToggle={(kind) => {
              setShown(toggled(rowsShown, kind))
              setView('rows')
            }}
          />
          <div className="compare-views">
            <div className="compare-view" hidden={view !== 'rows'}>
              {comparison.rows.a + comparison.rows.b === 0 ? (
                <EmptyState title="Both versions are empty">
                  Neither has any row. Their schema can be compared.
                </EmptyState>
              ) : (
                <RowsView
                  comparison={comparison}
                  shown={rowsShown}
                  active={active && view === 'rows'}
                  onShown={setShown}
                  onKey={withKey}
                  onRestart={restart}
                />
              )}
            </div>
            {view === 'schema' && (
              <div className="compare-view">
                <SchemaView
                  comparison={comparison}
                  onRename={(rename) => {
                    const { rename: _, ...others } = request
                    change(rename.length === 0 ? others : { ...others, rename })
                  }}
                />
              </div>
            )}
            {view === 'statistics' && (
              <div className="compare-view">
                <StatisticsView
                  comparison={comparison}
                  onColumn={(column) => {
                    setShown({ ...rowsShown, column, badKeys: false })
                    setView('rows')
                  }}
                />
              </div>
            )}
          </div>
        </>
      )}
      {exporting && comparison !== undefined && (
        <ExportDifferenceDialog
          comparison={comparison}
          request={request}
          onClose={() => setExporting(false)}
        />
      )}
    </div>
  )
}
