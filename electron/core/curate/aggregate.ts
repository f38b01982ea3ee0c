import { mkdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { AggregateResult } from '../../../shared/contract/curate.ts'
import { FirnError } from '../../../shared/contract/errors.ts'
import type { CallContext } from '../../../shared/contract/responder.ts'
import type { Lineage, LineageInput, PlannedInput, Recipe } from '../../../shared/model/lineage.ts'
import { nameProblem } from '../../../shared/model/names.ts'
import type { Worker } from '../query/workers.ts'
import { snapshotResult } from '../store/snapshot-result.ts'
import type { Writer } from '../store/store.ts'
import type { CurateTools } from './curate-tools.ts'
import { folderInRepository, gitState } from './git-state.ts'
import { requirePlanned } from './planned-inputs.ts'
import { type KeepableQuery, prepareSteps } from './prepared-recipe.ts'
import { recipeParameters } from './recipe-query.ts'
import { storableSql } from './stored-types.ts'
import { adoptTables, writeTable, type WrittenTable } from './write-query.ts'
import { openWriterInstance, type WriterInstance } from './writer-instance.ts'

export interface AggregateRequest {
  readonly dataset: string
  readonly recipe: Recipe
  readonly parameters?: { readonly [name: string]: string } | undefined
  readonly message?: string | undefined
  /** Folder of the recipe file, whose git state is recorded. */
  readonly folder?: string | undefined
  /** Inputs as a plan showed them. */
  readonly planned?: readonly PlannedInput[] | undefined
}

/**
 * Runs a recipe and commits its rows as a version with lineage. `changed: false` when the newest version
 * already holds the same rows from the same inputs by the same recipe. Throws `conflict` when an input is another
 * one than in the plan, and what preparing, running and committing throw; then nothing is left behind.
 */
export async function runAggregate(
  tools: CurateTools,
  request: AggregateRequest,
  context: CallContext,
): Promise<AggregateResult> {
  const { store, workers, programVersion } = tools
  const { dataset } = request
  requireDatasetName(dataset)
  const recipe = await withPlace(request)
  const parameters = recipeParameters(recipe, request.parameters)
  const git = request.folder === undefined ? undefined : await gitState(request.folder)
  return workers.using('writer', async (worker) => {
    const query = await prepareSteps(recipe.steps, parameters, {
      worker,
      relations: tools.relations,
      signal: context.signal,
    })
    requirePlanned(query.inputs, request.planned)
    const writer = await store.begin(`aggregate ${dataset}`, {
      datasets: [dataset],
      inputs: inputIds(query.inputs),
    })
    try {
      const { written, engine } = await writeRecipeRows(
        tools,
        { query, worker, writer, table: dataset },
        context,
      )
      const { tree } = await adoptTables(writer, [written], context.signal)
      const lineage: Lineage = {
        inputs: query.inputs,
        recipe,
        parameters,
        program: programVersion,
        engine,
        ...(git === undefined ? {} : { git }),
      }
      const committed = await writer.commitSnapshot({
        dataset,
        kind: 'aggregation',
        tree,
        tables: [written.table],
        lineage,
        warnings: warningsOf(query),
        ...(request.message === undefined ? {} : { message: request.message }),
      })
      return { ...snapshotResult(committed), lineage: { ...(committed.snapshot.lineage ?? lineage) } }
    } finally {
      await writer.release()
    }
  })
}

/** The recipe with its file's path in the git repository around it, as others who have the repository find it. */
async function withPlace({ recipe, folder }: AggregateRequest): Promise<Recipe> {
  if (recipe.file === undefined || folder === undefined) return recipe
  const inRepository = await folderInRepository(folder)
  return { ...recipe, file: `${inRepository ?? ''}${basename(recipe.file)}` }
}

/** Runs a prepared query in a writer and leaves its rows, counted and hashed, in the writer's private folder. */
export async function writeRecipeRows(
  tools: CurateTools,
  work: {
    readonly query: KeepableQuery
    readonly worker: Worker
    readonly writer: Writer
    readonly table: string
  },
  context: CallContext,
): Promise<{ readonly written: WrittenTable; readonly instance: WriterInstance; readonly engine: string }> {
  const { query, worker, writer, table } = work
  const folder = join(writer.staging, 'rows')
  await mkdir(folder, { recursive: true })
  const { limits } = tools
  const instance = await openWriterInstance(
    worker,
    {
      views: query.views,
      readPaths: query.readPaths,
      writeFolder: folder,
      threads: query.oneThread ? 1 : limits.threads,
      limits,
    },
    context,
  )
  try {
    const select = storableSql(query.sql, await instance.describe(query.sql))
    const written = await writeTable(instance, { name: table, select, folder })
    return { written, instance, engine: await engineVersion(instance) }
  } catch (error) {
    throw query.inTyped(error)
  }
}

/** `1.5.5`. */
export async function engineVersion(instance: WriterInstance): Promise<string> {
  const [row] = await instance.texts('SELECT version()')
  return (row?.[0] ?? '').replace(/^v/, '')
}

/** Snapshots that must stay until the work is done, each once. */
export function inputIds(inputs: readonly LineageInput[]): string[] {
  return [...new Set(inputs.map((input) => input.id))]
}

/** Throws `invalid-name` before any work is done. */
export function requireDatasetName(dataset: string): void {
  const problem = nameProblem(dataset)
  if (problem !== undefined)
    throw new FirnError('invalid-name', `"${dataset}" cannot be a dataset's name: ${problem}.`, {
      context: { dataset },
    })
}

export function warningsOf(query: KeepableQuery): string[] {
  return query.volatile
    ? [
        'The query uses a function that gives other values each time (such as now or random), so it cannot be rebuilt.',
      ]
    : []
}
