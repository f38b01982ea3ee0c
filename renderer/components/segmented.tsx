import type { KeyboardEvent } from 'react'
import '../styles/segmented.css'

/** A choice of few that are all in sight. Arrow keys move it. */
export function Segmented<Value extends string>({
  label,
  options,
  value,
  onChoose,
}: {
  label: string
  options: readonly { readonly value: Value; readonly title: string }[]
  value: Value
  onChoose: (value: Value) => void
}) {
  const move = (event: KeyboardEvent<HTMLDivElement>) => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (by === 0) return
    event.preventDefault()
    const position = options.findIndex((option) => option.value === value)
    const next = (position + by + options.length) % options.length
    const option = options[next]
    if (option === undefined) return
    onChoose(option.value)
    event.currentTarget.querySelectorAll('button')[next]?.focus()
  }
  return (
    <div className="segmented" role="radiogroup" aria-label={label} tabIndex={-1} onKeyDown={move}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          role="radio"
          aria-checked={option.value === value}
          tabIndex={option.value === value ? 0 : -1}
          onClick={() => onChoose(option.value)}
        >
          {option.title}
        </button>
      ))}
    </div>
  )
}
