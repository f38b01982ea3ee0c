import { type CellFocusedEvent, createGrid, type GridApi } from 'ag-grid-community'
import {
  type KeyboardEvent,
  type Ref,
  useCallback,
  useEffect,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
} from 'react'
import type { ResultColumn, Row } from '../../../shared/model/value.ts'
import { count } from '../figures.ts'
import { useLatest } from '../use-latest.ts'
import { useRowHeights } from '../row-heights.ts'
import { useValueFormat } from '../value-format.ts'
import { copyText, speak, toast } from '../toast/announcements.ts'
import { CellMenu } from './cell-menu.tsx'
import { ColumnHeads, createHeadPlaces } from './column-heads.tsx'
import { columnDefinitions, rowNumberId, rowNumberWidth } from './columns.ts'
import { copiedText } from './copy.ts'
import { type GridActions, GridActionsContext } from './grid-context.ts'
import type { CellSubject, GridSource, GridView, PageFailure } from './grid-source.ts'
import { gridHeights, gridOptions } from './grid-options.ts'
import { PageFailureBar } from './page-failure-bar.tsx'
import { attachFineWheel } from './fine-wheel.ts'
import { type GridPlace, keepGridPlace, pinsOf, type PlaceKeeper } from './grid-place.ts'
import { createPaging } from './paging.ts'
import { attachRangeSelection, type RangeSelection } from './range-selection.ts'
import { rectangle } from './selection.ts'
import '../../styles/result-grid.css'

/** What can be asked of a grid from outside. */
export interface GridHandle {
  /** Brings a row (from 0) into view and focuses it. */
  goToRow(row: number): void
  copy(withHeaders: boolean): void
}

export interface ResultGridProps {
  /** Read aloud; names the grid among several. */
  readonly label: string
  readonly source: GridSource
  readonly view: GridView
  /** Absent: the rows can be neither sorted nor filtered. */
  readonly onView?: ((view: GridView) => void) | undefined
  readonly hidden: ReadonlySet<string>
  /** Absent: columns cannot be hidden. */
  readonly onHidden?: (hidden: ReadonlySet<string>) => void
  readonly onInspectColumn?: ((column: ResultColumn) => void) | undefined
  /** A column came into focus: a panel that is open follows it. */
  readonly onFocusColumn?: ((column: ResultColumn) => void) | undefined
  readonly onInspectCell?: ((cell: CellSubject) => void) | undefined
  /** The content-security nonce under which the grid may add its styles. */
  readonly styleNonce: string
  /** Where a person was in it, and whom to tell where they are. */
  readonly place?: GridPlace | undefined
  readonly onPlace?: ((place: GridPlace) => void) | undefined
  readonly ref?: Ref<GridHandle>
}

/**
 * A grid over rows by position. It holds only what is on the screen and a few pages around it; sorting and
 * filtering are the engine's, asked for by `onView`.
 */
export function ResultGrid(props: ResultGridProps) {
  // Widths, order and pins stay as people made them for as long as the columns are the same.
  const shape = props.source.columns.map(({ name, type }) => `${name}\u0000${type}`).join('\u0001')
  return <Grid key={shape} {...props} />
}

function Grid(props: ResultGridProps) {
  const { source, view, onView, hidden, onHidden, onInspectColumn, onInspectCell, ref } = props
  const root = useRef<HTMLDivElement>(null)
  const host = useRef<HTMLDivElement>(null)
  const api = useRef<GridApi<Row>>(undefined)
  const selection = useRef<RangeSelection>(undefined)
  const keeper = useRef<PlaceKeeper>(undefined)
  const [failure, setFailure] = useState<PageFailure>()
  const [paging] = useState(() => createPaging(source, setFailure))
  const [heads] = useState(createHeadPlaces)
  const [pins, setPins] = useState(() => pinsOf(props.place))
  const latest = useLatest(props)
  const format = useValueFormat()
  const heights = useRowHeights()

  const subject = useCallback((): CellSubject | undefined => {
    const head = selection.current?.current?.head
    if (head === undefined || selection.current === undefined) return undefined
    const name = selection.current.columnNames()[head.column]
    const position = latest.current.source.columns.findIndex((column) => column.name === name)
    const column = latest.current.source.columns[position]
    const data = api.current?.getDisplayedRowAtIndex(head.row)?.data
    if (column === undefined || data === undefined) return undefined
    return { row: head.row, column, value: data[position] ?? null }
  }, [latest])

  useEffect(() => {
    if (root.current === null || host.current === null) return
    const { label, source: first, styleNonce, place } = latest.current
    const grid = createGrid<Row>(host.current, {
      ...gridOptions,
      styleNonce,
      columnDefs: columnDefinitions(first.columns, first.firstPage, first.rows ?? 100_000, heads),
      datasource: paging.datasource,
      infiniteInitialRowCount: first.rows ?? first.firstPage.length,
      ...gridHeights(useRowHeights.getState()),
      onCellDoubleClicked: () => {
        const cell = subject()
        if (cell !== undefined) latest.current.onInspectCell?.(cell)
      },
    })
    api.current = grid
    // AG Grid has no option for it.
    root.current.querySelector('[role=grid]')?.setAttribute('aria-label', label)
    let focused: string | undefined
    const detachWheel = attachFineWheel(
      root.current,
      () => grid.getDisplayedRowCount() * useRowHeights.getState().row,
    )
    const selected = attachRangeSelection(root.current, grid, (range) => {
      keeper.current?.note()
      const name = range === undefined ? undefined : selected.columnNames()[range.head.column]
      if (name === undefined || name === focused) return
      focused = name
      const column = latest.current.source.columns.find((one) => one.name === name)
      if (column !== undefined) latest.current.onFocusColumn?.(column)
    })
    selection.current = selected
    grid.addEventListener('cellFocused', ({ rowIndex, column, sourceEvent }: CellFocusedEvent) => {
      // A click has already selected by itself, possibly a range whose end is this cell.
      if (rowIndex === null || typeof column !== 'object' || sourceEvent instanceof MouseEvent) return
      followFocus(rowIndex, column?.getColId(), selected)
    })
    for (const name of [
      'modelUpdated',
      'viewportChanged',
      'virtualColumnsChanged',
      'columnMoved',
      'displayedColumnsChanged',
    ] as const)
      grid.addEventListener(name, () => selected.paint())
    paging.change(latest.current.source, grid)
    const kept = keepGridPlace(
      root.current,
      grid,
      selected,
      () => latest.current.source.order,
      place,
      (now) => latest.current.onPlace?.(now),
    )
    keeper.current = kept
    kept.restore(latest.current.source.order)
    return () => {
      selected.detach()
      kept.detach()
      detachWheel()
      grid.destroy()
      api.current = undefined
    }
  }, [paging, heads, latest, subject])
  useEffect(() => {
    if (api.current === undefined) return
    paging.change(source, api.current)
    if (source.rows !== undefined)
      api.current.applyColumnState({ state: [{ colId: rowNumberId, width: rowNumberWidth(source.rows) }] })
    keeper.current?.restore(source.order)
  }, [source, paging])
  useEffect(() => {
    api.current?.applyColumnState({
      state: latest.current.source.columns.map(({ name }) => ({ colId: name, hide: hidden.has(name) })),
    })
    selection.current?.paint()
  }, [hidden, latest])
  // What stands in cells is text that the grid keeps.
  useEffect(() => api.current?.refreshCells({ force: true }), [format])
  useEffect(() => api.current?.updateGridOptions(gridHeights(heights)), [heights])

  const goToRow = useCallback((row: number) => {
    const grid = api.current
    if (grid === undefined) return
    const last = grid.getDisplayedRowCount() - 1
    const wanted = Math.max(0, Math.min(last, row))
    grid.ensureIndexVisible(wanted, wanted === last ? 'bottom' : 'middle')
    const focused = grid.getFocusedCell()?.column ?? grid.getAllDisplayedColumns()[1]
    if (focused !== undefined) grid.setFocusedCell(wanted, focused)
  }, [])

  const copy = useCallback(
    async (withHeaders: boolean) => {
      const range = selection.current?.current
      if (range === undefined || selection.current === undefined) return
      const box = rectangle(range)
      try {
        const text = await copiedText(
          latest.current.source,
          box,
          selection.current.columnNames(),
          withHeaders,
        )
        const cells = (box.bottom - box.top + 1) * (box.right - box.left + 1)
        await copyText(text, cells === 1 ? 'one cell' : `${count(cells)} cells`)
      } catch (error) {
        toast('bad', error instanceof Error ? error.message : String(error))
      }
    },
    [latest],
  )
  useImperativeHandle(ref, () => ({ goToRow, copy: (withHeaders) => void copy(withHeaders) }), [
    goToRow,
    copy,
  ])

  const onKeyDown = (event: KeyboardEvent) => {
    if ((event.target as HTMLElement).closest('.ag-header') !== null) return
    const command = event.ctrlKey || event.metaKey
    const taken = () => {
      event.preventDefault()
      event.stopPropagation()
    }
    if (command && event.key === 'c') {
      taken()
      void copy(event.shiftKey)
    } else if (command && event.key === 'a') {
      taken()
      selection.current?.selectAll()
    } else if (command && (event.key === 'End' || event.key === 'Home')) {
      taken()
      goToRow(event.key === 'Home' ? 0 : Number.MAX_SAFE_INTEGER)
    } else if (event.shiftKey && event.key.startsWith('Arrow')) {
      taken()
      selection.current?.extend(event.key, command)
    } else if ((event.key === 'Enter' || event.key === ' ') && !command) {
      const cell = subject()
      if (cell === undefined || onInspectCell === undefined) return
      taken()
      onInspectCell(cell)
    } else if (movesFocus.test(event.key)) {
      // The grid has moved its focus, and tells of it later: what is pressed next is about the new cell.
      const focused = api.current?.getFocusedCell()
      if (focused) followFocus(focused.rowIndex, focused.column.getColId(), selection.current)
    }
  }

  const actions = useMemo<GridActions>(
    () => ({
      view,
      onView,
      onInspectColumn,
      onFocusColumn: (column) => latest.current.onFocusColumn?.(column),
      onHide: onHidden && ((name) => onHidden(new Set([...latest.current.hidden, name]))),
      onPin: (name, side) => {
        api.current?.applyColumnState({ state: [{ colId: name, pinned: side }] })
        setPins((before) => {
          const next = new Map(before)
          if (side === null) next.delete(name)
          else next.set(name, side)
          return next
        })
      },
      pinned: (name) => pins.get(name) ?? null,
      onFit: (name) => api.current?.autoSizeColumns([name]),
    }),
    [view, onView, onInspectColumn, onHidden, pins, latest],
  )

  const retry = () => {
    setFailure(undefined)
    speak('Loading the rows again')
    api.current?.refreshInfiniteCache()
  }

  return (
    <GridActionsContext value={actions}>
      <CellMenu
        subject={subject}
        view={view}
        onView={onView}
        copy={(withHeaders) => void copy(withHeaders)}
        onInspectCell={onInspectCell}
        onInspectColumn={onInspectColumn}
        onHide={actions.onHide}
      >
        <div ref={root} className="result-grid" onKeyDown={onKeyDown} role="presentation">
          <div ref={host} />
          <ColumnHeads places={heads} />
          {source.rows === 0 && <p className="result-grid-empty">No rows</p>}
          {failure !== undefined && <PageFailureBar failure={failure} onRetry={retry} />}
        </div>
      </CellMenu>
    </GridActionsContext>
  )
}

const movesFocus = /^(Arrow.*|Home|End|PageUp|PageDown)$/

/** The keyboard moves the grid's focus; the selection goes with it. */
function followFocus(row: number, id: string | undefined, selection: RangeSelection | undefined): void {
  if (selection === undefined || id === undefined || id === rowNumberId) return
  const place = { row, column: selection.columnNames().indexOf(id) }
  const head = selection.current?.head
  if (head !== undefined && head.row === place.row && head.column === place.column) return
  selection.select({ anchor: place, head: place })
}
