import { GitBranch } from 'lucide-react'
import type { KeyboardEvent } from 'react'
import type { VersionSummary } from '../../../shared/model/dataset.ts'
import { mainBranch } from '../../../shared/model/names.ts'
import { Badge } from '../../components/badge.tsx'
import { bytes, count, delta, moment } from '../../components/figures.ts'

/** Versions, newest first, on a line. A click selects, Ctrl+click or Space adds, a double click or Enter opens. */
export function Timeline({
  versions,
  latest,
  selected,
  onSelect,
  onOpen,
}: {
  versions: readonly VersionSummary[]
  latest: number | undefined
  selected: readonly number[]
  onSelect: (version: VersionSummary, add: boolean) => void
  onOpen: (version: VersionSummary) => void
}) {
  const onKey = (event: KeyboardEvent<HTMLDivElement>) => {
    const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=option]')]
    const at = rows.indexOf(document.activeElement as HTMLElement)
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      rows[Math.max(0, Math.min(rows.length - 1, at + (event.key === 'ArrowDown' ? 1 : -1)))]?.focus()
    }
  }
  return (
    <div
      className="timeline"
      role="listbox"
      aria-label="Versions"
      aria-multiselectable="true"
      tabIndex={-1}
      onKeyDown={onKey}
    >
      {versions.map((one, position) => {
        const isSelected = selected.includes(one.version)
        return (
          <div
            key={one.version}
            role="option"
            aria-selected={isSelected}
            aria-label={`v${one.version} ${one.message}`}
            className="version"
            data-expired={one.expired ? '' : undefined}
            data-beside={one.branch === mainBranch ? undefined : ''}
            tabIndex={isSelected || (selected.length === 0 && position === 0) ? 0 : -1}
            onClick={(event) => onSelect(one, event.ctrlKey || event.metaKey || event.shiftKey)}
            onDoubleClick={() => !one.expired && onOpen(one)}
            onKeyDown={(event) => {
              if (event.key === ' ') {
                event.preventDefault()
                onSelect(one, true)
              } else if (event.key === 'Enter' && !one.expired) onOpen(one)
            }}
          >
            <i className="version-node" aria-hidden="true" />
            <b>v{one.version}</b>
            <div className="version-words">
              <div className="version-message">
                <span className="ellipsis" title={one.message}>
                  {one.message === '' ? <span className="muted">no message</span> : one.message}
                </span>
                {one.branch !== mainBranch && (
                  <Badge title="on this branch">
                    <GitBranch size={11} aria-hidden="true" /> {one.branch}
                  </Badge>
                )}
                {one.version === latest && <Badge tone="tag">latest</Badge>}
                {one.tags.map((tag) => (
                  <Badge key={tag} tone="tag">
                    {tag}
                  </Badge>
                ))}
                {one.usedBy.map((user) => (
                  <Badge key={user} title="depends on this version, which therefore cannot expire">
                    ◆ {user}
                  </Badge>
                ))}
                {one.warnings.length > 0 && (
                  <Badge tone="changed" title={one.warnings.join('\n')}>
                    ! {one.warnings.length === 1 ? one.warnings[0] : `${one.warnings.length} warnings`}
                  </Badge>
                )}
                {one.expired && <Badge>expired</Badge>}
              </div>
              <div className="secondary small ellipsis">
                {one.author} · {moment(one.time)}
                {one.asOf === undefined ? '' : ` · as of ${moment(one.asOf)}`}
              </div>
            </div>
            <span className="version-rows">
              {one.problem === undefined ? (
                <>
                  {count(one.rows)}
                  <small className="muted">{one.rows === 1 ? 'row' : 'rows'}</small>
                </>
              ) : (
                <Badge tone="changed" title={one.problem}>
                  cannot be read
                </Badge>
              )}
            </span>
            <span>
              {one.problem !== undefined ? null : one.rowDelta === undefined ? (
                <span className="muted small">first</span>
              ) : (
                <Badge tone={one.rowDelta > 0 ? 'added' : one.rowDelta < 0 ? 'removed' : 'plain'}>
                  {delta(one.rowDelta)}
                </Badge>
              )}
            </span>
            <span className="secondary small version-bytes">{bytes(one.newBytes)} new</span>
          </div>
        )
      })}
    </div>
  )
}
