import type { Contract } from '../../shared/contract/contract.ts'
import type { Handlers } from '../../shared/contract/responder.ts'
import { openAccess } from './file-access.ts'
import { applicationHandlers } from './handlers/application.ts'
import { compareSessionHandlers } from './handlers/compare.ts'
import { curateSessionHandlers } from './handlers/curate.ts'
import { diagnoseHandlers } from './handlers/diagnose.ts'
import { integrityHandlers } from './handlers/integrity.ts'
import { ingestSessionHandlers } from './handlers/ingest.ts'
import { querySessionHandlers } from './handlers/query.ts'
import { scheduleHandlers } from './handlers/schedule.ts'
import { settingsHandlers } from './handlers/settings.ts'
import { storeHandlers } from './handlers/store.ts'
import { relationsOf } from './relation-source.ts'
import { buildSampleStore, sampleFolder } from './sample-store.ts'
import type { Session } from './session.ts'

/** Every method of the contract for one session; a missing one fails at compile time. */
export function createHandlers(session: Session): Handlers<Contract> {
  const relations = relationsOf(session)
  return {
    ...applicationHandlers(session, async (folder, context) => {
      const beside = session.beside({
        store: folder,
        access: openAccess(sampleFolder(), session.config.stateFolder),
      })
      try {
        await buildSampleStore(createHandlers(beside), context)
      } finally {
        await beside.close()
      }
    }),
    ...storeHandlers(session),
    ...integrityHandlers(session),
    ...ingestSessionHandlers(session),
    ...querySessionHandlers(session, relations),
    ...curateSessionHandlers(session, relations),
    ...compareSessionHandlers(session, relations),
    ...diagnoseHandlers(session),
    ...settingsHandlers(session),
    ...scheduleHandlers(session),
  }
}
