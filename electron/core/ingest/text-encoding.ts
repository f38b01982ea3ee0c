/** Encodings that text is read in. What is not plain UTF-8 is rewritten before the engine reads it. */
export type TextEncoding = 'utf-8' | 'utf-8-bom' | 'utf-16le' | 'utf-16be' | 'windows-1252'

/** Tabulator, line ends, form feed, escape. */
const textControls: ReadonlySet<number> = new Set([9, 10, 12, 13, 27])
/** A text however short may hold so many other control bytes. */
const fewControls = 3

/**
 * The encoding of a text by its first bytes; undefined when they are no text. Without a byte order mark it is
 * UTF-8 unless most of the lines with other letters than ASCII are invalid as such; a few invalid lines in
 * UTF-8 are damage, to be rejected with their lines.
 */
export function detectEncoding(bytes: Buffer): TextEncoding | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8-bom'
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  const zeros = zeroBytes(bytes)
  if (zeros.even + zeros.odd > 0) {
    const half = bytes.length / 2
    if (zeros.odd > half * 0.4 && zeros.even < half * 0.05) return 'utf-16le'
    if (zeros.even > half * 0.4 && zeros.odd < half * 0.05) return 'utf-16be'
    // A stray NUL in text is a damaged line; many are another kind of file.
    const most = Math.min(Math.max(2, bytes.length / 1000), bytes.length / 50)
    if (zeros.even + zeros.odd > most) return undefined
  }
  if (controlBytes(bytes).count > Math.max(fewControls, bytes.length / 50)) return undefined
  const { invalid, other } = linesByValidity(bytes)
  return invalid > other / 2 ? 'windows-1252' : 'utf-8'
}

/** What a person can look for in bytes that {@link detectEncoding} calls no text: `a NUL byte at offset 12`. */
export function whyNoText(bytes: Buffer): string {
  const zero = bytes.indexOf(0)
  if (zero !== -1) return `a NUL byte at offset ${zero}`
  const { count, first } = controlBytes(bytes)
  const code = (bytes[first] ?? 0).toString(16).padStart(2, '0')
  return `${count} control bytes, the first 0x${code} at offset ${first}`
}

/** Decodes a beginning; a letter that the end cuts in two is left out unless the bytes are `whole`. */
export function decoded(bytes: Buffer, encoding: TextEncoding, whole: boolean): string {
  const label = encoding === 'utf-8-bom' ? 'utf-8' : encoding
  return new TextDecoder(label).decode(bytes, { stream: !whole })
}

function zeroBytes(bytes: Buffer): { even: number; odd: number } {
  let even = 0
  let odd = 0
  for (let at = bytes.indexOf(0); at !== -1; at = bytes.indexOf(0, at + 1)) {
    if (at % 2 === 0) even += 1
    else odd += 1
  }
  return { even, odd }
}

/** Bytes but NUL that no text holds; tabulator, line ends, form feed and escape (colours in logs) are text. */
function controlBytes(bytes: Buffer): { readonly count: number; readonly first: number } {
  let count = 0
  let first = -1
  for (const [at, byte] of bytes.subarray(0, 65_536).entries()) {
    if (byte >= 32 || textControls.has(byte) || byte === 0) continue
    if (first === -1) first = at
    count += 1
  }
  return { count, first }
}

/** Of the lines with letters beyond ASCII: how many there are, and how many are not valid UTF-8. */
function linesByValidity(bytes: Buffer): { invalid: number; other: number } {
  let invalid = 0
  let other = 0
  let start = 0
  while (start < bytes.length) {
    const found = bytes.indexOf(10, start)
    // What follows the last line end may be cut inside a letter.
    if (found === -1 && start > 0) break
    const end = found === -1 ? bytes.length : found
    const line = bytes.subarray(start, end)
    if (line.some((byte) => byte > 127)) {
      other += 1
      if (!isValid(line)) invalid += 1
    }
    start = end + 1
  }
  return { invalid, other }
}

function isValid(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}
