/** A record of a log: its text without the last line end, and the number of its first line, from 1. */
export interface LogRecord {
  readonly line: number
  readonly text: string
  /** Some of its bytes are not valid UTF-8. */
  readonly damaged?: boolean
}

/** A record longer than this is given up as a reject: it guards memory and the pattern. Characters. */
export const longestRecord = 1_000_000

/**
 * Puts lines together to records: with `recordStart`, a line that does not match it belongs to the record
 * before; without, every line is a record. Fully empty lines outside of records are no records. Feed lines in
 * order, then call `end`.
 */
export class RecordBuilder {
  private readonly recordStart: RegExp | undefined
  private readonly onRecord: (record: LogRecord) => void
  private lines: string[] = []
  private length = 0
  private firstLine = 0
  private line = 0
  private damaged = false

  constructor(recordStart: string | undefined, onRecord: (record: LogRecord) => void) {
    this.recordStart = recordStart === undefined ? undefined : new RegExp(recordStart)
    this.onRecord = onRecord
  }

  add(line: string, damaged = false): void {
    this.line += 1
    if (this.recordStart === undefined) {
      if (line !== '') this.onRecord({ line: this.line, text: line, damaged })
      return
    }
    if (this.recordStart.test(line.length > 1000 ? line.slice(0, 1000) : line) || this.length > longestRecord)
      this.end()
    if (this.lines.length === 0) {
      if (line === '') return
      this.firstLine = this.line
    }
    this.lines.push(line)
    if (damaged) this.damaged = true
    this.length += line.length + 1
  }

  /** Hands out the record that is still open. */
  end(): void {
    if (this.lines.length === 0) return
    let last = this.lines.length
    while (last > 0 && this.lines[last - 1] === '') last -= 1
    const text = this.lines.slice(0, last).join('\n')
    const { damaged } = this
    this.lines = []
    this.length = 0
    this.damaged = false
    this.onRecord({ line: this.firstLine, text, damaged })
  }
}

/** The records of a text that is in memory. */
export function recordsOf(text: string, recordStart: string | undefined): LogRecord[] {
  const records: LogRecord[] = []
  const builder = new RecordBuilder(recordStart, (record) => records.push(record))
  for (const line of text.split(/\r\n|\n|\r/)) builder.add(line)
  builder.end()
  return records
}
