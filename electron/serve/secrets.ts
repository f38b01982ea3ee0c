import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** 256 bits, in letters that need no escaping in a link or a cookie. */
export function createSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** Compares in constant time; lengths do not show either, because hashes are compared. */
export function isSameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

/** Who may use a server: browsers that came with a link and hold its cookie. */
export interface Sessions {
  /** The token of a link that lets one browser in; an earlier one that was not used stays good. */
  newToken(): string
  /** Trades a token for the value of the cookie; undefined for one that is unknown or was used. */
  exchange(token: string): string | undefined
  /** Whether a cookie's value was given out here. */
  knows(cookie: string): boolean
}

/** Links that were never used; more than anyone needs at a time. */
const mostTokens = 8
const mostSessions = 64

/** Secrets live in memory only: a server that ends forgets whom it let in. */
export function createSessions(onExchange: () => void): Sessions {
  const tokens: string[] = []
  const sessions: string[] = []
  return {
    newToken() {
      const token = createSecret()
      tokens.push(token)
      if (tokens.length > mostTokens) tokens.shift()
      return token
    },
    exchange(given) {
      const index = indexOfSecret(tokens, given)
      if (index < 0) return undefined
      tokens.splice(index, 1)
      const session = createSecret()
      sessions.push(session)
      if (sessions.length > mostSessions) sessions.shift()
      onExchange()
      return session
    },
    knows: (given) => indexOfSecret(sessions, given) >= 0,
  }
}

/** Looks at every secret, so that the time tells nothing. */
function indexOfSecret(secrets: readonly string[], given: string): number {
  let found = -1
  for (const [index, secret] of secrets.entries()) if (isSameSecret(given, secret)) found = index
  return found
}
