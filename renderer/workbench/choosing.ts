import { create } from 'zustand'

/** `sources`: a folder, where a dialog of the system can choose only one kind; `files` is then the other. */
export type Choosing = 'sources' | 'files' | 'store' | 'new-store'

/** What is being chosen; the picker of the window answers it. */
export const useChoosing = create<{ readonly wanted: Choosing | undefined }>(() => ({ wanted: undefined }))

/** Lets people choose files, or a store: by the system's dialog in the desktop, by our own elsewhere. */
export function choose(wanted: Choosing): void {
  useChoosing.setState({ wanted })
}

export function stopChoosing(): void {
  useChoosing.setState({ wanted: undefined })
}
