import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { ResultColumn } from '../../../shared/model/value.ts'
import { styleNonce } from '../../client/host.ts'
import { Button } from '../../components/button.tsx'
import { counted } from '../../components/figures.ts'
import { ColumnChooser } from '../../components/result-grid/column-chooser.tsx'
import type { CellSubject } from '../../components/result-grid/grid-source.ts'
import { type GridHandle, ResultGrid } from '../../components/result-grid/result-grid.tsx'
import { Banner, ErrorPanel } from '../../components/states.tsx'
import { speak } from '../../components/toast/announcements.ts'
import { Badge } from '../../components/badge.tsx'
import { ChartPanel } from './chart-panel.tsx'
import { ExportDialog } from './export-dialog.tsx'
import { FilterChips } from './filter-chips.tsx'
import { GoToRow } from './go-to-row.tsx'
import type { GridPlace } from '../../components/result-grid/grid-place.ts'
import { useKept, usePlace } from '../places.tsx'
import { useLiveResult } from './result-events.ts'
import { resultLine, spokenResult } from './result-words.ts'
import type { ViewedResult } from './use-viewed-result.ts'
import './result-view.css'

/** A result with its line of facts, its filters and its grid. */
export function ResultView({
  title,
  name,
  part,
  result,
  actions,
  onInspectColumn,
  onFocusColumn,
  onInspectCell,
  onRunAgain,
}: {
  /** In front of the line of facts: a name, or tabs of several results. */
  title: ReactNode
  /** Names the grid, and files that it is exported to. */
  name: string
  /** Names the place where it is kept how people look at it. */
  part: string
  result: ViewedResult
  /** Buttons of other features. */
  actions?: ReactNode
  onInspectColumn?: (column: ResultColumn) => void
  onFocusColumn?: (column: ResultColumn) => void
  onInspectCell?: (cell: CellSubject) => void
  onRunAgain?: (() => void) | undefined
}) {
  const { base, live, source, view, setView, where, setWhere, changing, error } = result
  const baseLive = useLiveResult(base)
  const grid = useRef<GridHandle>(null)
  const place = usePlace<GridPlace>(`${part}.grid`)
  const [hiddenNames, setHiddenNames] = useKept<readonly string[]>(`${part}.hidden`, [])
  const hidden = useMemo(() => new Set(hiddenNames), [hiddenNames])
  const setHidden = useCallback((next: ReadonlySet<string>) => setHiddenNames([...next]), [setHiddenNames])
  const [exporting, setExporting] = useState(false)
  const [charting, setCharting] = useState(false)
  const line = resultLine(live, baseLive)
  const spoken = changing || live.state !== 'ready' ? undefined : `${name}: ${spokenResult(live, baseLive)}`
  const { resultId } = live.open
  useEffect(() => {
    if (spoken !== undefined) speak(spoken)
  }, [resultId, spoken])
  return (
    <div className="column fill">
      <div className="toolbar">
        {title}
        <span
          className="toolbar-facts secondary small ellipsis"
          role="status"
          // The window's live region says it, once it is whole.
          aria-live="off"
          aria-label={`Facts of ${name}`}
          title={line}
        >
          {changing ? 'sorting and filtering…' : line}
        </span>
        {base.warnings.map((warning) => (
          <Badge key={warning} tone="changed" title={warning}>
            ! {warning}
          </Badge>
        ))}
        <div className="toolbar-end">
          <GoToRow rows={live.rows} onGo={(row) => grid.current?.goToRow(row)} />
          <ColumnChooser columns={source.columns} hidden={hidden} onHidden={setHidden} />
          <Button look="ghost" aria-pressed={charting} onClick={() => setCharting((before) => !before)}>
            Chart
          </Button>
          <Button look="ghost" onClick={() => setExporting(true)}>
            Export…
          </Button>
          {actions}
        </div>
      </div>
      <FilterChips view={view} onView={setView} where={where} onWhere={setWhere} />
      {(live.state === 'failed' || live.state === 'lost') && (
        <Banner>
          <span>
            {live.problem ??
              (live.state === 'lost'
                ? 'The rest of this result was lost with its worker.'
                : 'The query did not finish.')}{' '}
            Only the first {counted(source.firstPage.length, 'row')} came.
          </span>
          {onRunAgain !== undefined && <Button onClick={onRunAgain}>Run again</Button>}
        </Banner>
      )}
      {error !== undefined && <ErrorPanel error={error} />}
      {charting && <ChartPanel live={live} onClose={() => setCharting(false)} />}
      <ResultGrid
        ref={grid}
        label={name}
        source={source}
        view={view}
        onView={setView}
        hidden={hidden}
        onHidden={setHidden}
        onInspectColumn={onInspectColumn}
        onFocusColumn={onFocusColumn}
        onInspectCell={onInspectCell}
        styleNonce={styleNonce()}
        place={place.seen}
        onPlace={place.keep}
      />
      {exporting && (
        <ExportDialog
          name={name}
          open={live.open}
          rows={live.rows}
          shown={source.columns.filter((column) => !hidden.has(column.name)).map((column) => column.name)}
          onClose={() => setExporting(false)}
        />
      )}
    </div>
  )
}
