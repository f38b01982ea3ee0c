import { type ReactNode, useEffect, useState } from 'react'
import { createPortal } from 'react-dom'
import type { ResultColumn } from '../../../shared/model/value.ts'
import { Button } from '../../components/button.tsx'
import type { CellSubject } from '../../components/result-grid/grid-source.ts'
import { sqlName } from '../../components/sql-editor/table-names.ts'
import { EmptyState, ErrorPanel, ProgressBar, Skeleton } from '../../components/states.tsx'
import { useCatalogue } from '../../workbench/catalogue.ts'
import { useContributions } from '../../workbench/features.tsx'
import { setInspector } from '../../workbench/preferences.ts'
import { CellPanel } from '../../workbench/result/cell-panel.tsx'
import { ColumnPanel } from '../../workbench/result/column-panel.tsx'
import { ResultView } from '../../workbench/result/result-view.tsx'
import { useViewedResult } from '../../workbench/result/use-viewed-result.ts'
import { useKept } from '../../workbench/places.tsx'
import type { DoneRun, StatementRun } from './use-runs.ts'

/** The results of a run: one tab for each statement, and a panel about what is selected. */
export function Results({
  runs,
  busy,
  since,
  tabTitle,
  onRunAgain,
  inspectorShown,
  slot,
  onInspector,
}: {
  runs: readonly StatementRun[]
  busy: boolean
  since: number
  tabTitle: string
  onRunAgain: () => void
  inspectorShown: boolean
  /** Where the inspector is drawn; absent while it has no place. */
  slot: HTMLElement | null
  /** Tells whether there is something to inspect. */
  onInspector: (there: boolean) => void
}) {
  const [chosen, setChosen] = useKept<number>('result', -1)
  const failed = runs.find((one) => one.state === 'failed')
  const current = runs[chosen] ?? failed ?? runs.findLast((one) => doneOf(one) !== undefined) ?? runs[0]
  const done = current === undefined ? undefined : doneOf(current)
  const name = (
    <b className="query-result-name">Result {current === undefined ? 1 : runs.indexOf(current) + 1}</b>
  )
  const tabs = runs.length > 1 && (
    <div className="query-result-tabs" role="tablist" aria-label="Results">
      {runs.map((one, position) => (
        <button
          key={one.key}
          type="button"
          role="tab"
          aria-selected={one === current}
          title={one.statement.text.slice(0, 300)}
          onClick={() => setChosen(position)}
        >
          Result {position + 1}
          {one.state === 'failed' && <span className="query-failed"> !</span>}
        </button>
      ))}
    </div>
  )
  const datasets = useCatalogue((state) => state.datasets)
  const { name: dataset = 'events', latest = 3 } = datasets?.find((one) => one.latest !== undefined) ?? {}
  const example = `FROM ${sqlName(`${dataset}@v${latest}`)}`
  if (current === undefined) {
    if (busy) return <Skeleton key={since} lines={8} label="Running" />
    return (
      <EmptyState title="No result yet">
        Write SQL over the datasets of this store, for example{' '}
        <span className="code query-example ellipsis" title={example}>
          {example}
        </span>
        , and press <kbd>Ctrl ↵</kbd>
      </EmptyState>
    )
  }
  return (
    <div className="column fill query-results" aria-busy={busy}>
      {busy && (
        <div className="query-progress">
          <ProgressBar label="Running" done={0} />
        </div>
      )}
      {tabs}
      {done !== undefined ? (
        <DoneResult
          key={runs.indexOf(current)}
          part={`result ${runs.indexOf(current)}`}
          run={done}
          title={name}
          name={runs.length < 2 ? tabTitle : `${tabTitle} ${runs.indexOf(current) + 1}`}
          onRunAgain={onRunAgain}
          inspectorShown={inspectorShown}
          slot={slot}
          onInspector={onInspector}
        />
      ) : (
        <div className="column fill">
          {current.state !== 'done' && <Unfinished run={current} onRunAgain={onRunAgain} />}
        </div>
      )}
    </div>
  )
}

/** What is shown of a statement: its answer, or the one of the run before while that is awaited. */
function doneOf(run: StatementRun): DoneRun | undefined {
  if (run.state === 'done') return run
  return run.state === 'waiting' || run.state === 'running' ? run.before : undefined
}

function Unfinished({
  run,
  onRunAgain,
}: {
  run: Exclude<StatementRun, { state: 'done' }>
  onRunAgain: () => void
}) {
  switch (run.state) {
    case 'failed':
      return <ErrorPanel error={run.error} />
    case 'running':
    case 'waiting':
      return <Skeleton lines={8} label="Running" />
    case 'cancelled':
      return (
        <EmptyState title="Cancelled" actions={<Button onClick={onRunAgain}>Run again</Button>}>
          The statement was stopped; what it had read so far was not kept.
        </EmptyState>
      )
    case 'not-run':
      return <EmptyState title="Not run">A statement before this one failed or was cancelled.</EmptyState>
  }
}

type Subject =
  | { readonly kind: 'column'; readonly column: ResultColumn }
  | { readonly kind: 'cell'; readonly cell: CellSubject }

function DoneResult({
  part,
  run,
  title,
  name,
  onRunAgain,
  inspectorShown,
  slot,
  onInspector,
}: {
  part: string
  run: DoneRun
  title: ReactNode
  name: string
  onRunAgain: () => void
  inspectorShown: boolean
  slot: HTMLElement | null
  onInspector: (there: boolean) => void
}) {
  const result = useViewedResult(
    run.open,
    `${part}.view`,
    JSON.stringify([run.statement.text, run.parameters]),
  )
  const actions = useContributions('resultActions')
  const [first] = run.open.columns
  const [subject, setSubject] = useState<Subject | undefined>(
    first === undefined ? undefined : { kind: 'column', column: first },
  )
  const subjectOfActions = { result: run.open, parameters: run.parameters }
  useEffect(() => {
    if (subject?.kind === 'cell') setInspector(true)
  }, [subject])
  const inspecting = inspectorShown && subject !== undefined
  useEffect(() => {
    onInspector(inspecting)
    return () => onInspector(false)
  }, [inspecting, onInspector])
  const shown = result.live.open
  const inspector =
    !inspectorShown || subject === undefined ? undefined : subject.kind === 'column' ? (
      <ColumnPanel
        open={shown}
        column={subject.column}
        onClose={() => setInspector(false)}
        onFilter={({ condition }) =>
          result.setWhere([...result.where.filter((one) => one !== condition), condition])
        }
      />
    ) : (
      <CellPanel
        open={shown}
        cell={subject.cell}
        onClose={() => setSubject({ kind: 'column', column: subject.cell.column })}
      />
    )
  return (
    <>
      {inspector !== undefined && slot !== null && createPortal(inspector, slot)}
      <ResultView
        title={title}
        name={name}
        part={part}
        result={result}
        onRunAgain={onRunAgain}
        onFocusColumn={(column) => setSubject({ kind: 'column', column })}
        onInspectColumn={(column) => {
          setSubject({ kind: 'column', column })
          setInspector(true)
        }}
        onInspectCell={(cell) => setSubject({ kind: 'cell', cell })}
        actions={actions
          .filter(({ when }) => when?.(subjectOfActions) ?? true)
          .map((action) => (
            <Button key={action.id} onClick={() => action.run(subjectOfActions)}>
              {action.title(subjectOfActions)}
            </Button>
          ))}
      />
    </>
  )
}
