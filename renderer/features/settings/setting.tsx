import type { ReactNode } from 'react'

/** A setting whose choices are all in sight and carry its name themselves. */
export function Setting({ title, hint, children }: { title: string; hint?: ReactNode; children: ReactNode }) {
  return (
    <div className="field">
      <span className="setting-title">{title}</span>
      <div className="setting-control">{children}</div>
      {hint !== undefined && <span className="field-hint">{hint}</span>}
    </div>
  )
}
