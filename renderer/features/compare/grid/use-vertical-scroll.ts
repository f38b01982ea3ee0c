import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import {
  clampTop,
  headerHeight,
  rowHeight,
  topToShow,
  type VerticalRange,
  verticalRange,
} from './scrolling.ts'

export interface VerticalScroll {
  readonly top: number
  readonly range: VerticalRange
  /** Width of one grid. */
  readonly room: number
  /** Of the element whose scroll bar stands at the right. */
  readonly onBarScroll: () => void
  scrollTo(top: number): void
  /** Brings a row into sight. */
  show(row: number): void
}

/**
 * The vertical place of both grids: one number, so that they cannot part. The wheel and keys move it by real
 * pixels; the scroll bar stands for the whole list, however long.
 */
export function useVerticalScroll(
  rows: number,
  parts: {
    readonly root: RefObject<HTMLElement | null>
    readonly bar: RefObject<HTMLElement | null>
    /** Scrolls sideways; its height without a horizontal bar is what rows may fill. */
    readonly scroller: RefObject<HTMLElement | null>
  },
): VerticalScroll {
  const { root, bar, scroller } = parts
  const [size, setSize] = useState({ view: 600, room: 600 })
  const [top, setTop] = useState(0)
  const range = useMemo(() => verticalRange(rows, size.view), [rows, size.view])
  const latest = useRef({ top, range })
  latest.current = { top: clampTop(range, top), range }

  useEffect(() => {
    const observed = scroller.current
    if (observed === null) return undefined
    const observer = new ResizeObserver(() => {
      const view = Math.max(rowHeight, observed.clientHeight - headerHeight)
      const room = observed.closest<HTMLElement>('.aligned-pane')?.clientWidth ?? observed.clientWidth
      setSize((before) => (before.view === view && before.room === room ? before : { view, room }))
    })
    observer.observe(observed)
    return () => observer.disconnect()
  }, [scroller])

  const scrollTo = useCallback(
    (wanted: number) => {
      const next = clampTop(latest.current.range, wanted)
      latest.current.top = next
      setTop(next)
      // The bar follows; what it then tells is where it already is.
      if (bar.current !== null) bar.current.scrollTop = next / latest.current.range.scale
    },
    [bar],
  )

  const onBarScroll = useCallback(() => {
    if (bar.current === null) return
    const { range: now, top: current } = latest.current
    const told = bar.current.scrollTop
    // A browser rounds the place that it was given; that is no movement.
    if (Math.abs(told - current / now.scale) <= 1) return
    const next = clampTop(now, told * now.scale)
    latest.current.top = next
    setTop(next)
  }, [bar])

  useEffect(() => {
    const element = root.current
    if (element === null) return undefined
    const onWheel = (event: WheelEvent) => {
      if (event.ctrlKey || event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) return
      event.preventDefault()
      const unit = event.deltaMode === 1 ? rowHeight : event.deltaMode === 2 ? latest.current.range.view : 1
      scrollTo(latest.current.top + event.deltaY * unit)
    }
    // React's own listener could not hold the page still.
    element.addEventListener('wheel', onWheel, { passive: false })
    return () => element.removeEventListener('wheel', onWheel)
  }, [root, scrollTo])

  const show = useCallback(
    (row: number) => scrollTo(topToShow(latest.current.range, latest.current.top, row)),
    [scrollTo],
  )
  return { top: clampTop(range, top), range, room: size.room, onBarScroll, scrollTo, show }
}
