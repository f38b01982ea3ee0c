import packageFile from '../../../package.json' with { type: 'json' }
import type { curateMethods } from '../../../shared/contract/curate.ts'
import type { Handlers } from '../../../shared/contract/responder.ts'
import { curateHandlers } from '../curate/curate-handlers.ts'
import type { RelationSource } from '../query/relations.ts'
import type { Session } from '../session.ts'

/** Aggregating, freezing and lineage in the session's store. */
export function curateSessionHandlers(
  session: Session,
  relations: RelationSource,
): Handlers<typeof curateMethods> {
  const handlers = curateHandlers({
    store: async () => (await session.workspace()).store,
    workers: session.workers,
    relations,
    jobs: session.jobs,
    limits: session.limits,
    programVersion: packageFile.version,
  })
  return {
    ...handlers,
    'aggregate.run': async (request, context) => {
      // Git is run there, so it must be a folder that this session may read.
      const folder = request.folder === undefined ? undefined : await session.access.readable(request.folder)
      return await handlers['aggregate.run']({ ...request, folder }, context)
    },
  }
}
