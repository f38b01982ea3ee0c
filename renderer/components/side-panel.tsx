import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { IconButton } from './button.tsx'
import { copyText } from './toast/announcements.ts'
import '../styles/side-panel.css'

/** The inspector at the right of a view: about one thing that is selected. */
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
  return (
    <aside className="side-panel" aria-label={`About ${title}`}>
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
      <pre className="sql-quote">{sql}</pre>
      <button type="button" className="link small" onClick={() => void copyText(sql, 'SQL')}>
        Copy SQL
      </button>
      {actions}
    </div>
  )
}
