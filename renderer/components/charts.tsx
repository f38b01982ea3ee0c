import type { ProfileBar } from '../../shared/model/profile.ts'
import type { ValueKind } from '../../shared/model/value.ts'
import { count, counted, share } from './figures.ts'
import { barText } from './result-grid/value-text.ts'
import '../styles/charts.css'

/** A histogram, or the most frequent values, as bars. With `onChoose` each bar is a button. */
export function Bars({
  bars,
  kind,
  label,
  height = 44,
  onChoose,
}: {
  bars: readonly ProfileBar[]
  /** Of the values that the bars stand for. */
  kind: ValueKind
  label: string
  height?: number
  onChoose?: ((bar: ProfileBar) => void) | undefined
}) {
  const most = Math.max(1, ...bars.map(({ rows }) => rows))
  return (
    <div className="bars" role="group" aria-label={label} style={{ height }}>
      {bars.map((bar, position) => {
        const title = `${barText(bar.label, kind)}: ${counted(bar.rows, 'row')}`
        const filled = <i style={{ height: bar.rows === 0 ? 0 : `${(100 * bar.rows) / most}%` }} />
        const key = `${position}:${bar.label}`
        return onChoose === undefined ? (
          <span key={key} title={title}>
            {filled}
          </span>
        ) : (
          <button
            key={key}
            type="button"
            title={`${title}. Filter by it`}
            aria-label={title}
            onClick={() => onChoose(bar)}
          >
            {filled}
          </button>
        )
      })}
    </div>
  )
}

/** A distribution at a glance, beside the name of its column; what it says is said elsewhere in words. */
export function TinyBars({ bars }: { bars: readonly ProfileBar[] }) {
  const most = Math.max(1, ...bars.map(({ rows }) => rows))
  return (
    <span className="bars tiny-bars" aria-hidden="true">
      {bars.map(({ label, rows }) => (
        <span key={label}>
          <i style={{ height: rows === 0 ? 0 : `${(100 * rows) / most}%` }} />
        </span>
      ))}
    </span>
  )
}

/** One bar shared out: the parts in order, then what is missing (hatched). */
export function ShareBar({
  parts,
  missing,
  all,
}: {
  parts: readonly { readonly title: string; readonly rows: number }[]
  missing: number
  all: number
}) {
  const words = [
    ...parts.map(({ title, rows }) => `${share(rows, all)} ${title}`),
    `${share(missing, all)} missing`,
  ]
  const width = (rows: number) => ({ width: all === 0 ? 0 : `${(100 * rows) / all}%` })
  return (
    <div className="share-bar" role="img" aria-label={words.join(', ')} title={words.join(' · ')}>
      {parts.map(({ title, rows }, position) => (
        <i key={title} data-part={position} style={width(rows)} />
      ))}
      <i data-part="missing" style={width(missing)} />
    </div>
  )
}

/** The most frequent values with their rows; a click chooses one. */
export function FrequentValues({
  bars,
  kind,
  onChoose,
}: {
  bars: readonly ProfileBar[]
  kind: ValueKind
  onChoose?: ((bar: ProfileBar) => void) | undefined
}) {
  const most = Math.max(1, ...bars.map(({ rows }) => rows))
  return (
    <div className="frequent">
      {bars.map((bar, position) => {
        const words = barText(bar.label, kind)
        const cells = (
          <>
            <span className={bar.label === '' ? 'ellipsis muted' : 'ellipsis'}>{words}</span>
            <span className="share-bar">
              <i style={{ width: `${(100 * bar.rows) / most}%` }} />
            </span>
            <span className="number">{count(bar.rows)}</span>
          </>
        )
        const key = `${position}:${bar.label}`
        return onChoose === undefined ? (
          <div key={key} className="frequent-row" title={words}>
            {cells}
          </div>
        ) : (
          <button
            key={key}
            type="button"
            className="frequent-row"
            title={`Filter by ${words}`}
            onClick={() => onChoose(bar)}
          >
            {cells}
          </button>
        )
      })}
    </div>
  )
}
