import { X } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useLayoutEffect, useRef } from 'react'
import { IconButton } from './button.tsx'
import { ScrolledText } from './scrolled-text.tsx'
import { copyText } from './toast/announcements.ts'
import '../styles/side-panel.css'

/**
 * The inspector at the right of a view: about one thing that is selected. Escape in it closes it; when it goes with
 * the focus in it, the focus goes back to the view.
 */
export function SidePanel({
  title,
  note,
  onClose,
  children,
}: {
  title: string
  note?: ReactNode
  onClose?: () => void
  children: ReactNode
}) {
  const root = useRef<HTMLElement>(null)
  useLayoutEffect(() => {
    const panel = root.current
    let before = document.activeElement
    const remember = ({ target }: FocusEvent) => {
      // Tab passes the line between the view and the panel on its way.
      if (
        target instanceof Element &&
        panel?.contains(target) === false &&
        !target.matches('[role=separator]')
      )
        before = target
    }
    document.addEventListener('focusin', remember)
    return () => {
      document.removeEventListener('focusin', remember)
      if (panel?.contains(document.activeElement) === true && before instanceof HTMLElement) before.focus()
    }
  }, [])
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented || onClose === undefined) return
    event.preventDefault()
    onClose()
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- it hears what its parts leave
    <aside ref={root} className="side-panel" aria-label={`About ${title}`} onKeyDown={onKeyDown}>
      <div className="side-panel-head">
        <h2>{title}</h2>
        {onClose !== undefined && (
          <IconButton label="Close panel" onClick={onClose}>
            <X size={14} aria-hidden="true" />
          </IconButton>
        )}
      </div>
      {note !== undefined && <div className="side-panel-note">{note}</div>}
      {children}
    </aside>
  )
}

/** SQL that a figure was computed with, to read and to copy. */
export function SqlQuote({ sql, actions }: { sql: string; actions?: ReactNode }) {
  return (
    <div className="side-panel-sql">
      <ScrolledText className="sql-quote" label="SQL">
        {sql}
      </ScrolledText>
      <button type="button" className="link small" onClick={() => void copyText(sql, 'SQL')}>
        Copy SQL
      </button>
      {actions}
    </div>
  )
}
