import type { OpenComparison } from '../../../shared/contract/compare.ts'
import type { ColumnDifference, ColumnStatistics } from '../../../shared/model/difference.ts'
import { useAnswer } from '../../client/use-answer.ts'
import { Choice } from '../../components/field.tsx'
import { columnShare, count, share } from '../../components/figures.ts'
import { shortType } from '../../components/result-grid/columns.ts'
import { Split } from '../../components/split.tsx'
import { ErrorPanel, Skeleton } from '../../components/states.tsx'
import { useKept, useScrollPlace } from '../../workbench/places.tsx'
import { ColumnDifferencePanel } from './column-difference-panel.tsx'
import { BarsLegend, OverlaidBars } from './overlaid-bars.tsx'
import { orderedColumns, type StatisticsOrder } from './statistics-order.ts'

/** Figures and distributions of every column in both versions. */
export function StatisticsView({
  comparison,
  onColumn,
}: {
  comparison: OpenComparison
  /** Shows the rows in which a column changed. */
  onColumn: (column: string) => void
}) {
  const { comparisonId, a, b } = comparison
  const { data, error, loading, reload } = useAnswer('compare.statistics', { comparisonId })
  const [order, setOrder] = useKept<StatisticsOrder>('statistics.order', 'table')
  const [chosen, setChosen] = useKept<string | undefined>('statistics.column', undefined)
  const scrolled = useScrollPlace('statistics')
  if (data === undefined) {
    if (error !== undefined) return <ErrorPanel error={error} onRetry={reload} />
    return loading ? <Skeleton lines={8} label="Computing statistics" /> : null
  }
  const columns = orderedColumns(data.columns, order)
  const selected = columns.find(({ name }) => name === chosen)
  const table = (
    <div className="column fill">
      <div className="toolbar compare-toolbar">
        <BarsLegend a={a.reference} b={b.reference} />
        <span className="muted small ellipsis fill">
          all rows, {count(a.rows)} and {count(b.rows)} · bars are shares of each version
        </span>
        <div className="toolbar-end">
          <Choice
            aria-label="Order of the columns"
            value={order}
            onChoose={setOrder}
            options={[
              { value: 'table', title: 'In the order of the table' },
              { value: 'changed', title: 'Most changed first' },
              { value: 'drift', title: 'Most drift first' },
              { value: 'name', title: 'By name' },
            ]}
          />
        </div>
      </div>
      <div ref={scrolled} className="scroll fill">
        <table className="compare-statistics" aria-label="Columns in both versions">
          <thead>
            <tr>
              <th>Column</th>
              <th>Distribution</th>
              <th data-number="">Changed cells</th>
              <th
                data-number=""
                title="Share of the values that would have to move to another bar: 0 is the same, 100 % is nothing in common"
              >
                Drift
              </th>
              <th data-number="">Missing</th>
              <th data-number="">Distinct</th>
              <th data-number="">Mean</th>
            </tr>
          </thead>
          <tbody>
            {columns.map((column) => (
              <StatisticsRow
                key={`${column.name}\u0000${column.typeB === undefined ? 'a' : 'b'}`}
                column={column}
                matched={comparison.rows.same + comparison.rows.changed}
                selected={column.name === chosen}
                onChoose={() => setChosen(column.name === chosen ? undefined : column.name)}
                onRows={() => onColumn(column.name)}
              />
            ))}
          </tbody>
        </table>
      </div>
    </div>
  )
  const panel =
    selected === undefined
      ? []
      : [
          {
            id: 'column',
            size: 340,
            min: 260,
            content: (
              <ColumnDifferencePanel
                column={selected}
                a={a.reference}
                b={b.reference}
                onClose={() => setChosen(undefined)}
              />
            ),
          },
        ]
  return (
    <Split
      name="compare-statistics"
      direction="horizontal"
      parts={[{ id: 'columns', min: 420, content: table }, ...panel]}
    />
  )
}

function StatisticsRow({
  column,
  matched,
  selected,
  onChoose,
  onRows,
}: {
  column: ColumnDifference
  matched: number
  selected: boolean
  onChoose: () => void
  onRows: () => void
}) {
  const { name, from, typeA, typeB, changed, a, b, bars, drift } = column
  const type =
    typeA !== undefined && typeB !== undefined && typeA !== typeB
      ? `${shortType(typeA)} → ${shortType(typeB)}`
      : shortType(typeB ?? typeA ?? '')
  const only = typeA === undefined ? '+ added' : typeB === undefined ? '− removed' : undefined
  return (
    <tr aria-selected={selected} onClick={onChoose}>
      <td>
        <button type="button" className="compare-column ellipsis" aria-expanded={selected} title={name}>
          {from === undefined ? name : `${from} → ${name}`}
        </button>
        <small className="muted compare-type">{type}</small>
      </td>
      <td className="compare-distribution">
        {bars.length > 0 && <OverlaidBars bars={bars} label={`Distribution of ${name}`} />}
      </td>
      <td data-number="">
        {only !== undefined ? (
          <span data-only={only.slice(0, 1)}>{only}</span>
        ) : changed === 0 ? (
          <span className="muted">0</span>
        ) : (
          <button
            type="button"
            className="link"
            title={`Show the rows in which ${name} changed`}
            onClick={(event) => {
              event.stopPropagation()
              onRows()
            }}
          >
            {count(changed)} <small className="muted">{share(changed, matched)}</small>
          </button>
        )}
      </td>
      <td data-number="" data-drift={drift !== undefined && drift >= 0.1 ? '' : undefined}>
        {drift === undefined ? '' : columnShare(Math.round(drift * 10_000), 10_000)}
      </td>
      <Pair a={a} b={b} of={({ missing, count: rows }) => columnShare(missing, rows)} />
      <Pair
        a={a}
        b={b}
        of={({ distinct, distinctExact }) => `${distinctExact ? '' : '≈ '}${count(distinct)}`}
      />
      <Pair a={a} b={b} of={({ mean }) => (mean === undefined ? '' : shortNumber(mean))} />
    </tr>
  )
}

/** A figure before and after; once where it did not change. */
function Pair({
  a,
  b,
  of,
}: {
  a: ColumnStatistics | undefined
  b: ColumnStatistics | undefined
  of: (statistics: ColumnStatistics) => string
}) {
  const [before, after] = [a && of(a), b && of(b)]
  return (
    <td data-number="">
      {before === undefined || after === undefined || before === after ? (
        (after ?? before ?? '')
      ) : (
        <>
          <span className="muted">{before}</span> → {after}
        </>
      )}
    </td>
  )
}

export function shortNumber(value: number): string {
  const size = Math.abs(value)
  if (size !== 0 && (size < 0.001 || size >= 1e12)) return value.toExponential(3)
  return value.toLocaleString('en-US', { maximumSignificantDigits: size >= 1000 ? 7 : 4 })
}
