import type { AggregatePlan } from '../../../shared/contract/curate.ts'
import { toWireError } from '../../../shared/contract/errors.ts'
import type { CallContext } from '../../../shared/contract/responder.ts'
import type { LineageInput } from '../../../shared/model/lineage.ts'
import { scratchQuota } from '../query/limits.ts'
import type { Worker } from '../query/workers.ts'
import { type AggregateRequest, requireDatasetName } from './aggregate.ts'
import { aggregateCommand } from './as-command.ts'
import type { CurateTools } from './curate-tools.ts'
import { nextVersion } from './next-version.ts'
import { prepareSteps } from './prepared-recipe.ts'
import { recipeParameters } from './recipe-query.ts'

/** Enough to see what a step does. */
const previewRows = 50
/** A cell with more characters is cut in a preview. */
const longestPreview = 1000

type StepPreview = AggregatePlan['steps'][number]

/**
 * What each step of a recipe gives: columns and the first 50 rows, or its problem; steps after one with a
 * problem are not run. Nothing is written. Throws `invalid-name` and, when cancelled, `cancelled`.
 */
export async function planAggregate(
  tools: CurateTools,
  request: AggregateRequest,
  context: CallContext,
): Promise<AggregatePlan> {
  const { dataset, recipe } = request
  requireDatasetName(dataset)
  return tools.workers.using('background', async (worker) => {
    const steps: StepPreview[] = []
    let inputs: readonly LineageInput[] = []
    for (const [index, { name, sql }] of recipe.steps.entries()) {
      try {
        const preview = await previewSteps(tools, request, { upTo: index + 1, worker, context })
        inputs = preview.inputs
        steps.push({ name, columns: preview.columns, rows: preview.rows })
      } catch (error) {
        if (context.signal.aborted) throw error
        steps.push({ name, columns: [], rows: [], ...stepProblem(error, sql) })
        break
      }
    }
    return {
      dataset,
      nextVersion: await nextVersion(tools.store, dataset),
      inputs,
      steps,
      command: aggregateCommand(request),
    }
  })
}

/** What went wrong in a step, with its place in the step's SQL as it was typed. */
function stepProblem(error: unknown, sql: string): Pick<StepPreview, 'problem' | 'hint' | 'position'> {
  const { message, hint, context } = toWireError(error)
  const from = context.sql === undefined ? -1 : sql.indexOf(context.sql)
  return {
    problem: message,
    ...(hint === undefined ? {} : { hint }),
    ...(context.position === undefined || from < 0 ? {} : { position: from + context.position }),
  }
}

async function previewSteps(
  tools: CurateTools,
  { recipe, parameters }: AggregateRequest,
  place: { readonly upTo: number; readonly worker: Worker; readonly context: CallContext },
): Promise<StepPreview & { readonly inputs: readonly LineageInput[] }> {
  const { worker, context } = place
  const { signal } = context
  const steps = recipe.steps.slice(0, place.upTo)
  const query = await prepareSteps(steps, recipeParameters(recipe, parameters), {
    worker,
    relations: tools.relations,
    signal,
  })
  const { limits } = tools
  const { scratchFolder } = worker
  await worker.call(
    'instance.open',
    {
      readPaths: [...query.readPaths],
      scratchFolder,
      scratchQuota: await scratchQuota(limits, scratchFolder),
      database: false,
      memoryBytes: limits.memoryBytes,
      threads: limits.threads,
      views: [...query.views],
    },
    { signal },
  )
  try {
    const { columns, rows } = await worker.call(
      'instance.read',
      {
        sql: `SELECT * FROM (\n${query.sql}\n) LIMIT ${previewRows}`,
        limit: previewRows,
        longest: longestPreview,
      },
      { signal },
    )
    return { name: '', columns, rows, inputs: query.inputs }
  } catch (error) {
    throw query.inTyped(error)
  }
}
