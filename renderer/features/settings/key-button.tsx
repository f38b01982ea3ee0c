import { type KeyboardEvent, useState } from 'react'
import { pressedKey, shownKey } from '../../workbench/keys/keys.ts'

/** Shows a key, and after a click takes the next one that is pressed. Esc keeps it, Delete leaves none. */
export function KeyButton({
  title,
  keyNow,
  onPress,
}: {
  title: string
  keyNow: string | undefined
  onPress: (key: string | null) => void
}) {
  const [waiting, setWaiting] = useState(false)
  const onKeyDown = (event: KeyboardEvent<HTMLButtonElement>) => {
    // Tab leads on, as everywhere.
    if (!waiting || event.key === 'Tab') return
    event.preventDefault()
    event.stopPropagation()
    const pressed = pressedKey(event)
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey
    if (event.key === 'Escape') setWaiting(false)
    else if (isPlain && (event.key === 'Delete' || event.key === 'Backspace')) {
      setWaiting(false)
      onPress(null)
    } else if (pressed !== undefined) {
      setWaiting(false)
      onPress(pressed)
    }
  }
  return (
    <button
      type="button"
      className="key-button"
      data-waiting={waiting ? '' : undefined}
      aria-label={
        waiting
          ? `Press the new key of ${title}; Esc keeps the old one, Delete leaves none`
          : `Key of ${title}: ${keyNow === undefined ? 'none' : shownKey(keyNow)}. Change`
      }
      title={waiting ? 'Esc keeps the old key, Delete leaves none' : 'Change'}
      onClick={() => setWaiting(true)}
      onBlur={() => setWaiting(false)}
      onKeyDown={onKeyDown}
    >
      {waiting ? (
        <span>Press a key</span>
      ) : keyNow === undefined ? (
        <span className="muted">none</span>
      ) : (
        <kbd>{shownKey(keyNow)}</kbd>
      )}
    </button>
  )
}
