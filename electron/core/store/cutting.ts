import type { ChunkSizes, CutRule } from './cut-rule.ts'

/** Bytes behind a line end that decide whether a cut is made there: enough to differ between lines of a log. */
export const decidingBytes = 64

/** A quoted field longer than this is one whose closing quote is missing, in bytes. */
const longestQuoted = 1024 * 1024

const newline = 10
const carriageReturn = 13
const space = 32

/**
 * The length of the head of a file: lines that are passed over and the header. Undefined where it cannot be told, or
 * is not followed by anything. `bytes` is the beginning of the file.
 */
export function headLength(bytes: Buffer, rule: Extract<CutRule, { kind: 'delimited' }>): number | undefined {
  let end = 0
  for (let line = 0; line < rule.skip; line += 1) {
    const at = bytes.indexOf(newline, end)
    if (at < 0) return undefined
    end = at + 1
  }
  if (rule.header) {
    // The engine passes over empty lines in front of a header.
    if (bytes[end] === newline || bytes[end] === carriageReturn) return undefined
    const starts = new RecordStarts(bytes, end, bytes.length, false, rule)
    const next = starts.next(end + 1)
    if (next === undefined || starts.isBroken) return undefined
    end = next
  }
  return end < bytes.length ? end : undefined
}

/**
 * The length of the next chunk of a file. `bytes` begin at its start, which is the start of a record, and hold
 * `most` and {@link decidingBytes} more, or all to the end of the file (`atEnd`). Of the record starts between
 * `least` and `usual` the one is taken behind which a hash of the bytes is smallest: what comes before and behind
 * does not matter, so that lines that are added or removed move no other cuts. Undefined where the file cannot be
 * cut without the danger of cutting through a record.
 */
export function chunkLength(
  bytes: Buffer,
  atEnd: boolean,
  rule: CutRule,
  sizes: ChunkSizes,
): number | undefined {
  const starts = new RecordStarts(bytes, 0, bytes.length, atEnd, rule)
  if (atEnd && bytes.length <= sizes.usual) return starts.isSoundToTheEnd() ? bytes.length : undefined
  const recordStart =
    rule.kind === 'lines' && rule.recordStart !== undefined ? new RegExp(rule.recordStart) : undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let best: number | undefined
  let smallest = Number.POSITIVE_INFINITY
  for (let at = starts.next(sizes.least); at !== undefined; at = starts.next(at + 1)) {
    if (at > sizes.usual && (best !== undefined || at > sizes.most)) break
    const hash = hashAt(view, at)
    if (hash >= smallest) continue
    if (recordStart !== undefined && !recordStart.test(lineAt(bytes, at))) continue
    best = at
    smallest = hash
    if (at > sizes.usual) break
  }
  return starts.isBroken ? undefined : best
}

/** FNV-1a over words of four bytes; behind the end come zeros. */
function hashAt(bytes: DataView, at: number): number {
  const end = Math.min(at + decidingBytes, bytes.byteLength)
  let hash = 0x811c9dc5
  let position = at
  for (; position + 4 <= end; position += 4) hash = mixed(hash, bytes.getInt32(position, true))
  if (position < end) {
    let word = 0
    for (let shift = 0; position < end; position += 1, shift += 8) word |= bytes.getUint8(position) << shift
    hash = mixed(hash, word)
  }
  return hash >>> 0
}

function mixed(hash: number, word: number): number {
  const next = Math.imul(hash ^ word, 0x01000193)
  return next ^ (next >>> 15)
}

function lineAt(bytes: Buffer, at: number): string {
  const line = bytes.toString('utf8', at, Math.min(at + 4_000, bytes.length))
  return (/^[^\r\n]*/.exec(line)?.[0] ?? '').slice(0, 1000)
}

/**
 * Finds the starts of records in order. Everything before an answer was looked at: where quotes are not what they
 * should be, it is broken and finds none any more.
 */
class RecordStarts {
  isBroken = false
  readonly #bytes: Buffer
  readonly #end: number
  readonly #atEnd: boolean
  readonly #quote: number | undefined
  readonly #delimiter: number
  /** No quote lies open here, and everything before was looked at. */
  #sure: number
  /** Up to here nothing is quoted. */
  #plain: number

  constructor(bytes: Buffer, from: number, end: number, atEnd: boolean, rule: CutRule) {
    this.#bytes = bytes
    this.#end = end
    this.#atEnd = atEnd
    this.#quote = rule.kind === 'delimited' && rule.quote !== '' ? rule.quote.charCodeAt(0) : undefined
    this.#delimiter = rule.kind === 'delimited' ? rule.delimiter.charCodeAt(0) : newline
    this.#sure = from
    this.#plain = this.#nextQuote(from)
  }

  /** The first start of a record at or after a position; undefined when there is none. */
  next(from: number): number | undefined {
    for (;;) {
      const looked = Math.max(from - 1, this.#sure)
      const lineEnd = looked < this.#plain ? nextByte(this.#bytes, newline, looked, this.#plain) : this.#plain
      if (lineEnd < this.#plain) return lineEnd + 1 < this.#end ? lineEnd + 1 : undefined
      if (this.#plain >= this.#end || !this.#passQuoted()) return undefined
    }
  }

  /** Whether every quote that is opened closes as it should. */
  isSoundToTheEnd(): boolean {
    while (this.#plain < this.#end) if (!this.#passQuoted()) return false
    return !this.isBroken
  }

  /** Goes behind the quoted field at `#plain`. */
  #passQuoted(): boolean {
    const bytes = this.#bytes
    const quote = this.#quote ?? 0
    const opens = this.#plain
    if (!this.#beginsField(opens)) return this.#break()
    let closes = opens
    for (;;) {
      closes = nextByte(bytes, quote, closes + 1, Math.min(this.#end, opens + longestQuoted))
      if (closes >= this.#end) return this.#atEnd ? this.#break() : this.#giveUp()
      if (bytes[closes] !== quote) return this.#break()
      if (bytes[closes + 1] !== quote || closes + 1 >= this.#end) break
      closes += 1
    }
    let after = closes + 1
    while (after < this.#end && bytes[after] === space && this.#delimiter !== space) after += 1
    if (after >= this.#end) {
      this.#sure = this.#end
      this.#plain = this.#end
      return true
    }
    const byte = bytes[after]
    if (byte !== this.#delimiter && byte !== newline && byte !== carriageReturn) return this.#break()
    this.#sure = after
    this.#plain = this.#nextQuote(after)
    return true
  }

  #beginsField(quoteAt: number): boolean {
    let before = quoteAt - 1
    while (before >= 0 && this.#bytes[before] === space && this.#delimiter !== space) before -= 1
    const byte = this.#bytes[before]
    return before < 0 || byte === this.#delimiter || byte === newline || byte === carriageReturn
  }

  #nextQuote(from: number): number {
    return this.#quote === undefined ? this.#end : nextByte(this.#bytes, this.#quote, from, this.#end)
  }

  #break(): boolean {
    this.isBroken = true
    return this.#giveUp()
  }

  /** Looks no further. */
  #giveUp(): boolean {
    this.#sure = this.#end
    this.#plain = this.#end
    return false
  }
}

/** Bytes that are looked at one by one before `indexOf` is called, which costs as much as these. */
const near = 8

/** Where a byte is next, or `end`. */
function nextByte(bytes: Buffer, byte: number, from: number, end: number): number {
  const stop = Math.min(from + near, end)
  for (let at = from; at < stop; at += 1) if (bytes[at] === byte) return at
  if (stop >= end) return end
  const found = bytes.indexOf(byte, stop)
  return found < 0 || found > end ? end : found
}

/** Line ends in bytes: `\n`, `\r\n`, and `\r` alone. A piece never begins or ends within one. */
export function countLineEnds(bytes: Buffer): { readonly lines: number; readonly bareReturns: number } {
  let lines = 0
  for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, at + 1)) lines += 1
  let bareReturns = 0
  for (let at = bytes.indexOf(carriageReturn); at >= 0; at = bytes.indexOf(carriageReturn, at + 1))
    if (bytes[at + 1] !== newline) bareReturns += 1
  return { lines: lines + bareReturns, bareReturns }
}
