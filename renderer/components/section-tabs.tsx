import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react'
import '../styles/section-tabs.css'

/** The sections of one screen, in a row. Arrow keys move between them; one that goes with the focus leaves it here. */
export function SectionTabs({
  label,
  sections,
  value,
  onChoose,
}: {
  label: string
  sections: readonly { readonly id: string; readonly title: string; readonly note?: ReactNode }[]
  value: string
  onChoose: (id: string) => void
}) {
  const list = useRef<HTMLDivElement>(null)
  const shown = useRef(value)
  useEffect(() => {
    if (shown.current === value) return
    shown.current = value
    const focused = document.activeElement
    if (focused === document.body || focused?.closest('[hidden]') !== null)
      list.current?.querySelector<HTMLElement>('[aria-selected=true]')?.focus()
  }, [value])
  const move = (event: KeyboardEvent<HTMLDivElement>) => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (by === 0) return
    event.preventDefault()
    const position = sections.findIndex(({ id }) => id === value)
    const next = (position + by + sections.length) % sections.length
    const section = sections[next]
    if (section === undefined) return
    onChoose(section.id)
    event.currentTarget.querySelectorAll<HTMLElement>('[role=tab]')[next]?.focus()
  }
  return (
    <div ref={list} className="section-tabs" role="tablist" aria-label={label} tabIndex={-1} onKeyDown={move}>
      {sections.map(({ id, title, note }) => (
        <button
          key={id}
          type="button"
          role="tab"
          aria-selected={id === value}
          tabIndex={id === value ? 0 : -1}
          onClick={() => onChoose(id)}
        >
          {title}
          {note}
        </button>
      ))}
    </div>
  )
}
