import type { integrityMethods } from '../../../shared/contract/integrity.ts'
import type { Handlers } from '../../../shared/contract/responder.ts'
import type { storeMethods } from '../../../shared/contract/store.ts'
import { repairedOutcome, verifiedOutcome } from '../jobs/outcomes.ts'
import type { Session } from '../session.ts'

/** Looking whether the store is what it was, and mending it. */
export function integrityHandlers(
  session: Session,
): Handlers<typeof integrityMethods> & Pick<Handlers<typeof storeMethods>, 'store.verify'> {
  const opened = async () => (await session.workspace()).integrity
  const mayRead = (file: string) =>
    session.access.readable(file).then(
      () => true,
      () => false,
    )
  return {
    'store.verify': ({ data = false }, context) =>
      session.jobs.run(
        data ? 'Verify every byte' : 'Verify the store',
        context,
        async (job) => (await opened()).verify({ data }, job),
        verifiedOutcome,
      ),
    'integrity.state': async () => (await opened()).state(),
    'integrity.plan': ({ data = false }, context) =>
      session.jobs.run('Look for what can be repaired', context, async (job) =>
        (await opened()).plan({ data, mayRead }, job),
      ),
    'integrity.repair': ({ data = false }, context) =>
      session.jobs.run(
        'Repair the store',
        context,
        async (job) => (await opened()).repair({ data, mayRead }, job),
        repairedOutcome,
      ),
  }
}
