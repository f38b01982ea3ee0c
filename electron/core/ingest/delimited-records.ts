/** How cells are told apart. An empty quote means that nothing is quoted. */
export interface CellRules {
  readonly delimiter: string
  readonly quote: string
  readonly escape: string
}

export interface SampleRecord {
  readonly cells: readonly string[]
  /** Counted from 0 within the text. */
  readonly line: number
  /** A quote that does not close, or text after a closing quote. */
  readonly damaged: boolean
}

/** A quoted cell longer than this is taken for one whose closing quote is missing. */
export const longestQuoted = 100_000

/**
 * Splits a sample of delimited text into records, the way the engine does. A damaged record is kept with the
 * cells that could be read, and reading goes on at the next line. Fully empty lines are no records. The last
 * record is left out when the text is only the beginning of a file (`whole` is false).
 */
export function splitRecords(text: string, rules: CellRules, whole: boolean): SampleRecord[] {
  const records: SampleRecord[] = []
  let position = 0
  let line = 0
  while (position < text.length) {
    const start = position
    const record = readRecord(text, position, rules)
    if (record.cutOff && !whole && text.length - start < longestQuoted) break
    let end = record.end
    let damaged = record.damaged
    if (record.cutOff) {
      damaged = true
      end = endOfLine(text, start)
    }
    const atEnd = end >= text.length
    if (atEnd && !whole) break
    if (end > start || damaged) records.push({ cells: record.cells, line, damaged })
    const next = afterLineEnd(text, end)
    line += countLineEnds(text, start, next)
    position = next
  }
  return records
}

/** One record at the front of a text. */
export interface ReadRecord {
  readonly cells: string[]
  /** Where its line end begins. */
  readonly end: number
  readonly damaged: boolean
  /** The text ended inside a quoted cell. */
  readonly cutOff: boolean
}

/** Reads the record that begins at an offset. */
export function readRecord(text: string, from: number, { delimiter, quote, escape }: CellRules): ReadRecord {
  const cells: string[] = []
  let position = from
  for (;;) {
    let cellStart = position
    if (quote !== '') while (text[cellStart] === ' ') cellStart += 1
    if (quote !== '' && text[cellStart] === quote) {
      const quoted = readQuoted(text, cellStart + 1, quote, escape)
      if (quoted === undefined) return { cells, end: text.length, damaged: true, cutOff: true }
      cells.push(quoted.value)
      position = quoted.end
      while (text[position] === ' ') position += 1
      const after = text[position]
      if (after !== undefined && after !== delimiter && after !== '\n' && after !== '\r') {
        return { cells, end: endOfLine(text, position), damaged: true, cutOff: false }
      }
    } else {
      const end = endOfCell(text, position, delimiter)
      cells.push(text.slice(position, end))
      position = end
    }
    if (text[position] !== delimiter) return { cells, end: position, damaged: false, cutOff: false }
    position += 1
  }
}

function readQuoted(
  text: string,
  from: number,
  quote: string,
  escape: string,
): { value: string; end: number } | undefined {
  let value = ''
  let start = from
  const limit = Math.min(text.length, from + longestQuoted)
  for (;;) {
    const at = nextOf(text, quote, escape, start, limit)
    if (at === undefined) return undefined
    value += text.slice(start, at)
    const isEscaped = escape === quote ? text[at + 1] === quote : text[at] === escape
    if (!isEscaped) return { value, end: at + 1 }
    value += text[at + 1] ?? ''
    start = at + 2
  }
}

/** The next quote, or the next escape where that is another letter. */
function nextOf(
  text: string,
  quote: string,
  escape: string,
  from: number,
  limit: number,
): number | undefined {
  const quoteCode = quote.charCodeAt(0)
  const escapeCode = escape.charCodeAt(0)
  for (let at = from; at < limit; at += 1) {
    const code = text.charCodeAt(at)
    if (code === quoteCode || code === escapeCode) return at
  }
  return undefined
}

const newline = 10
const carriageReturn = 13

function endOfCell(text: string, from: number, delimiter: string): number {
  const delimiterCode = delimiter.charCodeAt(0)
  let position = from
  while (position < text.length) {
    const code = text.charCodeAt(position)
    if (code === delimiterCode || code === newline || code === carriageReturn) break
    position += 1
  }
  return position
}

/** Offset of the next line end, or the length of the text. */
export function endOfLine(text: string, from: number): number {
  let position = from
  while (position < text.length) {
    const code = text.charCodeAt(position)
    if (code === newline || code === carriageReturn) break
    position += 1
  }
  return position
}

/** Offset behind the line end at an offset. */
export function afterLineEnd(text: string, end: number): number {
  if (text[end] === '\r' && text[end + 1] === '\n') return end + 2
  return end + 1
}

/** Line ends that begin within a range; `\r\n` is one. */
export function countLineEnds(text: string, from: number, to: number): number {
  const end = Math.min(to, text.length)
  let count = 0
  for (let position = from; position < end; position += 1) {
    const code = text.charCodeAt(position)
    if (code === newline || (code === carriageReturn && text.charCodeAt(position + 1) !== newline)) count += 1
  }
  return count
}
