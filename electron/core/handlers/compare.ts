import { join } from 'node:path'
import type { compareMethods } from '../../../shared/contract/compare.ts'
import type { Handlers } from '../../../shared/contract/responder.ts'
import { compareHandlers } from '../compare/compare-handlers.ts'
import type { ComparedRelation } from '../compare/comparison.ts'
import type { RelationSource } from '../query/relations.ts'
import type { Session } from '../session.ts'
import { theTable } from '../store/store.ts'

/** Comparisons of one session; they end with it. */
export function compareSessionHandlers(
  session: Session,
  relations: RelationSource,
): Handlers<typeof compareMethods> {
  const compare = compareHandlers({
    workers: session.workers,
    limits: session.limits,
    jobs: session.jobs,
    access: session.access,
    downloadsFolder: join(session.config.stateFolder, 'downloads'),
    resolve: async (reference, { signal }): Promise<ComparedRelation> => {
      const { store } = await session.workspace()
      const resolved = await store.resolve(reference)
      const table = theTable(resolved)
      const { dataset, version, id, snapshot } = resolved
      const single = snapshot.tables.length === 1
      return {
        side: {
          reference: single ? resolved.reference : `${resolved.reference}/${table.name}`,
          dataset,
          version,
          id,
          rows: Number(table.rows),
          time: snapshot.time,
          message: snapshot.message,
        },
        // Of one table of several the snapshot's hash says nothing.
        ...(single ? { content: snapshot.content } : {}),
        relation: await relations.relation(reference, { signal }),
      }
    },
  })
  session.onClose(() => compare.close())
  return compare.handlers
}
