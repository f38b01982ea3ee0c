import { useRowHeights } from '../row-heights.ts'

/** Above this the wheel is taken over: one turn of it would pass rows by unseen. */
const coarse = 1.5

/**
 * Lets the wheel move by the pixels it says when the grid has squeezed its rows into less height than they need
 * (see `max-height` in result-grid.css): there one pixel of scrolling stands for many. Answers how to stop.
 */
export function attachFineWheel(root: HTMLElement, rowsHeight: () => number): () => void {
  const onWheel = (event: WheelEvent) => {
    const viewport = scrollerOf(event.target, root)
    if (viewport === undefined || event.deltaY === 0 || event.ctrlKey || event.shiftKey) return
    const scale = rowsHeight() / viewport.scrollHeight
    if (scale < coarse) return
    event.preventDefault()
    const pixels =
      event.deltaMode === WheelEvent.DOM_DELTA_PIXEL
        ? event.deltaY
        : event.deltaY * useRowHeights.getState().row
    viewport.scrollTop += Math.sign(pixels) * Math.max(1, Math.round(Math.abs(pixels) / scale))
  }
  root.addEventListener('wheel', onWheel, { passive: false })
  return () => root.removeEventListener('wheel', onWheel)
}

/** The element around the target that scrolls up and down. */
function scrollerOf(target: EventTarget | null, root: HTMLElement): HTMLElement | undefined {
  for (let element = target instanceof HTMLElement ? target : null; element !== null && element !== root; ) {
    const { overflowY } = getComputedStyle(element)
    if (element.scrollHeight > element.clientHeight + 1 && (overflowY === 'auto' || overflowY === 'scroll'))
      return element
    element = element.parentElement
  }
  return undefined
}
