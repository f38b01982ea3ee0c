import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import type { FormEvent, ReactNode } from 'react'
import { IconButton } from './button.tsx'
import { useFocusBack } from './use-focus-back.ts'
import '../styles/dialog.css'

/** A dialog over the window. Escape closes it; Enter in a field, or Ctrl+Enter, does what `onSubmit` does. */
export function Dialog({
  title,
  icon,
  description,
  width = 'plain',
  onClose,
  onSubmit,
  children,
  note,
  actions,
  flush = false,
}: {
  title: string
  /** In front of the title. */
  icon?: ReactNode
  description?: ReactNode
  width?: 'plain' | 'wide' | 'widest'
  onClose: () => void
  onSubmit?: () => void
  children: ReactNode
  /** What will happen, at the left of the buttons. */
  note?: ReactNode
  actions?: ReactNode
  /** The content reaches the edges. */
  flush?: boolean
}) {
  const submit = (event: FormEvent) => {
    event.preventDefault()
    event.stopPropagation()
    onSubmit?.()
  }
  const giveBack = useFocusBack()
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="dialog-veil" />
        <Radix.Content
          className="dialog"
          data-width={width}
          onCloseAutoFocus={giveBack}
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event)
          }}
        >
          <header className="dialog-head">
            {icon}
            <Radix.Title asChild>
              <h2>{title}</h2>
            </Radix.Title>
            {description !== undefined && (
              <Radix.Description asChild>
                <p className="ellipsis">{description}</p>
              </Radix.Description>
            )}
            <IconButton label="Close" onClick={onClose}>
              <X size={14} aria-hidden="true" />
            </IconButton>
          </header>
          <form className="column fill" noValidate onSubmit={submit}>
            <div className="dialog-body fill" data-flush={flush ? '' : undefined}>
              {children}
            </div>
            {(actions !== undefined || note !== undefined) && (
              <footer className="dialog-foot">
                <div className="dialog-note">{note}</div>
                {actions}
              </footer>
            )}
          </form>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
