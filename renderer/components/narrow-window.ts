import { useSyncExternalStore } from 'react'

/**
 * Where a bar at the side and a screen have no room beside each other: a window of 1280 pixels at 200 % is 640 wide.
 * The style sheets ask for the same width.
 */
const narrow = matchMedia('(max-width: 800px)')

export function isNarrowWindow(): boolean {
  return narrow.matches
}

/** Whether the window is narrow, again whenever that changes. */
export function useNarrowWindow(): boolean {
  return useSyncExternalStore(onChange, isNarrowWindow)
}

function onChange(tell: () => void): () => void {
  narrow.addEventListener('change', tell)
  return () => narrow.removeEventListener('change', tell)
}
