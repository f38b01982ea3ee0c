import { resolve } from 'node:path'
import { FirnError } from '../../shared/contract/errors.ts'
import { openBrowser } from './open-browser.ts'
import { noteServer } from './running-servers.ts'
import { serve, type ServedWindow, type ServeOptions } from './serve.ts'
import { wayIn } from './way-in.ts'

export interface RunOptions extends ServeOptions {
  readonly open?: boolean | undefined
  /** Says where as one JSON document. */
  readonly json?: boolean | undefined
  /** For what changes something to finish when the server is told to end, in milliseconds. */
  readonly graceMs?: number | undefined
}

/** Containers are killed after ten seconds. */
const usualGrace = 8000
/** After so many milliseconds people want to know what is waited for. */
const longEnd = 500

/**
 * Serves until the process is told to end (SIGINT, SIGTERM, SIGHUP), and says on standard output where. Links
 * are secrets: they are printed for the person who started this, and nowhere else. What changes something when it
 * is told to end may finish; told again, it ends at once and throws `cancelled`.
 */
export async function serveUntilStopped(options: RunOptions): Promise<void> {
  const onLinkUsed = () => {
    // Whoever watches may want another browser in; a log has no use for more secrets.
    if (process.stdout.isTTY && options.json !== true)
      console.log(`That link is used up. Another one: ${window.newLink()}`)
  }
  const window: ServedWindow = await serve({ ...options, onLinkUsed })
  const signals = stopSignals()
  const { link, port, programSecret } = window
  const store = options.store === undefined ? null : resolve(options.store)
  const address = options.address ?? '127.0.0.1'
  const forget = await noteServer(options.stateFolder, { port, address, store, secret: programSecret })
  console.log(options.json === true ? JSON.stringify({ url: link, port, store }) : `Firn is at ${link}`)
  if (options.json !== true) sayMore(window, address)
  if (options.open === true && !(await openBrowser(link))) {
    console.error('firn: no browser could be opened; use the link.')
  }
  await signals.next()
  const words = setTimeout(() => {
    console.error('firn: ending; what changes something may finish first. Once more to end at once.')
  }, longEnd)
  const isDone = await Promise.race([
    window.close(options.graceMs ?? usualGrace).then(() => true),
    signals.next().then(() => false),
  ])
  clearTimeout(words)
  await forget()
  if (isDone) return
  window.kill()
  throw new FirnError('cancelled', 'The server was ended at once.', {
    hint: 'What it was writing is rolled back when its store is opened again.',
  })
}

function sayMore({ port, isPublic }: ServedWindow, address: string): void {
  if (isPublic) {
    console.error(
      'firn: other machines can reach this address, and what crosses the network is not encrypted.',
    )
    return
  }
  const tunnel = wayIn({ port, address })
  if (tunnel !== undefined) console.error(`From another machine: ${tunnel}\nThen open the link there.`)
  console.error('The link lets one browser in. One more link: firn serve --link')
}

interface Signals {
  /** The next time that the process is told to end. */
  next(): Promise<void>
}

function stopSignals(): Signals {
  let told = 0
  let asked = 0
  const waiting = new Map<number, () => void>()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      told += 1
      waiting.get(told)?.()
    })
  return {
    next: () =>
      new Promise((resolve) => {
        asked += 1
        if (told >= asked) resolve()
        else waiting.set(asked, resolve)
      }),
  }
}
