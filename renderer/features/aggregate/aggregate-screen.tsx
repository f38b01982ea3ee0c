import { Plus } from 'lucide-react'
import { nameProblem } from '../../../shared/model/names.ts'
import { useSteadyAnswer } from '../../client/use-steady-answer.ts'
import { Button } from '../../components/button.tsx'
import { counted } from '../../components/figures.ts'
import { Split } from '../../components/split.tsx'
import { ErrorPanel } from '../../components/states.tsx'
import { useCatalogue, useDataset } from '../../workbench/catalogue.ts'
import { CommandLine } from '../../workbench/command/command-line.tsx'
import { withOptions } from '../../workbench/command/command-text.ts'
import type { TabProps } from '../../workbench/feature.ts'
import { useScrollPlace } from '../../workbench/places.tsx'
import { plannedInputs } from '../../workbench/planned.ts'
import { useCompletionFacts } from '../../workbench/use-completion-facts.ts'
import { AggregateHead } from './aggregate-head.tsx'
import {
  type AggregateDraft,
  aggregateRequest,
  type DraftParameter,
  movedStep,
  parametersOf,
  renamedStep,
  stepProblem,
  withoutStep,
  withSql,
  withStep,
} from './draft.ts'
import { InputsPanel } from './inputs-panel.tsx'
import { ParametersPanel } from './parameters-panel.tsx'
import { withReference } from './references.ts'
import { StepCard } from './step-card.tsx'
import { stepState } from './step-state.ts'
import { useAggregateDraft } from './use-aggregate-draft.ts'
import { useAggregateRun } from './use-aggregate-run.ts'
import './aggregate.css'
import { useReadOnly } from '../../workbench/session.ts'

/** Milliseconds of quiet before previews are made: each runs SQL. */
const pause = 500

/** A recipe while it is written: steps with previews, what they read, and running it. */
export function AggregateScreen({ tab }: TabProps<'aggregate'>) {
  const [draft, change] = useAggregateDraft(tab)
  const run = useAggregateRun()
  const scrolled = useScrollPlace('steps')
  const facts = useCompletionFacts()
  const changes = useCatalogue((state) => state.changes)
  const there = useDataset(draft.dataset)
  const problem =
    nameProblem(draft.dataset) ??
    (there !== undefined && there.kind !== 'aggregation'
      ? `“${draft.dataset}” is there and is no aggregation`
      : undefined)
  const request = problem === undefined ? aggregateRequest(draft) : undefined
  // `changes`: what follows the latest version may read another one now.
  const planning = useSteadyAnswer('aggregate.plan', request, pause, String(changes))
  const plan = planning.data
  const empty = draft.steps.some(({ sql }) => sql.trim() === '')
  const broken = plan?.steps.some((step) => step.problem !== undefined) ?? false
  const readOnly = useReadOnly()
  const blocked =
    readOnly ??
    problem ??
    (empty ? 'A step has no SQL' : undefined) ??
    draft.steps.map((step) => stepProblem(draft, step)).find((one) => one !== undefined) ??
    (broken && !planning.stale ? 'A step has a problem' : undefined)

  const part = (what: Partial<AggregateDraft>) => change((before) => ({ ...before, ...what }))
  const setParameter = (name: string, values: DraftParameter | undefined) =>
    change(({ parameters, ...rest }) => {
      const { [name]: _, ...others } = parameters
      return { ...rest, parameters: values === undefined ? others : { ...parameters, [name]: values } }
    })
  const becomes =
    there === undefined ? 'a new aggregation, v1' : `makes v${plan?.nextVersion ?? there.versions + 1}`
  const start = () => {
    if (request === undefined || blocked !== undefined) return
    const planned = plan === undefined ? {} : { planned: plannedInputs(plan.inputs) }
    run.start({ ...request, ...planned, ...(draft.message === '' ? {} : { message: draft.message }) })
  }
  const steps = (
    <div ref={scrolled} className="aggregate-steps scroll fill">
      {run.error !== undefined && <ErrorPanel error={run.error} onRetry={start} />}
      {planning.error !== undefined && <ErrorPanel error={planning.error} onRetry={planning.reload} />}
      {draft.steps.map((step, position) => (
        <StepCard
          key={step.id}
          step={step}
          number={position + 1}
          last={position === draft.steps.length - 1}
          nameProblem={stepProblem(draft, step)}
          state={stepState(draft, position, planning)}
          facts={facts}
          onName={(name) => change((before) => renamedStep(before, step.id, name))}
          onSql={(sql) => change((before) => withSql(before, step.id, sql))}
          onMove={(by) => change((before) => movedStep(before, step.id, by))}
          {...(draft.steps.length === 1
            ? {}
            : { onRemove: () => change((before) => withoutStep(before, step.id)) })}
          onPreview={planning.reload}
        />
      ))}
      <div className="aggregate-add">
        <Button onClick={() => change(withStep)}>
          <Plus size={12} aria-hidden="true" /> Add step
        </Button>
        <span className="muted small">Later steps select from earlier ones by their name</span>
      </div>
    </div>
  )
  const panel = (
    <aside className="side-panel aggregate-panel" aria-label="About the recipe">
      <p className="secondary small" role="status" aria-label="Facts of the recipe">
        {counted(draft.steps.length, 'step')}
        {plan !== undefined && `, ${counted(new Set(plan.inputs.map(({ named }) => named)).size, 'input')}`} ·
        previews show the first 50 rows
      </p>
      <InputsPanel
        inputs={plan?.inputs}
        onReference={(named, next) =>
          change((before) => ({
            ...before,
            steps: before.steps.map((step) => ({ ...step, sql: withReference(step.sql, named, next) })),
          }))
        }
      />
      <ParametersPanel parameters={parametersOf(draft)} onParameter={setParameter} />
      <section aria-label="Description">
        <h3>Description</h3>
        <textarea
          className="input"
          aria-label="Description"
          rows={3}
          placeholder="what the rows are, for people who find them later"
          value={draft.description}
          onChange={(event) => part({ description: event.target.value })}
        />
      </section>
      {plan !== undefined && (
        <section aria-label="As command">
          <h3>As command</h3>
          <CommandLine command={withOptions(plan.command, [['-m', draft.message]])} />
        </section>
      )}
    </aside>
  )
  return (
    <div className="column fill">
      <AggregateHead
        draft={draft}
        becomes={becomes}
        problem={problem}
        run={run}
        blocked={blocked}
        onDraft={part}
        onRun={start}
      />
      <Split
        name="aggregate"
        direction="horizontal"
        parts={[
          { id: 'steps', content: steps, min: 320 },
          { id: 'inspector', content: panel, size: 300, min: 240, max: 560 },
        ]}
      />
    </div>
  )
}
