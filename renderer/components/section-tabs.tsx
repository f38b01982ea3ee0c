import type { KeyboardEvent, ReactNode } from 'react'
import '../styles/section-tabs.css'

/** The sections of one screen, in a row. Arrow keys move between them. */
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
    <div className="section-tabs" role="tablist" aria-label={label} tabIndex={-1} onKeyDown={move}>
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
