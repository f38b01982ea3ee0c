import { FirnError } from '../../../shared/contract/errors.ts'
import type { RecipeStep } from '../../../shared/model/lineage.ts'
import type { FreezeRequest } from '../../../shared/model/receipt.ts'
import { gateCondition } from '../query/gate.ts'
import type { RelationSource } from '../query/relations.ts'
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
  const source = await prepareSteps([step], parameters, tools)
  const sourceRows = from === undefined ? undefined : source.relations[0]?.rows
  if (where === undefined || where.trim() === '')
    return { step, source, filtered: source, hasFilter: false, sourceRows }
  await requireCondition(where, tools.worker, tools.signal)
  const filter: RecipeStep = { name: 'filter', sql: `FROM ${identifier(sourceName)} WHERE (\n${where}\n)` }
  const filtered = await prepareSteps([step, filter], parameters, tools)
  return { step, source, filtered, hasFilter: true, sourceRows }
}

/** A filter may look at the columns of its rows, and at nothing else. */
async function requireCondition(where: string, worker: Worker, signal: AbortSignal): Promise<void> {
  const before = 'SELECT * FROM t WHERE (\n'
  const sql = `${before}${where}\n)`
  const parsed = await worker.call('sql.parse', { sql }, { signal })
  const [tree, second] = parsed.ok ? parsed.statements : []
  if (!parsed.ok || tree === undefined || second !== undefined) {
    const message = parsed.ok
      ? 'This is more than a condition.'
      : `The filter cannot be read: ${parsed.message}`
    const position = parsed.ok ? undefined : parsed.position
    const place =
      position === undefined
        ? {}
        : { position: Math.max(0, Math.min(where.length, position - before.length)) }
    throw new FirnError('sql-syntax', message, {
      hint: 'Write what follows WHERE.',
      context: { sql: where, ...place },
    })
  }
  gateCondition(tree, sql)
}
