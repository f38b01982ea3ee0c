import type { ChartPoint } from '../../../shared/contract/query.ts'
import type { ValueKind } from '../../../shared/model/value.ts'
import { barText } from '../../components/result-grid/value-text.ts'
import { measureText, type Scale, scaleOf } from './chart-scale.ts'

/** Labels under the axis; more would run into each other. */
const mostLabels = 6

/** Points in the order of their axis, as bars or as a line. */
export function AxisChart({
  points,
  kind,
  look,
}: {
  points: readonly ChartPoint[]
  kind: ValueKind
  look: 'bars' | 'line'
}) {
  const scale = scaleOf(points.flatMap(({ value }) => (value === null ? [] : [value])))
  const every = Math.ceil(points.length / mostLabels)
  const longestTick = Math.max(...scale.ticks.map((tick) => measureText(tick).length))
  return (
    <div className="chart-axes" aria-hidden="true">
      <div className="chart-ticks" style={{ minWidth: `${longestTick}ch` }}>
        {scale.ticks.map((tick) => (
          <span key={tick} style={{ bottom: `${scale.at(tick)}%` }}>
            {measureText(tick)}
          </span>
        ))}
      </div>
      <div className="chart-area">
        {scale.ticks.map((tick) => (
          <hr key={tick} data-zero={tick === 0 ? '' : undefined} style={{ bottom: `${scale.at(tick)}%` }} />
        ))}
        {look === 'line' && <Line points={points} scale={scale} />}
        <div className="chart-columns">
          {points.map((point) => (
            <span key={String(point.label)} title={pointTitle(point, kind)}>
              {look === 'bars'
                ? isSeen(point.value) && <i style={extent(scale, point.value, 'bottom', 'height')} />
                : point.value !== null && <b style={{ bottom: `${scale.at(point.value)}%` }} />}
            </span>
          ))}
        </div>
      </div>
      <div
        className="chart-labels"
        style={{ gridTemplateColumns: `repeat(${points.length}, minmax(0, 1fr))` }}
      >
        {points.map(({ label }, position) =>
          // A last label without its full room would be cut.
          position % every === 0 && position + every <= points.length ? (
            <span
              key={String(label)}
              className="ellipsis"
              style={{ gridColumn: `${position + 1} / span ${every}` }}
            >
              {axisText(label, kind)}
            </span>
          ) : null,
        )}
      </div>
    </div>
  )
}

/** A line through the middle of each point's column; it breaks where there is nothing. */
function Line({ points, scale }: { points: readonly ChartPoint[]; scale: Scale }) {
  const path = points.map(({ value }, position) => {
    if (value === null) return ''
    const pen = (points[position - 1]?.value ?? null) === null ? 'M' : 'L'
    return `${pen}${(100 * (position + 0.5)) / points.length} ${100 - scale.at(value)}`
  })
  return (
    <svg className="chart-line" viewBox="0 0 100 100" preserveAspectRatio="none">
      <path d={path.join('')} />
    </svg>
  )
}

/** Values without an order: a bar in a line of its own, so that long names can be read. */
export function NamesChart({ points, kind }: { points: readonly ChartPoint[]; kind: ValueKind }) {
  const scale = scaleOf(points.flatMap(({ value }) => (value === null ? [] : [value])))
  return (
    <div className="chart-names scroll" aria-hidden="true">
      {points.map((point) => (
        <div key={String(point.label)} title={pointTitle(point, kind)}>
          <span className={point.label === null ? 'ellipsis muted' : 'ellipsis'}>
            {labelText(point.label, kind)}
          </span>
          <span className="chart-name-bar">
            {isSeen(point.value) && <i style={extent(scale, point.value, 'left', 'width')} />}
          </span>
          <span className="number">{measureText(point.value)}</span>
        </div>
      ))}
    </div>
  )
}

/** Nothing and zero are no bars. */
function isSeen(value: number | null): value is number {
  return value !== null && value !== 0
}

/** Under the axis there is room for where a range begins, and not for seconds. */
function axisText(label: string | null, kind: ValueKind): string {
  const [start = ''] = labelText(label, kind).split(' – ')
  return kind === 'time' ? start.replace(/^(\d{4}-\d\d-\d\d \d\d:\d\d):\d\d.*$/, '$1') : start
}

/** From zero to the value. */
function extent(scale: Scale, value: number, start: 'bottom' | 'left', length: 'height' | 'width') {
  const [low = 0, high = 0] = [scale.at(0), scale.at(value)].sort((a, b) => a - b)
  return { [start]: `${low}%`, [length]: `${high - low}%` }
}

/** What a point stands for, in words. */
export function labelText(label: string | null, kind: ValueKind): string {
  return label === null ? 'NULL' : barText(label, kind)
}

function pointTitle({ label, value }: ChartPoint, kind: ValueKind): string {
  return `${labelText(label, kind)}: ${measureText(value)}`
}
