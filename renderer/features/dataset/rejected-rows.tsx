import { useState } from 'react'
import type { Reject } from '../../../shared/model/table.ts'
import { count, counted } from '../../components/figures.ts'

/** Rows that did not parse: counted, shown, kept. */
export function RejectedRows({
  rejected,
  rejects,
  name,
}: {
  rejected: number
  rejects: readonly Reject[]
  name: string
}) {
  const [open, setOpen] = useState(false)
  return (
    <section className="error-panel" data-tone="warn" aria-label="Rejected rows">
      <strong>{counted(rejected, 'row')} could not be read</strong>
      <span>
        {rejected === 1 ? 'It stays' : 'They stay'} with the snapshot as <b>{name}/rejected</b>; nothing is
        dropped.{' '}
        <button
          type="button"
          className="link"
          aria-expanded={open}
          onClick={() => setOpen((before) => !before)}
        >
          {open ? 'Hide' : 'Show'}
        </button>
      </span>
      {open &&
        rejects.map(({ file, line, reason, text }) => (
          <div key={`${file}:${line}`} className="rejected-row">
            <span>
              {file}, line {count(line)}: {reason}
            </span>
            <code className="ellipsis">{text}</code>
          </div>
        ))}
    </section>
  )
}
