import { X } from 'lucide-react'
import { Button, IconButton } from '../button.tsx'
import { dismissToast, useAnnouncements } from './announcements.ts'
import '../../styles/toast.css'

/** The window's live region and its short messages; there is one of it. */
export function Announcer() {
  const { spoken, toasts } = useAnnouncements()
  return (
    <>
      <div className="visually-hidden" role="status" aria-live="polite" aria-label="Announcements">
        <span key={spoken.id}>{spoken.text}</span>
      </div>
      <div className="toasts">
        {toasts.map(({ id, tone, text, action }) => (
          <div key={id} className="toast" data-tone={tone}>
            <span>{text}</span>
            {action !== undefined && (
              <Button
                onClick={() => {
                  dismissToast(id)
                  action.run()
                }}
              >
                {action.title}
              </Button>
            )}
            <IconButton label="Dismiss" onClick={() => dismissToast(id)}>
              <X size={12} aria-hidden="true" />
            </IconButton>
          </div>
        ))}
      </div>
    </>
  )
}
