import { useState } from 'react'

/**
 * For what is drawn only while it is open, as a dialog: gives the focus back to what had it before.
 * Radix knows only the button that belongs to a dialog, and most open by a command.
 */
export function useFocusBack(): (closing: Event) => void {
  // Before a field of the dialog takes the focus by itself.
  const [before] = useState(() => document.activeElement)
  return (closing) => {
    if (!(before instanceof HTMLElement) || !before.isConnected || before === document.body) return
    closing.preventDefault()
    before.focus()
  }
}
