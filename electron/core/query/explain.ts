import { type PreparedQuery, prepareQuery, restate } from './prepare.ts'
import type { QueryLimits } from './limits.ts'
import type { RelationSource } from './relations.ts'
import { readerSpec } from './results/session.ts'
import type { Workers } from './workers.ts'

/**
 * The engine's plan of a query, as text. The query passes the gate like any other; it runs only where the text
 * itself says EXPLAIN ANALYZE. Throws as `prepareQuery` does.
 */
export async function explainQuery(
  query: { readonly sql: string; readonly parameters?: { readonly [name: string]: string } | undefined },
  tools: {
    readonly workers: Workers
    readonly relations: RelationSource
    readonly limits: QueryLimits
    readonly signal: AbortSignal
  },
): Promise<{ readonly plan: string }> {
  const { workers, relations, limits, signal } = tools
  return await workers.using('interactive', async (worker) => {
    const parse = (sql: string) => worker.call('sql.parse', { sql }, { signal })
    const prepared = await prepareQuery(query.sql, query.parameters, { parse, relations, signal })
    await worker.call('instance.open', await readerSpec(prepared, limits, worker.scratchFolder), { signal })
    const sql = explainSql(prepared)
    try {
      const { rows } = await worker.call(
        'instance.read',
        { sql, limit: 100 },
        { signal, deadlineMs: limits.deadlineMs },
      )
      return { plan: rows.map((row) => String(row[1] ?? '')).join('\n') }
    } catch (error) {
      throw restate(error, sql, prepared)
    }
  })
}

/** What runs for a query behind EXPLAIN, with or without ANALYZE. */
export function explainSql({ explain, sql }: PreparedQuery): string {
  return `EXPLAIN ${explain === 'analyze' ? 'ANALYZE ' : ''}${sql}`
}
