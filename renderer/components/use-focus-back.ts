import { useState } from 'react'

/**
 * For what is drawn only while it is open, as a dialog: gives the focus back to what had it before.
 * Radix knows only the button that belongs to a dialog, and most open by a command.
 */
export function useFocusBack(): (closing: Event) => void {
  // Before a field of the dialog takes the focus by itself.
  const [before] = useState(() => document.activeElement)
  return (closing) => {
    // Another dialog came in its place and has the focus.
    if (document.activeElement?.closest('[role=dialog]') instanceof HTMLElement) {
      closing.preventDefault()
      return
    }
    // Where that is gone, as after a dialog that closed its tab, the tab in front takes it.
    const back =
      before instanceof HTMLElement && before.isConnected && before !== document.body
        ? before
        : document.querySelector<HTMLElement>('main [role=tablist] [role=tab][aria-selected=true]')
    if (back === null) return
    closing.preventDefault()
    back.focus()
  }
}
