import {
  createContext,
  type Dispatch,
  type ReactNode,
  type SetStateAction,
  useCallback,
  useContext,
  useEffect,
  useRef,
  useState,
} from 'react'
import { keepPlaces, useTabs } from './tabs.ts'

/** Milliseconds of quiet after which places are kept: scrolling changes them all the time. */
const quiet = 200

const TabPlacesContext = createContext<string | undefined>(undefined)

/** Everything inside keeps its places with this tab. */
export function TabPlacesProvider({ tabId, children }: { tabId: string; children: ReactNode }) {
  return <TabPlacesContext value={tabId}>{children}</TabPlacesContext>
}

const waiting = new Map<string, { [part: string]: unknown }>()
let timer: ReturnType<typeof setTimeout> | undefined

function keepWaiting(): void {
  clearTimeout(timer)
  timer = undefined
  const all = [...waiting]
  waiting.clear()
  for (const [tabId, parts] of all) keepPlaces(tabId, parts)
}
window.addEventListener('pagehide', keepWaiting)

/**
 * Where a person was in a part of a tab, and how to note where they are now. `seen` is what was kept when the
 * part was drawn first; undefined when nothing was, or outside of tabs.
 */
export function usePlace<Place>(part: string): {
  readonly seen: Place | undefined
  readonly keep: (place: Place) => void
} {
  const tabId = useContext(TabPlacesContext)
  const [seen] = useState(() => placeOf<Place>(tabId, part))
  const keep = useCallback(
    (place: Place) => {
      if (tabId === undefined) return
      waiting.set(tabId, { ...waiting.get(tabId), [part]: place })
      clearTimeout(timer)
      timer = setTimeout(keepWaiting, quiet)
    },
    [tabId, part],
  )
  return { seen, keep }
}

function placeOf<Place>(tabId: string | undefined, part: string): Place | undefined {
  if (tabId === undefined) return undefined
  const place = waiting.get(tabId)?.[part] ?? useTabs.getState().places[tabId]?.[part]
  return place as Place | undefined
}

/** State of a part of a tab that is kept like its places. It has to be plain data. */
export function useKept<State>(
  part: string,
  initial: State,
): readonly [State, Dispatch<SetStateAction<State>>] {
  const { seen, keep } = usePlace<State>(part)
  const [state, setState] = useState(seen ?? initial)
  const kept = useRef(state)
  useEffect(() => {
    if (state === kept.current) return
    kept.current = state
    keep(state)
  }, [state, keep])
  return [state, setState]
}

/** For an element that scrolls: it is where it was, as soon as there is enough in it to scroll that far. */
export function useScrollPlace(part: string): (element: HTMLElement | null) => (() => void) | undefined {
  const { seen, keep } = usePlace<{ readonly top: number }>(part)
  const wanted = useRef(seen?.top ?? 0)
  return useCallback(
    (element) => {
      if (element === null) return undefined
      const restore = () => {
        if (wanted.current === 0) return
        element.scrollTop = wanted.current
        if (Math.abs(element.scrollTop - wanted.current) < 2) wanted.current = 0
      }
      // Who scrolls by hand has arrived, wherever that is.
      const arrive = () => {
        wanted.current = 0
      }
      const note = () => {
        if (wanted.current === 0) keep({ top: element.scrollTop })
      }
      const grown = new MutationObserver(restore)
      grown.observe(element, { childList: true, subtree: true })
      const shown = new ResizeObserver(restore)
      shown.observe(element)
      const byHand = ['wheel', 'pointerdown', 'keydown', 'touchstart'] as const
      for (const name of byHand) element.addEventListener(name, arrive, { passive: true })
      element.addEventListener('scroll', note, { passive: true })
      restore()
      return () => {
        grown.disconnect()
        shown.disconnect()
        for (const name of byHand) element.removeEventListener(name, arrive)
        element.removeEventListener('scroll', note)
      }
    },
    [keep],
  )
}
