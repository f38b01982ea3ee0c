import { FirnError } from '../../../shared/contract/errors.ts'
import type { RecipeStep } from '../../../shared/model/lineage.ts'
import type { FreezeRequest } from '../../../shared/model/receipt.ts'
import type { RelationSource } from '../query/relations.ts'
import { checkCondition } from '../query/results/condition.ts'
import { identifier } from '../query/sql-text.ts'
import type { Worker } from '../query/workers.ts'
import { type KeepableQuery, prepareSteps } from './prepared-recipe.ts'
import { requireUsed } from './recipe-query.ts'

/** What a freeze reads: its source, and the source after the filter (the same without one). */
export interface PreparedSource {
  /** The source as a step of a recipe, as lineage keeps it. */
  readonly step: RecipeStep
  readonly source: KeepableQuery
  readonly filtered: KeepableQuery
  readonly hasFilter: boolean
  /** Rows before the filter, where the snapshot says so. */
  readonly sourceRows: number | undefined
}

/** A dataset cannot have a name with a space, so a step with one stands in no one's way. */
const sourceName = 'frozen source'

/**
 * Turns `from` or `sql`, and `where`, into gated queries. Throws `wrong-usage` unless exactly one of the two is
 * given, and what preparing throws.
 */
export async function prepareSource(
  request: Pick<FreezeRequest, 'from' | 'sql' | 'where' | 'parameters'>,
  tools: { readonly worker: Worker; readonly relations: RelationSource; readonly signal: AbortSignal },
): Promise<PreparedSource> {
  const { from, sql, where, parameters = {} } = request
  if ((from === undefined) === (sql === undefined))
    throw new FirnError('wrong-usage', 'Give either a snapshot or a query to freeze.')
  requireUsed(parameters, [sql ?? '', where ?? ''])
  const step: RecipeStep = { name: sourceName, sql: sql ?? `FROM ${identifier(from ?? '')}` }
  const once = { ...tools, relations: resolvedOnce(tools.relations) }
  const source = await prepareSteps([step], parameters, once)
  const sourceRows = from === undefined ? undefined : source.relations[0]?.rows
  if (where === undefined || where.trim() === '')
    return { step, source, filtered: source, hasFilter: false, sourceRows }
  await checkCondition(where, (text) =>
    tools.worker.call('sql.parse', { sql: text }, { signal: tools.signal }),
  )
  const filter: RecipeStep = { name: 'filter', sql: `FROM ${identifier(sourceName)} WHERE (\n${where}\n)` }
  const filtered = await prepareSteps([step, filter], parameters, once)
  return { step, source, filtered, hasFilter: true, sourceRows }
}

/** The latest version may be another one a moment later: the rows are those of the inputs that lineage names. */
function resolvedOnce(relations: RelationSource): RelationSource {
  const resolved = new Map<string, ReturnType<RelationSource['relation']>>()
  return {
    relation(name, options) {
      const known = resolved.get(name) ?? relations.relation(name, options)
      resolved.set(name, known)
      return known
    },
  }
}
