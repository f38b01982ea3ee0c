import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import type { OpenComparison } from '../../../shared/contract/compare.ts'
import { useClient } from '../../client/client.tsx'
import { asFirnError } from '../../client/use-answer.ts'
import { Button } from '../../components/button.tsx'
import { Banner } from '../../components/states.tsx'
import { Split } from '../../components/split.tsx'
import { speak, toast } from '../../components/toast/announcements.ts'
import { useLatest } from '../../components/use-latest.ts'
import { useKept, usePlace } from '../../workbench/places.tsx'
import { CellPanel } from './cell-panel.tsx'
import { PairedGrid, type PairedGridHandle, type PairedGridPlace } from './grid/paired-grid.tsx'
import { createRowPages, type RowPages } from './grid/row-pages.ts'
import { engineFilter, type ShownRows } from './row-filter.ts'
import { RowsToolbar } from './rows-toolbar.tsx'

/** The rows of both versions side by side. */
export function RowsView({
  comparison,
  shown,
  active,
  onShown,
  onKey,
  onRestart,
}: {
  comparison: OpenComparison
  shown: ShownRows
  /** It is in front: single keys are meant for it. */
  active: boolean
  onShown: (shown: ShownRows) => void
  onKey: (key: readonly string[] | undefined) => void
  onRestart: () => void
}) {
  const client = useClient()
  const { comparisonId, columns } = comparison
  const grid = useRef<PairedGridHandle>(null)
  const [hideUnchanged, setHideUnchanged] = useKept('hide-unchanged', false)
  const [chosenWidths, setWidths] = useKept<{ readonly [name: string]: number }>('widths', {})
  const widths = useMemo(() => new Map(Object.entries(chosenWidths)), [chosenWidths])
  const filter = useMemo(() => engineFilter(shown), [shown])
  const { badKeys } = shown
  const pages = useMemo(
    () =>
      createRowPages((from, count) =>
        badKeys
          ? client.call('compare.badKeys', { comparisonId, from, count })
          : client.call('compare.rows', { comparisonId, ...filter, from, count }),
      ),
    [client, comparisonId, filter, badKeys],
  )
  useEffect(() => pages.start(), [pages])
  const failure = useSyncExternalStore(pages.subscribe, () => pages.failure)
  const isThere = useSyncExternalStore(pages.subscribe, () => pages.total !== undefined)
  // Rows that are in sight stay until those that take their place are there.
  const of = JSON.stringify([comparison.a.reference, comparison.b.reference, filter, badKeys])
  const next = useMemo(() => ({ of, pages, comparison }), [of, pages, comparison])
  const [front, setFront] = useState(next)
  if (isThere && front !== next) setFront(next)
  const { seen, keep } = usePlace<{ readonly of: string; readonly place: PairedGridPlace }>('rows')
  const { of: frontOf } = front
  const onPlace = useCallback((place: PairedGridPlace) => keep({ of: frontOf, place }), [keep, frontOf])
  const [looked, setLooked] = useState<{ pages: RowPages; row: number; index: number }>()
  const inspected = looked?.pages === front.pages ? looked : undefined

  const hidden = useMemo(
    () =>
      new Set(
        hideUnchanged
          ? comparison.shown.flatMap(({ name, key, side }, index) =>
              !key && side === 'both' && columns[index]?.changed === 0 ? [name] : [],
            )
          : [],
      ),
    [hideUnchanged, comparison, columns],
  )

  const goToNext = async () => {
    const from = grid.current?.focusedRow ?? -1
    if (badKeys) {
      grid.current?.goToRow(Math.min(from + 1, (pages.total ?? 1) - 1))
      return
    }
    try {
      const { position } = await client.call('compare.next', { comparisonId, ...filter, from })
      if (position !== undefined) {
        const [row] = await pages.read(position, 1)
        grid.current?.goToRow(position, row?.changed[0])
        speak(`Row ${position + 1} ${row?.kind ?? ''}`)
      } else if (from < 0) toast('info', 'There is no difference among these rows')
      else
        toast('info', 'No more changes below', { title: 'From the top', run: () => grid.current?.goToRow(0) })
    } catch (error) {
      toast('bad', asFirnError(error).message)
    }
  }
  const latestNext = useLatest(goToNext)
  const steps = useRef<Promise<void>>(Promise.resolve())
  // A key that is held down makes one step after the other, each from where the one before arrived.
  const step = useCallback(() => {
    steps.current = steps.current.then(() => latestNext.current())
  }, [latestNext])
  useEffect(() => {
    if (!active) return undefined
    const onKeyDown = (event: KeyboardEvent) => {
      const { target } = event
      const writes =
        target instanceof Element &&
        target.closest('input, textarea, select, [contenteditable], [role=menu], [role=dialog]') !== null
      if (event.key.toLowerCase() !== 'n' || event.ctrlKey || event.metaKey || event.altKey || writes) return
      event.preventDefault()
      step()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [active, step])

  const rows = (
    <div className="column fill compare-grids">
      <PairedGrid
        key={front.of}
        ref={grid}
        labels={{
          a: `Rows of ${front.comparison.a.reference}`,
          b: `Rows of ${front.comparison.b.reference}`,
        }}
        pages={front.pages}
        shown={front.comparison.shown}
        hidden={hidden}
        widths={widths}
        onWidth={(name, width) => setWidths((before) => ({ ...before, [name]: width }))}
        onInspect={(row, index) => setLooked({ pages: front.pages, row, index })}
        place={seen?.of === front.of ? seen.place : undefined}
        onPlace={onPlace}
      />
      {failure !== undefined && (
        <div className="page-failure" role="alert">
          <span>
            <strong>The rows could not be loaded.</strong> {failure.message}{' '}
            <span className="muted code">{failure.code}</span>
          </span>
          <Button onClick={onRestart}>Compare again</Button>
        </div>
      )}
    </div>
  )
  const inspectedRow = inspected === undefined ? undefined : front.pages.row(inspected.row)
  const inspectedColumn = inspected === undefined ? undefined : comparison.shown[inspected.index]
  const panel =
    inspected === undefined || inspectedRow === undefined || inspectedColumn === undefined
      ? []
      : [
          {
            id: 'cell',
            size: 340,
            min: 240,
            content: (
              <CellPanel
                comparison={comparison}
                row={inspectedRow}
                position={inspected.row}
                index={inspected.index}
                column={inspectedColumn}
                onClose={() => setLooked(undefined)}
              />
            ),
          },
        ]
  return (
    <>
      <RowsToolbar
        comparison={comparison}
        column={shown.column}
        hideUnchanged={hideUnchanged}
        onKey={onKey}
        onShowBad={() => onShown({ ...shown, badKeys: true })}
        onColumn={(column) => {
          const { column: _, ...others } = shown
          onShown({ ...others, badKeys: false, ...(column === undefined ? {} : { column }) })
        }}
        onHideUnchanged={setHideUnchanged}
        onNext={step}
      />
      {shown.badKeys && (
        <Banner tone="info">
          <span>Only rows whose key is repeated or missing. {comparison.keys.explanation}</span>
          <button
            type="button"
            className="link compare-back"
            onClick={() => onShown({ ...shown, badKeys: false })}
          >
            Back to all rows
          </button>
        </Banner>
      )}
      <Split
        name="compare"
        direction="horizontal"
        parts={[{ id: 'rows', min: 400, content: rows }, ...panel]}
      />
    </>
  )
}
