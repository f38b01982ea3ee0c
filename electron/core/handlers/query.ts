import type { queryMethods } from '../../../shared/contract/query.ts'
import type { Handlers } from '../../../shared/contract/responder.ts'
import { join } from 'node:path'
import { createHistory } from '../query/history.ts'
import { queryHandlers } from '../query/query-handlers.ts'
import type { RelationSource } from '../query/relations.ts'
import type { Session } from '../session.ts'

/** Queries of one session: they see its store and the files that it opened, and end with it. */
export function querySessionHandlers(
  session: Session,
  relations: RelationSource,
): Handlers<typeof queryMethods> {
  const query = queryHandlers({
    workers: session.workers,
    limits: session.limits,
    relations,
    history: createHistory(session.config.stateFolder),
    emit: session.emit,
    downloads: join(session.config.stateFolder, 'downloads'),
  })
  session.onClose(() => query.close())
  return {
    ...query.handlers,
    'query.export': async (request, context) => {
      const target = request.target === undefined ? undefined : await session.access.writable(request.target)
      return await query.handlers['query.export']({ ...request, target }, context)
    },
  }
}
