import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import { FirnError } from '../../../shared/contract/errors.ts'

/**
 * The one text of a value (RFC 8785): equal values give equal bytes, whoever writes them. Throws `internal`
 * for an integer past 2^53, because other languages would read another number: such figures are text.
 */
export function canonicalText(value: unknown): string {
  refuseInexact(value)
  const text = canonicalize(value)
  if (text === undefined) throw new FirnError('internal', 'There is nothing to write down.')
  return text
}

/** UTF-8 bytes of {@link canonicalText}. */
export function canonicalBytes(value: unknown): Buffer {
  return Buffer.from(canonicalText(value), 'utf8')
}

/** SHA-256 as 64 hex digits. */
export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex')
}

export function isSha256(text: unknown): text is string {
  return typeof text === 'string' && /^[0-9a-f]{64}$/.test(text)
}

function refuseInexact(value: unknown): void {
  if (typeof value === 'number') {
    if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value)))
      throw new FirnError('internal', `${value} cannot be written down exactly as a number.`)
  } else if (typeof value === 'bigint' || typeof value === 'function' || typeof value === 'symbol') {
    throw new FirnError('internal', `A ${typeof value} cannot be written down.`)
  } else if (Array.isArray(value)) {
    for (const item of value) refuseInexact(item)
  } else if (typeof value === 'object' && value !== null) {
    for (const item of Object.values(value)) refuseInexact(item)
  }
}
