import { useState } from 'react'
import type { DiscoveredTable, Discovery } from '../../../shared/model/discovery.ts'
import { bytes, counted } from '../../components/figures.ts'
import { formatTitle } from './formats.ts'

/** Files of a table shown before "more". */
const filesAtFirst = 6

/** Files by the table they belong to: read (✓), with rejected rows (!), left out (–), not readable (×). */
export function FoundFiles({
  discovery,
  sources,
  chosen,
  onChoose,
}: {
  discovery: Discovery
  sources: readonly string[]
  chosen: string | undefined
  onChoose: (table: string) => void
}) {
  const where = sources.length === 1 ? sources[0] : `${sources.length} places`
  return (
    <nav className="found scroll fill" aria-label="Found files">
      <div className="found-head">
        <h2>Import</h2>
        <p className="secondary small ellipsis" title={sources.join('\n')}>
          {counted(discovery.files, 'file')}, {bytes(discovery.bytes)}, in {where}
        </p>
      </div>
      {discovery.problems.map(({ path, message, hint }) => (
        <div
          key={path}
          className="found-file"
          data-sign="×"
          title={[message, hint].filter(Boolean).join('\n')}
        >
          <span aria-label="cannot be read">×</span>
          <span>
            <span className="ellipsis">{path}</span>
            <span className="found-reason">{message}</span>
          </span>
        </div>
      ))}
      {discovery.tables.map((table) => (
        <TableFiles
          key={table.name}
          table={table}
          chosen={table.name === chosen}
          onChoose={() => onChoose(table.name)}
        />
      ))}
      {discovery.leftOut.length > 0 && (
        <section aria-label="Left out">
          <h3>
            left out <span className="muted">{counted(discovery.leftOut.length, 'file')}</span>
          </h3>
          {discovery.leftOut.map(({ path, bytes: size, reason }) => (
            <div key={path} className="found-file" data-sign="–" title={reason}>
              <span aria-label="left out">–</span>
              <span>
                <span className="ellipsis">{path}</span>
                <span className="found-reason">{reason}</span>
              </span>
              <span className="muted">{bytes(size)}</span>
            </div>
          ))}
        </section>
      )}
    </nav>
  )
}

function TableFiles({
  table,
  chosen,
  onChoose,
}: {
  table: DiscoveredTable
  chosen: boolean
  onChoose: () => void
}) {
  const [all, setAll] = useState(false)
  const shown = all ? table.perFile : table.perFile.slice(0, filesAtFirst)
  const more = table.perFile.length - shown.length
  return (
    <section aria-label={table.name} className="found-table" data-chosen={chosen ? '' : undefined}>
      <button
        type="button"
        className="found-name"
        aria-current={chosen}
        onClick={onChoose}
        title={table.name}
      >
        <b className="ellipsis">{table.name}</b>
        <span className="muted">
          {counted(table.files.length, 'file')} · {formatTitle(table)}
        </span>
      </button>
      {shown.map(({ path, bytes: size, rejected }) => (
        <button type="button" key={path} className="found-file" onClick={onChoose} title={path}>
          {rejected === 0 ? (
            <span className="found-good" aria-label="read">
              ✓
            </span>
          ) : (
            <span className="found-odd" aria-label={counted(rejected, 'rejected row')}>
              !
            </span>
          )}
          <span className="found-path">{shortPath(path)}</span>
          <span className="muted">{bytes(size)}</span>
        </button>
      ))}
      {more > 0 && (
        <button type="button" className="found-file muted" onClick={() => setAll(true)}>
          <span />
          <span>{more} more</span>
        </button>
      )}
    </section>
  )
}

/** The end of a path tells files apart: `controller.log…18`. */
function shortPath(path: string): string {
  const name = path.split('/').pop() ?? path
  return name.length > 26 ? `${name.slice(0, 14)}…${name.slice(-10)}` : name
}
