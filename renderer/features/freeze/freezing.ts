import { create } from 'zustand'
import { type FreezeDraft, type FreezeSource, firstDraft } from './draft.ts'

/** What the open dialog began with. */
export interface Freezing {
  /** Grows with each opening, so that a dialog begins anew. */
  readonly round: number
  /** The draft, or the version to freeze again with newer inputs. */
  readonly begin:
    | { readonly kind: 'draft'; readonly draft: FreezeDraft }
    | { readonly kind: 'again'; readonly dataset: string; readonly version: number }
}

/** The freeze dialog, when it is open. */
export const useFreezing = create<{ readonly open: Freezing | undefined; readonly rounds: number }>(() => ({
  open: undefined,
  rounds: 0,
}))

/** Opens the dialog about a source. */
export function startFreezing(source: FreezeSource): void {
  open({ kind: 'draft', draft: firstDraft(source) })
}

/** Opens the dialog with everything as a version of a training set was frozen, over what its inputs are now. */
export function freezeAgain(dataset: string, version: number): void {
  open({ kind: 'again', dataset, version })
}

let opener: Element | null = null

function open(begin: Freezing['begin']): void {
  opener = document.activeElement
  useFreezing.setState(({ rounds }) => ({ rounds: rounds + 1, open: { round: rounds + 1, begin } }))
}

/** Closes the dialog; the focus goes back to where it was opened, whichever dialogs came in between. */
export function stopFreezing(): void {
  useFreezing.setState({ open: undefined })
  const back = opener
  setTimeout(() => {
    if (back instanceof HTMLElement && document.activeElement === document.body) back.focus()
  })
}
