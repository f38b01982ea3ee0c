import type { DiscoveredTable } from '../../../shared/model/discovery.ts'
import { count, counted } from '../../components/figures.ts'

/** Rows that could not be read, with where and why. */
export function Rejects({ table }: { table: DiscoveredTable }) {
  const { rejected, rejects, options, name } = table
  const what = options.kind === 'log' ? 'the pattern' : 'the format'
  return (
    <section className="rejects" aria-label="Rejected rows">
      <p>
        <b>
          {counted(
            rejected,
            options.kind === 'log' ? 'line does' : 'row does',
            options.kind === 'log' ? 'lines do' : 'rows do',
          )}{' '}
          not fit {what}
        </b>{' '}
        <span className="secondary small">
          {rejected === 1 ? 'It stays' : 'They stay'} with the snapshot as <b>{name}/rejected</b>; nothing is
          dropped
        </span>
      </p>
      <ol>
        {rejects.map(({ file, line, reason, text }) => (
          <li key={`${file}:${line}:${reason}`}>
            <span className="secondary small">
              {file}, line {count(line)}: {reason}
            </span>
            <code className="ellipsis" title={text}>
              {text}
            </code>
          </li>
        ))}
      </ol>
      {rejected > rejects.length && <p className="muted small">The first {rejects.length} are shown</p>}
    </section>
  )
}
