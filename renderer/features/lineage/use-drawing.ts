import {
  type KeyboardEvent,
  type PointerEvent,
  type RefObject,
  useCallback,
  useEffect,
  useRef,
  useState,
} from 'react'
import { type Box, fitted, revealing, type Size, type View, zoomed } from './view.ts'

/** A drawing that is moved and scaled by wheel, drag and keys. */
export interface Drawing {
  readonly ref: RefObject<HTMLDivElement | null>
  readonly view: View
  zoom(factor: number): void
  fit(): void
  reveal(box: Box): void
  readonly events: {
    onPointerDown(event: PointerEvent): void
    onPointerMove(event: PointerEvent): void
    onPointerUp(): void
    onPointerCancel(): void
  }
  /** Handles `+`, `-`, `0` and Shift with arrows; true when it did. */
  onKey(event: KeyboardEvent): boolean
}

const zoomStep = 1.2
const panStep = 60

/** Where somebody had moved a drawing; what is drawn otherwise is seen anew. */
export interface DrawingPlace {
  readonly id: string
  readonly view: View
}

/**
 * Keeps what part of a drawing is seen. It is fitted when `id` changes, and while nobody has moved it; what does
 * not fit is shown around `inSight`. Where it was moved to is kept as `place`.
 */
export function useDrawing(
  drawing: Size,
  id: string,
  inSight: Box | undefined,
  place: { readonly seen: DrawingPlace | undefined; readonly keep: (place: DrawingPlace) => void },
): Drawing {
  const ref = useRef<HTMLDivElement>(null)
  const { seen, keep } = place
  const [view, setView] = useState<View>(seen?.id === id ? seen.view : { x: 28, y: 28, scale: 1 })
  const moved = useRef(seen?.id === id)
  const shown = useRef(id)
  const dragged = useRef<{ x: number; y: number }>(undefined)
  const latest = useRef({ drawing, inSight })
  useEffect(() => {
    latest.current = { drawing, inSight }
  })

  const windowSize = useCallback(
    () => ref.current?.getBoundingClientRect() ?? { width: 0, height: 0, left: 0, top: 0 },
    [],
  )
  const fit = useCallback(
    (smallest?: number) => {
      const window = windowSize()
      if (window.width === 0) return
      const { drawing: whole, inSight: box } = latest.current
      const all = fitted(whole, window, smallest)
      setView(box === undefined ? all : revealing(all, box, window))
    },
    [windowSize],
  )

  useEffect(() => {
    if (moved.current && shown.current === id) return
    shown.current = id
    moved.current = false
    fit()
  }, [fit, id])
  useEffect(() => {
    keep({ id: moved.current ? id : '', view })
  }, [keep, id, view])
  useEffect(() => {
    const element = ref.current
    if (element === null) return undefined
    const observer = new ResizeObserver(() => {
      if (!moved.current) fit()
    })
    observer.observe(element)
    // React listens to wheels passively, and then the window would scroll or zoom, too.
    const onWheel = (event: WheelEvent) => {
      event.preventDefault()
      moved.current = true
      const { left, top } = element.getBoundingClientRect()
      if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        const by = event.deltaX === 0 ? event.deltaY : event.deltaX
        setView((now) => ({ ...now, x: now.x - by }))
      } else
        setView((now) =>
          zoomed(now, 1.0015 ** -event.deltaY, { x: event.clientX - left, y: event.clientY - top }),
        )
    }
    element.addEventListener('wheel', onWheel, { passive: false })
    return () => {
      observer.disconnect()
      element.removeEventListener('wheel', onWheel)
    }
  }, [fit])

  const reveal = useCallback((box: Box) => setView((now) => revealing(now, box, windowSize())), [windowSize])
  const zoom = (factor: number) => {
    moved.current = true
    const { width, height } = windowSize()
    setView((now) => zoomed(now, factor, { x: width / 2, y: height / 2 }))
  }
  const pan = (x: number, y: number) => {
    moved.current = true
    setView((now) => ({ ...now, x: now.x + x, y: now.y + y }))
  }
  const release = () => {
    dragged.current = undefined
  }
  return {
    ref,
    view,
    zoom,
    fit: () => {
      moved.current = false
      fit(0.2)
    },
    reveal,
    events: {
      onPointerDown: (event) => {
        if (event.button > 1 || (event.target as Element).closest('[role=option]') !== null) return
        event.currentTarget.setPointerCapture(event.pointerId)
        dragged.current = { x: event.clientX, y: event.clientY }
      },
      onPointerMove: (event) => {
        const before = dragged.current
        if (before === undefined) return
        dragged.current = { x: event.clientX, y: event.clientY }
        pan(event.clientX - before.x, event.clientY - before.y)
      },
      onPointerUp: release,
      onPointerCancel: release,
    },
    onKey: ({ key, shiftKey, ctrlKey, metaKey, altKey }) => {
      if (ctrlKey || metaKey || altKey) return false
      if (key === '+' || key === '=') zoom(zoomStep)
      else if (key === '-') zoom(1 / zoomStep)
      else if (key === '0') {
        moved.current = false
        fit(0.2)
      } else if (shiftKey && key.startsWith('Arrow'))
        pan(
          key === 'ArrowLeft' ? panStep : key === 'ArrowRight' ? -panStep : 0,
          key === 'ArrowUp' ? panStep : key === 'ArrowDown' ? -panStep : 0,
        )
      else return false
      return true
    },
  }
}
