import { create } from 'zustand'

export type Choosing = 'sources' | 'store' | 'new-store'

/** What is being chosen; the picker of the window answers it. */
export const useChoosing = create<{ readonly wanted: Choosing | undefined }>(() => ({ wanted: undefined }))

/** Lets people choose files, or a store: by the system's dialog in the desktop, by our own elsewhere. */
export function choose(wanted: Choosing): void {
  useChoosing.setState({ wanted })
}

export function stopChoosing(): void {
  useChoosing.setState({ wanted: undefined })
}
