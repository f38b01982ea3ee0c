import type { ReactNode } from 'react'

/** Text of several lines that may be longer than its place: keys get into it, to scroll. */
export function ScrolledText({
  label,
  className,
  children,
}: {
  /** Read aloud. */
  label: string
  className?: string
  children: ReactNode
}) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- without a stop of its own no key scrolls it
    <pre className={className} role="region" aria-label={label} tabIndex={0}>
      {children}
    </pre>
  )
}
