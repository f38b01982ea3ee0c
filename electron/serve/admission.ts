import type { IncomingMessage } from 'node:http'
import type { Sessions } from './secrets.ts'

/** Why a request is turned away, with the status that says so. */
export type Admission =
  | {
      readonly admitted: true
      /** The secret of the browser; empty where none is asked for. */
      readonly session: string
    }
  | { readonly admitted: false; readonly status: 401 | 403 | 405 | 421; readonly reason: string }

export interface Door {
  /** Names under which this server may be reached, without a port: an SSH tunnel may use another one. */
  readonly hostNames: ReadonlySet<string>
  readonly cookieName: string
  readonly sessions: Sessions
}

const reading = new Set(['GET', 'HEAD'])
const changing = new Set(['PUT', 'POST'])

/**
 * Decides whether a request may pass: its Host first (a foreign name that points here is an attack), then its
 * Origin (required for whatever changes something, because only page loads come without), then its cookie. A program
 * comes without an Origin, which no page can leave out, and shows a secret of its own elsewhere.
 */
export function admit(
  request: IncomingMessage,
  door: Door,
  kind: 'request' | 'upgrade' | 'open' | 'program',
): Admission {
  const { method = '', headers } = request
  const host = headers.host ?? ''
  if (!door.hostNames.has(hostName(host))) {
    return { admitted: false, status: 421, reason: 'This server is not reached by that name.' }
  }
  if (kind === 'upgrade' ? method !== 'GET' : !reading.has(method) && !changing.has(method)) {
    return { admitted: false, status: 405, reason: 'There is nothing here for that method.' }
  }
  const { origin } = headers
  const originRequired = kind === 'upgrade' || (kind !== 'program' && changing.has(method))
  if (origin === undefined ? originRequired : kind === 'program' || origin !== `http://${host}`) {
    return { admitted: false, status: 403, reason: 'Another page asks; only this one may.' }
  }
  const isOpen = kind === 'open' || kind === 'program'
  const session = isOpen ? '' : cookieOf(headers.cookie, door.cookieName)
  if (!isOpen && !door.sessions.knows(session)) {
    return {
      admitted: false,
      status: 401,
      reason: 'Open the newest link that "firn serve" printed; each works once.',
    }
  }
  return { admitted: true, session }
}

/** The name in a Host header, in lower case and without its port; empty for anything that is none. */
export function hostName(host: string): string {
  const parts = /^(\[[\da-f:.]+\]|[a-z\d.-]+)(?::\d{1,5})?$/i.exec(host)
  return parts?.[1]?.toLowerCase() ?? ''
}

function cookieOf(header: string | undefined, name: string): string {
  for (const pair of header?.split(';') ?? []) {
    const equals = pair.indexOf('=')
    if (equals >= 0 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim()
  }
  return ''
}
