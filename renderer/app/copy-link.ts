import type { Connection } from '../client/connection.ts'
import { asFirnError } from '../client/use-answer.ts'
import { copyText, toast } from '../components/toast/announcements.ts'

/** Copies a link that lets one more browser into the server of this page. */
export async function copyLink(client: Connection): Promise<void> {
  try {
    const { path } = await client.callHost('host.newLink', {})
    // A tunnel may have another name and port here than there.
    await copyText(new URL(path, location.origin).href, 'a link that lets one more browser in, once')
  } catch (error) {
    toast('bad', asFirnError(error).message)
  }
}
