import type { AggregatePlan } from '../../../shared/contract/curate.ts'
import type { SteadyAnswer } from '../../client/use-steady-answer.ts'
import type { AggregateDraft } from './draft.ts'
import type { StepState } from './step-card.tsx'

/** What is known of a step by the newest previews. */
export function stepState(
  draft: AggregateDraft,
  position: number,
  planning: SteadyAnswer<AggregatePlan>,
): StepState {
  const { data, error, stale } = planning
  const empty = draft.steps.findIndex(({ sql }) => sql.trim() === '')
  if (position === empty) return { kind: 'empty' }
  if (empty >= 0 && position > empty) return { kind: 'not-run' }
  const step = data?.steps[position]
  if (error !== undefined && step === undefined) return { kind: 'failed' }
  if (step !== undefined) return { kind: step.problem === undefined ? 'preview' : 'problem', step, stale }
  if (stale || data === undefined) return { kind: 'waiting' }
  return { kind: 'not-run' }
}
