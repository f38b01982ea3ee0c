import type { diagnoseMethods } from '../../../shared/contract/diagnose.ts'
import type { Handlers } from '../../../shared/contract/responder.ts'
import { diagnose } from '../diagnostics.ts'
import { readLicences } from '../licences.ts'
import type { Session } from '../session.ts'

export function diagnoseHandlers(session: Session): Handlers<typeof diagnoseMethods> {
  return {
    'diagnose.state': () => diagnose(session),
    'diagnose.licences': async () => ({ text: await readLicences() }),
  }
}
