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
const longestQuoted = 100_000

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

interface ReadRecord {
  readonly cells: string[]
  /** Where its line end begins. */
  readonly end: number
  readonly damaged: boolean
  /** The text ended inside a quoted cell. */
  readonly cutOff: boolean
}

function readRecord(text: string, from: number, { delimiter, quote, escape }: CellRules): ReadRecord {
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
  let position = from
  const limit = Math.min(text.length, from + longestQuoted)
  while (position < limit) {
    const letter = text[position]
    if (escape !== quote && letter === escape && position + 1 < text.length) {
      value += text[position + 1]
      position += 2
    } else if (letter === quote) {
      if (escape !== quote || text[position + 1] !== quote) return { value, end: position + 1 }
      value += quote
      position += 2
    } else {
      value += letter
      position += 1
    }
  }
  return undefined
}

function endOfCell(text: string, from: number, delimiter: string): number {
  let position = from
  while (position < text.length) {
    const letter = text[position]
    if (letter === delimiter || letter === '\n' || letter === '\r') break
    position += 1
  }
  return position
}

function endOfLine(text: string, from: number): number {
  let position = from
  while (position < text.length && text[position] !== '\n' && text[position] !== '\r') position += 1
  return position
}

function afterLineEnd(text: string, end: number): number {
  if (text[end] === '\r' && text[end + 1] === '\n') return end + 2
  return end + 1
}

function countLineEnds(text: string, from: number, to: number): number {
  let count = 0
  for (let position = from; position < to && position < text.length; position += 1) {
    const letter = text[position]
    if (letter === '\n' || (letter === '\r' && text[position + 1] !== '\n')) count += 1
  }
  return count
}
