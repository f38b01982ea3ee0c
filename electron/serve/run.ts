import { resolve } from 'node:path'
import { openBrowser } from './open-browser.ts'
import { serve, type ServedWindow, type ServeOptions } from './serve.ts'

export interface RunOptions extends ServeOptions {
  readonly open?: boolean | undefined
  /** Says where as one JSON document. */
  readonly json?: boolean | undefined
}

/**
 * Serves until the process is told to end (SIGINT, SIGTERM, SIGHUP), and says on standard output where. Links
 * are secrets: they are printed for the person who started this, and nowhere else.
 */
export async function serveUntilStopped(options: RunOptions): Promise<void> {
  const onLinkUsed = () => {
    // Whoever watches may want another browser in; a log has no use for more secrets.
    if (process.stdout.isTTY && options.json !== true)
      console.log(`That link is used up. Another one: ${window.newLink()}`)
  }
  const window: ServedWindow = await serve({ ...options, onLinkUsed })
  const told = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve())
  })
  const { link, port } = window
  const store = options.store === undefined ? null : resolve(options.store)
  console.log(options.json === true ? JSON.stringify({ url: link, port, store }) : `Firn is at ${link}`)
  if (window.isPublic) {
    console.error(
      'firn: other machines can reach this address, and what crosses the network is not encrypted.',
    )
  }
  if (options.open === true && !(await openBrowser(link))) {
    console.error('firn: no browser could be opened; use the link.')
  }
  await told
  await window.close()
}
