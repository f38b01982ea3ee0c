import type { VersionSummary } from '../../../shared/model/dataset.ts'
import { count, counted } from '../../components/figures.ts'

const width = 288
const height = 70
const margin = 6

/** The number of rows as a line over the versions that are still there. */
export function RowsOverVersions({
  versions,
  current,
}: {
  versions: readonly VersionSummary[]
  current: number
}) {
  const inOrder = [...versions].sort((a, b) => a.version - b.version)
  const most = Math.max(...inOrder.map(({ rows }) => rows))
  const least = Math.min(...inOrder.map(({ rows }) => rows))
  const points = inOrder.map(({ version, rows }, position) => ({
    version,
    rows,
    x: margin + (position * (width - 2 * margin)) / Math.max(1, inOrder.length - 1),
    // A line in the middle when nothing changed.
    y:
      most === least
        ? height / 2
        : height - margin - ((rows - least) * (height - 2 * margin)) / (most - least),
  }))
  return (
    <svg
      className="rows-over-versions"
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={`Rows from ${count(least)} to ${count(most)}`}
    >
      <polyline points={points.map(({ x, y }) => `${x},${y}`).join(' ')} />
      {points.map(({ version, rows, x, y }) => (
        <circle key={version} cx={x} cy={y} r={version === current ? 4.5 : 3}>
          <title>
            v{version}: {counted(rows, 'row')}
          </title>
        </circle>
      ))}
    </svg>
  )
}
