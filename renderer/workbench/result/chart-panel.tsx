import { X } from 'lucide-react'
import { useState } from 'react'
import type { ChartMeasure, ResultChart } from '../../../shared/contract/query.ts'
import type { ResultColumn } from '../../../shared/model/value.ts'
import { useSteadyAnswer } from '../../client/use-steady-answer.ts'
import { IconButton } from '../../components/button.tsx'
import { Choice, InlineField } from '../../components/field.tsx'
import { count, counted } from '../../components/figures.ts'
import { Segmented } from '../../components/segmented.tsx'
import { EmptyState, ErrorPanel, Skeleton } from '../../components/states.tsx'
import { copyText } from '../../components/toast/announcements.ts'
import { axisColumns, type ChartChoice, firstChoice, isOrdered, measuredColumns } from './chart-choice.ts'
import { AxisChart, labelText, NamesChart } from './chart-figure.tsx'
import { measureText } from './chart-scale.ts'
import type { LiveResult } from './result-events.ts'
import './chart.css'

const measures: readonly { readonly value: ChartMeasure; readonly title: string }[] = [
  { value: 'rows', title: 'number of rows' },
  { value: 'sum', title: 'sum of' },
  { value: 'mean', title: 'mean of' },
  { value: 'minimum', title: 'minimum of' },
  { value: 'maximum', title: 'maximum of' },
]

/** A quick chart of a result: one measure by the values of one column, over all its rows. */
export function ChartPanel({ live, onClose }: { live: LiveResult; onClose: () => void }) {
  const { columns, resultId } = live.open
  const [chosen, setChosen] = useState<ChartChoice>()
  const first = firstChoice(columns, live.rows)
  // A choice may be of columns that another result does not have.
  const fits = chosen !== undefined && columns.some(({ name }) => name === chosen.x)
  const choice = fits ? chosen : first
  const { data, error, stale, reload } = useSteadyAnswer(
    'query.chart',
    choice === undefined
      ? undefined
      : {
          resultId,
          x: choice.x,
          measure: choice.measure,
          ...(choice.measure === 'rows' || choice.y === undefined ? {} : { y: choice.y }),
        },
    0,
  )
  if (choice === undefined)
    return <EmptyState title="None of these columns can be drawn">Only nested values are here.</EmptyState>
  const x = columns.find(({ name }) => name === choice.x)
  const numbers = measuredColumns(columns)
  const setMeasure = (measure: ChartMeasure) => {
    const y = choice.y ?? numbers[0]?.name
    setChosen({ ...choice, measure, ...(y === undefined ? {} : { y }) })
  }
  return (
    <section className="chart" aria-label="Chart" aria-busy={stale}>
      <div className="chart-head" role="toolbar" aria-label="Chart">
        <Choice
          aria-label="Measure"
          value={choice.measure}
          onChoose={setMeasure}
          options={numbers.length === 0 ? measures.slice(0, 1) : measures}
        />
        {choice.measure !== 'rows' && (
          <Choice
            aria-label="Measured column"
            value={choice.y ?? ''}
            onChoose={(y) => setChosen({ ...choice, y })}
            options={titles(numbers)}
          />
        )}
        <InlineField label="by">
          {(id) => (
            <Choice
              {...id}
              value={choice.x}
              onChoose={(next) => setChosen({ ...choice, x: next })}
              options={titles(axisColumns(columns))}
            />
          )}
        </InlineField>
        {isOrdered(x) && (
          <Segmented
            label="Drawn as"
            value={choice.look}
            onChoose={(look) => setChosen({ ...choice, look })}
            options={[
              { value: 'bars', title: 'Bars' },
              { value: 'line', title: 'Line' },
            ]}
          />
        )}
        <div className="toolbar-end secondary small">
          {data !== undefined && (
            <>
              <span role="status">{covers(data, live)}</span>
              <button type="button" className="link" onClick={() => void copyText(data.sql, 'SQL')}>
                Copy SQL
              </button>
            </>
          )}
          <IconButton label="Close chart" onClick={onClose}>
            <X size={14} aria-hidden="true" />
          </IconButton>
        </div>
      </div>
      {error !== undefined ? (
        <ErrorPanel error={error} onRetry={reload} />
      ) : data === undefined ? (
        <Skeleton lines={4} label="Computing the chart" />
      ) : (
        <Drawn chart={data} choice={choice} x={x} />
      )}
    </section>
  )
}

function Drawn({
  chart: { points },
  choice,
  x,
}: {
  chart: ResultChart
  choice: ChartChoice
  x: ResultColumn | undefined
}) {
  const kind = x?.kind ?? 'text'
  const measure = choice.measure === 'rows' ? 'rows' : `${choice.measure} of ${choice.y ?? ''}`
  if (points.length === 0) return <EmptyState title="There are no rows to draw" />
  return (
    <>
      {isOrdered(x) ? (
        <AxisChart points={points} kind={kind} look={choice.look} />
      ) : (
        <NamesChart points={points} kind={kind} />
      )}
      <table className="visually-hidden" aria-label={`${measure} by ${choice.x}`}>
        <tbody>
          {points.map(({ label, value }) => (
            <tr key={String(label)}>
              <th scope="row">{labelText(label, kind)}</th>
              <td>{measureText(value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}

/** Over which rows, and what of them cannot be seen. */
function covers({ points, groups, kind }: ResultChart, { rows }: LiveResult): string {
  const all = rows === undefined ? 'all rows' : `all ${counted(rows, 'row')}`
  if (kind === 'ranges') return `${all} in ${counted(points.length, 'range')}`
  return groups > points.length
    ? `${all}; the largest ${count(points.length)} of ${counted(groups, 'value')}`
    : `${all}, ${counted(groups, 'value')}`
}

function titles(columns: readonly ResultColumn[]) {
  return columns.map(({ name }) => ({ value: name, title: name }))
}
