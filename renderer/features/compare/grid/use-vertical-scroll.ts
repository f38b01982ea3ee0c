import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useLatest } from '../../../components/use-latest.ts'
import { useRowHeights } from '../../../components/row-heights.ts'
import { clampTop, topToShow, type VerticalRange, verticalRange } from './scrolling.ts'

export interface VerticalScroll {
  readonly top: number
  readonly range: VerticalRange
  /** Width of one grid. */
  readonly room: number
  /** Height of the horizontal scroll bar, below which no rows are. */
  readonly barHeight: number
  /** Around both grids: the wheel works over all of it. */
  readonly root: RefObject<HTMLDivElement | null>
  /** Whose scroll bar stands for the whole list. */
  readonly bar: RefObject<HTMLDivElement | null>
  readonly onBarScroll: () => void
  /** Brings a row into sight. */
  show(row: number): void
}

/**
 * The vertical place of both grids: one number, so that they cannot part. The wheel and keys move it by real
 * pixels; the scroll bar stands for the whole list, however long. `scroller` is what scrolls sideways: what its
 * header and its horizontal bar leave is filled by rows. `firstTop` is the place as soon as there are rows.
 */
export function useVerticalScroll(
  rows: number,
  scroller: RefObject<HTMLDivElement | null>,
  firstTop = 0,
): VerticalScroll {
  const root = useRef<HTMLDivElement>(null)
  const bar = useRef<HTMLDivElement>(null)
  const place = useRef(firstTop)
  const [size, setSize] = useState({ view: 600, room: 600, barHeight: 0 })
  const [top, setTop] = useState(firstTop)
  const heights = useRowHeights()
  const range = useMemo(() => verticalRange(rows, size.view, heights.row), [rows, size.view, heights])
  const latestRange = useLatest(range)

  useEffect(() => {
    const observed = scroller.current
    if (observed === null) return undefined
    const observer = new ResizeObserver(() => {
      const view = Math.max(heights.row, observed.clientHeight - heights.header)
      const room = observed.closest<HTMLElement>('.aligned-pane')?.clientWidth ?? observed.clientWidth
      const barHeight = observed.offsetHeight - observed.clientHeight
      setSize((before) =>
        before.view === view && before.room === room && before.barHeight === barHeight
          ? before
          : { view, room, barHeight },
      )
    })
    observer.observe(observed)
    return () => observer.disconnect()
  }, [scroller, heights])

  const move = useCallback(
    (wanted: number) => {
      const now = latestRange.current
      place.current = clampTop(now, wanted)
      setTop(place.current)
      // The bar follows; what it then tells is where it already is.
      if (bar.current !== null) bar.current.scrollTop = place.current / now.scale
    },
    [latestRange],
  )

  useEffect(() => {
    if (bar.current !== null && rows > 0) bar.current.scrollTop = clampTop(range, place.current) / range.scale
  }, [range, rows])

  const onBarScroll = useCallback(() => {
    if (bar.current === null) return
    const now = latestRange.current
    const told = bar.current.scrollTop
    // A browser rounds the place that it was given; that is no movement.
    if (Math.abs(told - place.current / now.scale) <= 1) return
    place.current = clampTop(now, told * now.scale)
    setTop(place.current)
  }, [latestRange])

  useEffect(() => {
    const element = root.current
    if (element === null) return undefined
    const onWheel = (event: WheelEvent) => {
      if (event.ctrlKey || event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) return
      event.preventDefault()
      const unit =
        event.deltaMode === 1
          ? latestRange.current.rowHeight
          : event.deltaMode === 2
            ? latestRange.current.view
            : 1
      move(place.current + event.deltaY * unit)
    }
    // React's own listener could not hold the page still.
    element.addEventListener('wheel', onWheel, { passive: false })
    return () => element.removeEventListener('wheel', onWheel)
  }, [move, latestRange])

  const show = useCallback(
    (row: number) => move(topToShow(latestRange.current, place.current, row)),
    [move, latestRange],
  )
  return {
    top: clampTop(range, top),
    range,
    room: size.room,
    barHeight: size.barHeight,
    root,
    bar,
    onBarScroll,
    show,
  }
}
