import { nameFrom } from '../../../shared/model/names.ts'
import type { Recipe } from '../../../shared/model/lineage.ts'
import { namesAFile } from '../../../shared/model/reference.ts'
import type { Input } from '../../client/connection.ts'
import { uniqueId } from '../../client/unique-id.ts'
import { parameterNames } from '../../components/sql-editor/statements.ts'
import { namedTables } from '../../components/sql-editor/table-names.ts'
import { withReference } from './references.ts'

/** A step while it is written; `id` stays when its name or place changes. */
export interface DraftStep {
  readonly id: string
  readonly name: string
  readonly sql: string
}

/** A parameter's value in the recipe, and the one for this run, when it is another. */
export interface DraftParameter {
  readonly usual: string
  readonly given: string
}

/** A recipe while it is written, with what its next version is called. */
export interface AggregateDraft {
  readonly dataset: string
  readonly message: string
  readonly description: string
  readonly steps: readonly DraftStep[]
  readonly parameters: { readonly [name: string]: DraftParameter }
}

/** A draft around a query, or an empty one. */
export function draftOf(sql: string, values: { readonly [name: string]: string } = {}): AggregateDraft {
  const table = namedTables(sql)
    .find(({ name }) => !namesAFile(name))
    ?.name.split(/[@/]/)[0]
  return {
    dataset: table === undefined ? 'aggregation' : nameFrom(`${table}-summary`),
    message: '',
    description: '',
    steps: [{ id: uniqueId(), name: 'result', sql }],
    parameters: Object.fromEntries(
      Object.entries(values).map(([name, usual]) => [name, { usual, given: '' }]),
    ),
  }
}

/** A draft that begins with the recipe of a version. */
export function draftOfRecipe(dataset: string, recipe: Recipe): AggregateDraft {
  return {
    dataset,
    message: '',
    description: recipe.description ?? '',
    steps: recipe.steps.map((step) => ({ ...step, id: uniqueId() })),
    parameters: Object.fromEntries(
      Object.entries(recipe.parameters).map(([name, usual]) => [name, { usual, given: '' }]),
    ),
  }
}

/** One step more, which reads the one before it. */
export function withStep(draft: AggregateDraft): AggregateDraft {
  const names = draft.steps.map(({ name }) => name)
  const last = names.at(-1)
  let number = names.length + 1
  while (names.includes(`step_${number}`)) number += 1
  const sql = last === undefined ? '' : `SELECT *\nFROM ${last}`
  return { ...draft, steps: [...draft.steps, { id: uniqueId(), name: `step_${number}`, sql }] }
}

export function withoutStep(draft: AggregateDraft, id: string): AggregateDraft {
  return draft.steps.length === 1 ? draft : { ...draft, steps: draft.steps.filter((step) => step.id !== id) }
}

/** Moves a step one place up (-1) or down (1). */
export function movedStep(draft: AggregateDraft, id: string, by: 1 | -1): AggregateDraft {
  const at = draft.steps.findIndex((step) => step.id === id)
  const step = draft.steps[at]
  if (step === undefined || draft.steps[at + by] === undefined) return draft
  const rest = draft.steps.filter((other) => other !== step)
  return { ...draft, steps: [...rest.slice(0, at + by), step, ...rest.slice(at + by)] }
}

/** Renames a step, also where later steps select from it. */
export function renamedStep(draft: AggregateDraft, id: string, name: string): AggregateDraft {
  const at = draft.steps.findIndex((step) => step.id === id)
  const before = draft.steps[at]?.name ?? ''
  // While a name is being typed it may be another step's or nothing: then no text can be told apart from it.
  const clear =
    name !== '' &&
    before !== '' &&
    !draft.steps.some((step) => step.name === name || (step.id !== id && step.name === before))
  return {
    ...draft,
    steps: draft.steps.map((step, position) => {
      if (position === at) return { ...step, name }
      return position > at && clear ? { ...step, sql: withReference(step.sql, before, name) } : step
    }),
  }
}

export function withSql(draft: AggregateDraft, id: string, sql: string): AggregateDraft {
  return { ...draft, steps: draft.steps.map((step) => (step.id === id ? { ...step, sql } : step)) }
}

/** Parameters that any step uses, then those that are only left over, each with its values. */
export function parametersOf(
  draft: AggregateDraft,
): readonly (DraftParameter & { readonly name: string; readonly used: boolean })[] {
  const used = [...new Set(draft.steps.flatMap(({ sql }) => parameterNames(sql)))]
  const left = Object.keys(draft.parameters).filter((name) => !used.includes(name))
  const values = (name: string) => draft.parameters[name] ?? { usual: '', given: '' }
  return [
    ...used.map((name) => ({ name, used: true, ...values(name) })),
    ...left.map((name) => ({ name, used: false, ...values(name) })),
  ]
}

/** Why a step's name cannot stay; undefined when it can. */
export function stepProblem(draft: AggregateDraft, { id, name }: DraftStep): string | undefined {
  if (name.trim() === '') return 'A step needs a name'
  const same = draft.steps.some((other) => other.id !== id && other.name.toLowerCase() === name.toLowerCase())
  return same ? `Two steps are called “${name}”` : undefined
}

/**
 * What the engine is asked; undefined while there is nothing to ask. Steps from the first empty one on are left
 * out, so that the others have their preview.
 */
export function aggregateRequest(draft: AggregateDraft): Input<'aggregate.plan'> | undefined {
  const empty = draft.steps.findIndex(({ sql }) => sql.trim() === '')
  const steps = empty < 0 ? draft.steps : draft.steps.slice(0, empty)
  if (steps.length === 0 || steps.some((step) => stepProblem(draft, step) !== undefined)) return undefined
  const all = parametersOf(draft).filter(({ used }) => used)
  const given = all.filter((one) => one.given !== '')
  return {
    dataset: draft.dataset,
    recipe: {
      steps: steps.map(({ name, sql }) => ({ name: name.trim(), sql })),
      parameters: Object.fromEntries(
        all.filter(({ usual }) => usual !== '').map(({ name, usual }) => [name, usual]),
      ),
      ...(draft.description.trim() === '' ? {} : { description: draft.description.trim() }),
    },
    ...(given.length === 0
      ? {}
      : { parameters: Object.fromEntries(given.map((one) => [one.name, one.given])) }),
  }
}
