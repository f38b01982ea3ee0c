import type { ReactNode } from 'react'
import type { FirnError } from '../../shared/contract/errors.ts'
import { Button } from './button.tsx'
import { ScrolledText } from './scrolled-text.tsx'
import { copyText } from './toast/announcements.ts'
import '../styles/side-panel.css'
import '../styles/states.css'

/** What a view shows when there is nothing yet: what it would hold, and how to get there. */
export function EmptyState({
  title,
  children,
  actions,
}: {
  title: string
  children?: ReactNode
  actions?: ReactNode
}) {
  return (
    <div className="empty-state">
      <h2>{title}</h2>
      {children !== undefined && <p>{children}</p>}
      {actions !== undefined && <div className="empty-state-actions">{actions}</div>}
    </div>
  )
}

/** An error: what, where, and what next. */
export function ErrorPanel({
  error,
  onRetry,
  actions,
}: {
  error: Pick<FirnError, 'code' | 'message' | 'hint' | 'context'>
  onRetry?: (() => void) | undefined
  actions?: ReactNode
}) {
  const { file, line, reference, engine } = error.context
  const sqlLine = lineInSql(error.context)
  return (
    <div className="error-panel" role="alert">
      <div className="error-panel-head">
        <strong>{error.message}</strong>
        <span className="muted code">{error.code}</span>
      </div>
      {file !== undefined && (line !== undefined || !error.message.includes(file)) && (
        <span className="code">{line === undefined ? file : `${file}, line ${line}`}</span>
      )}
      {sqlLine !== undefined && <span>in line {sqlLine} of the SQL</span>}
      {reference !== undefined && <span className="code">{reference}</span>}
      {error.hint !== undefined && <span>{error.hint}</span>}
      {(onRetry !== undefined || actions !== undefined) && (
        <div className="error-panel-actions">
          {onRetry !== undefined && <Button onClick={onRetry}>Try again</Button>}
          {actions}
        </div>
      )}
      {engine !== undefined && engine !== error.message && (
        <details className="error-panel-engine">
          <summary>What the engine said</summary>
          <ScrolledText className="sql-quote" label="What the engine said">
            {engine}
          </ScrolledText>
          <button type="button" className="link small" onClick={() => void copyText(engine, 'the error')}>
            Copy
          </button>
        </details>
      )}
    </div>
  )
}

/** The line of a query of several lines that an error is in, counted from 1. */
function lineInSql({ sql, position }: FirnError['context']): number | undefined {
  if (sql === undefined || position === undefined || !sql.trim().includes('\n')) return undefined
  return sql.slice(0, position).split('\n').length
}

/** Grey lines where something will be; they come after 200 ms, so that what is quick does not flicker. */
export function Skeleton({ lines = 3, label = 'Loading' }: { lines?: number; label?: string }) {
  return (
    <div
      className="skeleton-late"
      role="status"
      aria-label={label}
      style={{ padding: 16, display: 'grid', gap: 12 }}
    >
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} className="skeleton" style={{ width: `${88 - ((line * 23) % 45)}%` }} />
      ))}
    </div>
  )
}

/** A calm line over a view that says something about all of it. */
export function Banner({ tone = 'warn', children }: { tone?: 'warn' | 'info'; children: ReactNode }) {
  return (
    <div className="banner" data-tone={tone} role="status">
      {children}
    </div>
  )
}

/** How far something is; a wandering bar while the end is not known. */
export function ProgressBar({
  done,
  total,
  label,
}: {
  done: number
  total?: number | undefined
  label: string
}) {
  const known = total !== undefined && total > 0
  return (
    <span
      className="progress"
      role="progressbar"
      aria-label={label}
      data-unknown={known ? undefined : ''}
      {...(known
        ? { 'aria-valuenow': Math.round((100 * done) / total), 'aria-valuemin': 0, 'aria-valuemax': 100 }
        : {})}
    >
      <i style={known ? { width: `${Math.min(100, (100 * done) / total)}%` } : undefined} />
    </span>
  )
}

/** Facts as name and value. */
export function KeyValues({ facts }: { facts: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className="key-values">
      {facts.map(([name, value]) => (
        <div key={name} style={{ display: 'contents' }}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
