import { create } from 'zustand'
import type { FreezeSource } from './draft.ts'

/** What the open dialog began with. */
export interface Freezing {
  /** Grows with each opening, so that a dialog begins anew. */
  readonly round: number
  readonly source: FreezeSource
  readonly dataset?: string
}

/** The freeze dialog, when it is open. */
export const useFreezing = create<{ readonly open: Freezing | undefined; readonly rounds: number }>(() => ({
  open: undefined,
  rounds: 0,
}))

/** Opens the dialog about a source; `dataset` proposes what the training set is called. */
export function startFreezing(source: FreezeSource, dataset?: string): void {
  useFreezing.setState(({ rounds }) => ({
    rounds: rounds + 1,
    open: { round: rounds + 1, source, ...(dataset === undefined ? {} : { dataset }) },
  }))
}

export function stopFreezing(): void {
  useFreezing.setState({ open: undefined })
}
