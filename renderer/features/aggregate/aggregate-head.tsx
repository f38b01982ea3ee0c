import { Square } from 'lucide-react'
import { useId } from 'react'
import { KindMark } from '../../components/badge.tsx'
import { Button } from '../../components/button.tsx'
import { TextInput } from '../../components/field.tsx'
import { count } from '../../components/figures.ts'
import { ProgressBar } from '../../components/states.tsx'
import type { AggregateDraft } from './draft.ts'
import type { AggregateRun } from './use-aggregate-run.ts'

/** How the version will be called, what is said about it, and running it. */
export function AggregateHead({
  draft,
  becomes,
  problem,
  run,
  blocked,
  onDraft,
  onRun,
}: {
  draft: AggregateDraft
  becomes: string
  problem: string | undefined
  run: AggregateRun
  /** Why it cannot run now. */
  blocked: string | undefined
  onDraft: (change: Partial<AggregateDraft>) => void
  onRun: () => void
}) {
  const id = useId()
  const { progress } = run
  return (
    <form className="aggregate-head" aria-label="Aggregation" onSubmit={(event) => event.preventDefault()}>
      <KindMark kind="aggregation" large />
      <label htmlFor={`${id}-name`} className="visually-hidden">
        Name
      </label>
      <TextInput
        id={`${id}-name`}
        className="code aggregate-name"
        placeholder="name of the aggregation"
        aria-invalid={problem !== undefined}
        aria-describedby={`${id}-becomes`}
        value={draft.dataset}
        onChange={(event) => onDraft({ dataset: event.target.value.trim() })}
      />
      <span
        id={`${id}-becomes`}
        className={problem === undefined ? 'muted small ellipsis' : 'field-problem small ellipsis'}
        title={problem ?? becomes}
      >
        {problem ?? becomes}
      </span>
      <label htmlFor={`${id}-message`} className="visually-hidden">
        Message
      </label>
      <TextInput
        id={`${id}-message`}
        className="aggregate-message"
        placeholder="message: what is new about it"
        value={draft.message}
        onChange={(event) => onDraft({ message: event.target.value })}
      />
      {progress === undefined ? (
        <Button look="primary" disabled={blocked !== undefined} title={blocked ?? becomes} onClick={onRun}>
          Run
        </Button>
      ) : (
        <span className="aggregate-progress" role="status" aria-label="Running">
          <ProgressBar label="Run" done={progress.done} total={progress.total} />
          <span className="secondary small">
            {progress.text ?? `${count(progress.done)} ${progress.unit}`}
          </span>
          <Button onClick={run.cancel}>
            <Square size={11} aria-hidden="true" /> Cancel
          </Button>
        </span>
      )}
    </form>
  )
}
