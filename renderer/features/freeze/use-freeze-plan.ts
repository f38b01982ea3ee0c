import type { FirnError } from '../../../shared/contract/errors.ts'
import { nameProblem, selectorNameProblem } from '../../../shared/model/names.ts'
import type { FreezePlan } from '../../../shared/model/receipt.ts'
import { parseReference } from '../../../shared/model/reference.ts'
import { type SteadyAnswer, useSteadyAnswer } from '../../client/use-steady-answer.ts'
import { useDataset } from '../../workbench/catalogue.ts'
import { type FreezeDraft, freezeRequest, seedProblem } from './draft.ts'
import { sharesProblem } from './shares.ts'

/** What is wrong with a draft, by field; nothing of it needs the engine. */
export interface DraftProblems {
  readonly source?: string | undefined
  readonly dataset?: string | undefined
  readonly tag?: string | undefined
  readonly seed?: string | undefined
  readonly split?: string | undefined
}

export interface FreezePlanning {
  readonly plan: FreezePlan | undefined
  readonly error: FirnError | undefined
  /** The plan belongs to an earlier state of the draft. */
  readonly stale: boolean
  readonly problems: DraftProblems
  /** The dataset is there already. */
  readonly exists: boolean
  /** Its rows keep their split. */
  readonly inherits: boolean
  /** Nothing is known yet, but it is being asked for. */
  readonly waiting: boolean
  /** Everything is well, and the plan in sight is what will be done. */
  readonly ready: boolean
  readonly reload: () => void
}

const unnamed = 'unnamed-training-set'

/** Asks what a draft would freeze, while it changes. */
export function useFreezePlan(draft: FreezeDraft): FreezePlanning {
  const there = useDataset(draft.dataset)
  const exists = there?.kind === 'training' && there.versions > 0
  const inherits = exists && !draft.anew
  const problems = draftProblems(draft, inherits, there?.kind)
  const { source, dataset, seed, split } = problems
  const askable = [source, seed, split].every((problem) => problem === undefined)
  // Without a good name the rest can be shown all the same.
  const named = dataset === undefined ? draft : { ...draft, dataset: unnamed }
  const answer: SteadyAnswer<FreezePlan> = useSteadyAnswer(
    'freeze.plan',
    askable ? freezeRequest(named, inherits) : undefined,
  )
  const plan = answer.data
  const failed = plan?.checks.some(({ state }) => state === 'fail') ?? false
  const well = askable && dataset === undefined && problems.tag === undefined && answer.error === undefined
  return {
    plan,
    error: answer.error,
    stale: answer.stale,
    problems,
    exists,
    inherits,
    waiting: askable && plan === undefined && answer.error === undefined,
    ready: well && plan !== undefined && !answer.stale && !failed,
    reload: answer.reload,
  }
}

function draftProblems(draft: FreezeDraft, inherits: boolean, kind: string | undefined): DraftProblems {
  const name = nameProblem(draft.dataset)
  const parsed = draft.source.kind === 'reference' ? parseReference(draft.source.reference) : undefined
  return {
    source: parsed?.ok === false ? parsed.problem : undefined,
    dataset:
      name ??
      (kind !== undefined && kind !== 'training'
        ? `“${draft.dataset}” is there and is no training set`
        : undefined),
    tag: draft.tag === '' ? undefined : selectorNameProblem(draft.tag),
    seed: inherits ? undefined : seedProblem(draft.seed),
    split: inherits ? undefined : sharesProblem(draft.split),
  }
}
