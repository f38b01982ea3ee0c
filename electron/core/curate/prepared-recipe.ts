import { FirnError } from '../../../shared/contract/errors.ts'
import type { LineageInput, RecipeStep } from '../../../shared/model/lineage.ts'
import { type PreparedQuery, prepareQuery } from '../query/prepare.ts'
import type { Relation, RelationSource } from '../query/relations.ts'
import type { Worker } from '../query/workers.ts'
import { needsOneThread } from './one-thread.ts'
import { recipeQuery } from './recipe-query.ts'

/** A query that may be kept: it passed the gate and reads nothing but snapshots. */
export interface KeepableQuery {
  readonly sql: string
  readonly views: PreparedQuery['views']
  readonly readPaths: readonly string[]
  readonly inputs: readonly LineageInput[]
  /** What it reads, in the order in which it names them. */
  readonly relations: readonly Relation[]
  /** Running it on several threads may give other rows. */
  readonly oneThread: boolean
  /** Running it again may give other rows, whatever is done. */
  readonly volatile: boolean
  /** The engine's error, told about what was typed. */
  inTyped(error: unknown): unknown
}

/**
 * Prepares steps as one query. Throws what `prepareQuery` and the relations throw, told about the step, and
 * `wrong-usage` for files: what is kept must be able to say which versions it came from.
 */
export async function prepareSteps(
  steps: readonly RecipeStep[],
  parameters: { readonly [name: string]: string },
  tools: { readonly worker: Worker; readonly relations: RelationSource; readonly signal: AbortSignal },
): Promise<KeepableQuery> {
  const { worker, signal } = tools
  const query = recipeQuery(steps)
  const seen: Relation[] = []
  const relations: RelationSource = {
    relation: async (name, options) => {
      const relation = await tools.relations.relation(name, options)
      if (relation.input === undefined)
        throw new FirnError(
          'wrong-usage',
          `"${name}" is a file, and files change: what is kept is made of snapshots.`,
          {
            hint: 'Take a snapshot of it first, then name the dataset.',
            context: { file: name },
          },
        )
      seen.push(relation)
      return relation
    },
  }
  let prepared: PreparedQuery
  try {
    const parse = (sql: string) => worker.call('sql.parse', { sql }, { signal })
    prepared = await prepareQuery(query.sql, parameters, { parse, relations, signal })
    if (prepared.explain !== 'no') throw new FirnError('wrong-usage', 'EXPLAIN gives no rows to keep.')
  } catch (error) {
    throw query.inStep(error)
  }
  const { sql, views, readPaths, inputs, volatile, typedPosition } = prepared
  const types = seen.flatMap((relation) => relation.columns.map((column) => column.type))
  return {
    sql,
    views,
    readPaths,
    inputs,
    relations: seen,
    volatile,
    oneThread: needsOneThread(sql, types),
    inTyped: (error) => {
      if (!(error instanceof FirnError) || error.context.sql === undefined) return error
      const { position, ...context } = error.context
      // What was run holds this query somewhere inside; a place outside of it means nothing to its author.
      const start = error.context.sql.indexOf(sql)
      const inside =
        position !== undefined && start >= 0 && position >= start && position <= start + sql.length
      const at = inside ? typedPosition(position - start) : undefined
      return query.inStep(
        new FirnError(error.code, error.message, {
          hint: error.hint,
          cause: error,
          context: { ...context, sql: query.sql, ...(at === undefined ? {} : { position: at }) },
        }),
      )
    },
  }
}
