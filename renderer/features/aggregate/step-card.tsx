import { ArrowDown, ArrowUp, X } from 'lucide-react'
import { useMemo } from 'react'
import type { AggregatePlan } from '../../../shared/contract/curate.ts'
import { styleNonce } from '../../client/host.ts'
import { Badge } from '../../components/badge.tsx'
import { IconButton } from '../../components/button.tsx'
import { TextInput } from '../../components/field.tsx'
import { counted } from '../../components/figures.ts'
import { PreviewTable } from '../../components/small-table.tsx'
import type { CompletionFacts } from '../../components/sql-editor/completion.ts'
import { SqlEditor } from '../../components/sql-editor/sql-editor.tsx'
import { Skeleton } from '../../components/states.tsx'
import type { DraftStep } from './draft.ts'

/** What is known of a step: its preview, its problem, or that it waits for one of them. */
export type StepState =
  | {
      readonly kind: 'preview' | 'problem'
      readonly step: AggregatePlan['steps'][number]
      readonly stale: boolean
    }
  | { readonly kind: 'waiting' | 'not-run' | 'empty' | 'failed' }

/** One step: its name, its SQL, and what it gives. */
export function StepCard({
  step,
  number,
  last,
  nameProblem,
  state,
  facts,
  onName,
  onSql,
  onMove,
  onRemove,
  onPreview,
}: {
  step: DraftStep
  number: number
  /** Its rows are the result. */
  last: boolean
  nameProblem: string | undefined
  state: StepState
  facts: CompletionFacts
  onName: (name: string) => void
  onSql: (sql: string) => void
  onMove: (by: 1 | -1) => void
  /** Absent where it is the only one. */
  onRemove?: () => void
  /** Shows the previews again at once. */
  onPreview: () => void
}) {
  const problem = state.kind === 'problem' ? state.step.problem : undefined
  const position = state.kind === 'problem' && !state.stale ? state.step.position : undefined
  const problems = useMemo(
    () => (problem === undefined || position === undefined ? [] : [{ position, message: problem }]),
    [problem, position],
  )
  const what = `step ${number}`
  return (
    <section
      className="step"
      aria-label={`Step ${number}: ${step.name}`}
      data-problem={problem === undefined ? undefined : ''}
    >
      <header className="step-head">
        <span className="step-number" aria-hidden="true">
          {number}
        </span>
        <TextInput
          className="code step-name"
          aria-label={`Name of ${what}`}
          aria-invalid={nameProblem !== undefined}
          value={step.name}
          onChange={(event) => onName(event.target.value)}
        />
        {last && number > 1 && <Badge title="The rows of the last step become the version">result</Badge>}
        <span className="field-problem small">{nameProblem}</span>
        <span className="muted small step-facts" role="status" aria-label={`Preview of ${what}`}>
          {factsOf(state)}
        </span>
        <span className="step-buttons">
          <IconButton label={`Move ${what} up`} disabled={number === 1} onClick={() => onMove(-1)}>
            <ArrowUp size={13} aria-hidden="true" />
          </IconButton>
          <IconButton label={`Move ${what} down`} disabled={last} onClick={() => onMove(1)}>
            <ArrowDown size={13} aria-hidden="true" />
          </IconButton>
          <IconButton label={`Remove ${what}`} disabled={onRemove === undefined} onClick={onRemove}>
            <X size={13} aria-hidden="true" />
          </IconButton>
        </span>
      </header>
      <div className="step-editor">
        <SqlEditor
          label={`SQL of ${what}`}
          text={step.sql}
          onText={onSql}
          facts={facts}
          problems={problems}
          onRun={onPreview}
          placeholder={number === 1 ? 'SELECT … FROM dataset' : 'SELECT … FROM an earlier step'}
          styleNonce={styleNonce()}
        />
      </div>
      <StepResult state={state} name={step.name} />
    </section>
  )
}

function factsOf(state: StepState): string {
  switch (state.kind) {
    case 'preview': {
      const { columns, rows } = state.step
      return `${counted(columns.length, 'column')} · ${rows.length < 50 ? `all ${counted(rows.length, 'row')}` : `first ${rows.length} rows`}${state.stale ? ' · updating…' : ''}`
    }
    case 'waiting':
      return 'running…'
    case 'problem':
      return state.stale ? 'updating…' : ''
    case 'not-run':
      return 'waits for the step before'
    case 'empty':
    case 'failed':
      return ''
  }
}

function StepResult({ state, name }: { state: StepState; name: string }) {
  switch (state.kind) {
    case 'preview':
      return (
        <div className="step-preview" aria-busy={state.stale}>
          <PreviewTable label={`First rows of ${name}`} columns={state.step.columns} rows={state.step.rows} />
        </div>
      )
    case 'problem': {
      // The card itself says which step it is.
      const [sentence, ...more] = (state.step.problem ?? '').replace(`Step "${name}": `, '').split('\n')
      const details = [...more, state.step.hint ?? ''].filter((line) => line.trim() !== '')
      return (
        <div className="step-problem" role="alert">
          <strong>{sentence}</strong>
          {details.length > 0 && <span>{details.join('\n')}</span>}
        </div>
      )
    }
    case 'waiting':
      return <Skeleton lines={3} label={`Running ${name}`} />
    case 'not-run':
    case 'empty':
    case 'failed':
      return null
  }
}
