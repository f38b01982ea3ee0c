import {
  type CSSProperties,
  type KeyboardEvent,
  type Ref,
  useCallback,
  useEffect,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react'
import type { ShownColumn } from '../../../../shared/model/difference.ts'
import { count } from '../../../components/figures.ts'
import { extended, rectangle } from '../../../components/result-grid/selection.ts'
import { copyText, toast } from '../../../components/toast/announcements.ts'
import { useLatest } from '../../../components/use-latest.ts'
import { copiedCells, mostCopiedCells } from './copy-cells.ts'
import { naturalWidths, placeColumns } from './grid-columns.ts'
import { landing } from './landing.ts'
import { GridPane, type Selection } from './grid-pane.tsx'
import type { Side } from './grid-row.tsx'
import { pageRows, type RowPages } from './row-pages.ts'
import { rowsInSight } from './scrolling.ts'
import { useVerticalScroll } from './use-vertical-scroll.ts'
import './paired-grid.css'

export interface PairedGridHandle {
  /** Brings a row into sight and puts the focus on it, on the column of this index where one is given. */
  goToRow(row: number, index?: number): void
  /** The row that has the focus, or -1. */
  readonly focusedRow: number
}

/** Where a person is in both grids, in pixels, and what is selected. */
export interface PairedGridPlace {
  readonly top: number
  readonly left: number
  readonly selection?: Selection | undefined
}

/** Two grids of aligned rows that scroll together, up and down and sideways. */
export function PairedGrid({
  labels,
  pages,
  shown,
  hidden,
  widths,
  onWidth,
  onInspect,
  place,
  onPlace,
  ref,
}: {
  labels: { readonly a: string; readonly b: string }
  pages: RowPages
  shown: readonly ShownColumn[]
  hidden: ReadonlySet<string>
  /** Widths that people gave to columns. */
  widths: ReadonlyMap<string, number>
  onWidth: (name: string, width: number) => void
  /** A cell should be seen whole: its row, and its place among the columns of the pages. */
  onInspect: (row: number, index: number) => void
  place: PairedGridPlace | undefined
  onPlace: (place: PairedGridPlace) => void
  ref?: Ref<PairedGridHandle>
}) {
  const scrollerA = useRef<HTMLDivElement>(null)
  const scrollerB = useRef<HTMLDivElement>(null)
  const version = useSyncExternalStore(pages.subscribe, () => pages.version)
  const total = pages.total ?? 0
  const { top, range, room, barHeight, root, bar, onBarScroll, show } = useVerticalScroll(
    total,
    scrollerA,
    place?.top,
  )
  const [left, setLeft] = useState(0)
  const [selection, setSelection] = useState(place?.selection)

  const first = pages.row(0)
  const natural = useMemo(
    // Once the first rows are there, widths stay.
    () => naturalWidths(shown, first === undefined ? [] : pages.head(60)),
    [shown, pages, first],
  )
  const columns = useMemo(
    () => placeColumns(shown, natural, widths, hidden, room),
    [shown, natural, widths, hidden, room],
  )
  const rows = rowsInSight(range, top, total)
  useEffect(
    () => pages.want(rows.first, Math.max(rows.first, rows.last)),
    [pages, rows.first, rows.last, version],
  )
  const scrollLeft = useCallback((next: number) => {
    for (const { current } of [scrollerA, scrollerB])
      if (current !== null && current.scrollLeft !== next) current.scrollLeft = next
    setLeft(next)
  }, [])

  const firstLeft = useRef(place?.left ?? 0)
  const isThere = total > 0
  useEffect(() => {
    if (!isThere) return
    if (firstLeft.current > 0) scrollLeft(firstLeft.current)
    firstLeft.current = 0
  }, [isThere, scrollLeft])
  useEffect(() => {
    if (isThere && firstLeft.current === 0) onPlace({ top, left, selection })
  }, [isThere, onPlace, top, left, selection])

  const latest = useLatest({ selection, columns })
  const showColumn = useCallback(
    (column: number) => {
      const place = latest.current.columns.all[column]
      const element = scrollerA.current
      if (place === undefined || element === null || latest.current.columns.pinned.includes(place)) return
      if (place.left < element.scrollLeft) scrollLeft(place.left)
      else if (place.left + place.width > element.scrollLeft + element.clientWidth)
        scrollLeft(Math.min(place.left, place.left + place.width - element.clientWidth))
    },
    [scrollLeft, latest],
  )
  const select = useCallback(
    (next: Selection) => {
      setSelection(next)
      show(next.range.head.row)
      showColumn(next.range.head.column)
    },
    [show, showColumn],
  )
  useEffect(() => {
    // A panel that opens beside the grids must not hide the cell that it is about.
    const column = latest.current.selection?.range.head.column
    if (column !== undefined) showColumn(column)
  }, [room, latest, showColumn])

  useImperativeHandle(
    ref,
    () => ({
      goToRow: (row, index) => {
        const before = latest.current.selection
        const now = { side: before?.side ?? 'b', column: before?.range.head.column ?? 0 }
        const { side, column } = landing(pages.row(row), latest.current.columns.all, now, index)
        const place = { row, column }
        select({ side, range: { anchor: place, head: place } })
        // Who walks by keys stays in the grid that has the cell.
        const grid = document.activeElement?.closest('.aligned-pane')
        if (grid !== null && grid !== undefined && root.current?.contains(grid) === true)
          root.current.querySelector<HTMLElement>(`.aligned-pane[data-side=${side}]`)?.focus()
      },
      get focusedRow() {
        return latest.current.selection?.range.head.row ?? -1
      },
    }),
    [select, latest, pages, root],
  )

  const copy = async (side: Side, withHeaders: boolean) => {
    if (selection === undefined) return
    const box = rectangle(selection.range)
    const cells = (box.bottom - box.top + 1) * (box.right - box.left + 1)
    if (cells > mostCopiedCells) {
      toast('bad', `${count(cells)} cells are too many for the clipboard. Export the difference instead.`)
      return
    }
    try {
      const text = await copiedCells(pages, side, box, columns.all, withHeaders)
      await copyText(text, cells === 1 ? 'one cell' : `${count(cells)} cells`)
    } catch (error) {
      toast('bad', error instanceof Error ? error.message : String(error))
    }
  }

  const onKey = (event: KeyboardEvent, side: Side) => {
    const size = { rows: total, columns: columns.all.length }
    // Keys with Alt are the window's: they change its tabs.
    if (event.altKey || size.rows === 0 || size.columns === 0) return
    const start = { row: Math.min(total - 1, Math.ceil(top / range.rowHeight)), column: 0 }
    const now = selection?.range ?? { anchor: start, head: start }
    const taken = () => {
      event.preventDefault()
      event.stopPropagation()
    }
    const command = event.ctrlKey || event.metaKey
    const move = (row: number, column: number) => {
      taken()
      const head = {
        row: Math.max(0, Math.min(size.rows - 1, row)),
        column: Math.max(0, Math.min(size.columns - 1, column)),
      }
      select({ side, range: { anchor: event.shiftKey ? now.anchor : head, head } })
    }
    const { row, column } = now.head
    const page = Math.max(1, Math.floor(range.view / range.rowHeight) - 1)
    if (event.key.startsWith('Arrow')) {
      taken()
      const next = selection === undefined ? now : extended(now, event.key, command, size)
      select({ side, range: event.shiftKey ? next : { anchor: next.head, head: next.head } })
    } else if (event.key === 'PageDown') move(row + page, column)
    else if (event.key === 'PageUp') move(row - page, column)
    else if (event.key === 'Home') move(command ? 0 : row, 0)
    else if (event.key === 'End') move(command ? size.rows - 1 : row, size.columns - 1)
    else if (command && event.key === 'c') {
      taken()
      void copy(side, event.shiftKey)
    } else if (command && event.key === 'a') {
      taken()
      setSelection({
        side,
        range: { anchor: { row: 0, column: 0 }, head: { row: size.rows - 1, column: size.columns - 1 } },
      })
    } else if (event.key === 'Enter') {
      taken()
      inspect(row, column)
    }
  }

  const inspect = (row: number, column: number) => {
    const place = columns.all[column]
    if (place !== undefined) onInspect(row, place.index)
  }
  const pane = {
    pages,
    version,
    columns,
    selection,
    top,
    rowHeight: range.rowHeight,
    left,
    room,
    rows,
    onWidth,
    onScrollLeft: scrollLeft,
    onKey,
    onPick: (side: Side, row: number, column: number, how: 'start' | 'extend' | 'inspect') => {
      const head = { row, column }
      if (how === 'inspect') inspect(row, column)
      else if (how === 'extend' && selection?.side === side) {
        const before = selection.range.head
        if (before.row !== row || before.column !== column)
          select({ side, range: { ...selection.range, head } })
      } else if (how === 'start') select({ side, range: { anchor: head, head } })
    },
  }
  return (
    <div className="paired-grid" ref={root} style={{ '--sideways-bar': `${barHeight}px` } as CSSProperties}>
      <GridPane {...pane} side="a" label={labels.a} scroller={scrollerA} />
      <GridPane {...pane} side="b" label={labels.b} scroller={scrollerB} />
      <div className="paired-bar" ref={bar} onScroll={onBarScroll} aria-hidden="true" tabIndex={-1}>
        <div style={{ height: range.barHeight }} />
      </div>
      {pages.total === 0 && <p className="paired-empty">No rows of this kind</p>}
      {pages.total === undefined && pages.failure === undefined && (
        <p className="paired-empty paired-waiting" role="status">
          Sorting the rows, {pageRows} at a time are shown
        </p>
      )}
    </div>
  )
}
