import type { ColumnDifference, ColumnStatistics } from '../../../shared/model/difference.ts'
import { count, share } from '../../components/figures.ts'
import { rawText } from '../../components/result-grid/value-text.ts'
import { SidePanel } from '../../components/side-panel.tsx'
import { SmallTable } from '../../components/small-table.tsx'
import { OverlaidBars, sum } from './overlaid-bars.tsx'

/** One column in both versions: all figures, and what lies in each bar. */
export function ColumnDifferencePanel({
  column,
  a,
  b,
  onClose,
}: {
  column: ColumnDifference
  a: string
  b: string
  onClose: () => void
}) {
  const { bars, drift } = column
  const [allA, allB] = [sum(bars, 'a'), sum(bars, 'b')]
  return (
    <SidePanel
      title={column.name}
      note={drift === undefined ? undefined : `drift ${share(Math.round(drift * 10_000), 10_000)} · all rows`}
      onClose={onClose}
    >
      <SmallTable label="Figures">
        <thead>
          <tr>
            <th aria-label="Figure" />
            <th data-number="">{a}</th>
            <th data-number="">{b}</th>
          </tr>
        </thead>
        <tbody>
          {figures.map(({ title, of }) => {
            const [before, after] = [column.a && of(column.a), column.b && of(column.b)]
            return before === undefined && after === undefined ? null : (
              <tr key={title}>
                <th scope="row">{title}</th>
                <td data-number="" title={before}>
                  {before ?? ''}
                </td>
                <td data-number="" title={after}>
                  {after ?? ''}
                </td>
              </tr>
            )
          })}
        </tbody>
      </SmallTable>
      {bars.length > 0 && (
        <>
          <h3>Distribution</h3>
          <OverlaidBars bars={bars} label={`Distribution of ${column.name}`} height={96} />
          <SmallTable label="Values in each bar">
            <tbody>
              {bars.map((bar) => (
                <tr key={bar.label}>
                  <th scope="row" title={bar.label}>
                    {bar.label === '' ? <span className="muted">empty text</span> : bar.label}
                  </th>
                  <td data-number="">
                    {count(bar.a)} <small className="figure">{share(bar.a, allA)}</small>
                  </td>
                  <td data-number="">
                    {count(bar.b)} <small className="figure">{share(bar.b, allB)}</small>
                  </td>
                </tr>
              ))}
            </tbody>
          </SmallTable>
        </>
      )}
    </SidePanel>
  )
}

const figures: readonly {
  readonly title: string
  readonly of: (one: ColumnStatistics) => string | undefined
}[] = [
  { title: 'rows', of: (one) => count(one.count) },
  { title: 'missing', of: (one) => `${count(one.missing)} (${share(one.missing, one.count)})` },
  { title: 'distinct', of: (one) => `${one.distinctExact ? '' : '≈ '}${count(one.distinct)}` },
  { title: 'least', of: (one) => (one.min === null ? undefined : rawText(one.min)) },
  { title: 'greatest', of: (one) => (one.max === null ? undefined : rawText(one.max)) },
  {
    title: 'mean',
    of: (one) => (one.mean === undefined ? undefined : String(Number(one.mean.toPrecision(9)))),
  },
]
