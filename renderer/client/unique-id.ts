/**
 * 128 random bits in hexadecimal. Not `crypto.randomUUID`: browsers have that only on pages of this machine and
 * on encrypted ones, and `serve` can be reached over a network, too.
 */
export function uniqueId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
