import { diagnosticsText } from '../../../shared/model/diagnostics.ts'
import type { Connection } from '../../client/connection.ts'
import { asFirnError } from '../../client/use-answer.ts'
import { copyText, toast } from '../../components/toast/announcements.ts'
import { usePreferences } from '../../workbench/preferences.ts'

/** Copies what helps to find the cause of a trouble; for a page in a browser, which has no program around it. */
export async function copyDiagnostics(client: Connection): Promise<void> {
  try {
    const { sections, log } = await client.call('diagnose.state', {})
    const facts = { browser: navigator.userAgent, theme: usePreferences.getState().theme }
    await copyText(
      diagnosticsText({ sections: [...sections, { title: 'Window', facts }], log }),
      'diagnostics',
    )
  } catch (error) {
    toast('bad', asFirnError(error).message)
  }
}
