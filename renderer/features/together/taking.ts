import { create } from 'zustand'

/** The dialog that takes snapshots of several datasets in one step, when it is open, with what is ticked at first. */
export const useTakingTogether = create<{ readonly open: readonly string[] | undefined }>(() => ({
  open: undefined,
}))

export function startTakingTogether(datasets: readonly string[] = []): void {
  useTakingTogether.setState({ open: datasets })
}

export function stopTakingTogether(): void {
  useTakingTogether.setState({ open: undefined })
}
