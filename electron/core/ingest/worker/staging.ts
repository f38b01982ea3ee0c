import { createWriteStream, type WriteStream } from 'node:fs'
import { once } from 'node:events'
import { finished } from 'node:stream/promises'

/** Text gathered before it is written, in characters. */
const bufferedText = 1 << 18

/** Writes text to a new file in large pieces, and waits where the disk is slower. */
export class TextWriter {
  private readonly stream: WriteStream
  private pending: string[] = []
  private length = 0

  /** `latin1` writes text whose characters are bytes. */
  constructor(path: string, encoding: 'utf8' | 'latin1' = 'utf8') {
    this.stream = createWriteStream(path, { flags: 'wx', encoding })
    this.stream.on('error', () => {})
  }

  /** Returns a promise only when the caller should wait. */
  write(text: string): Promise<void> | undefined {
    this.pending.push(text)
    this.length += text.length
    return this.length < bufferedText ? undefined : this.flush()
  }

  async end(): Promise<void> {
    await this.flush()
    this.stream.end()
    await finished(this.stream)
  }

  destroy(): void {
    this.stream.destroy()
  }

  private async flush(): Promise<void> {
    if (this.length === 0) return
    const text = this.pending.join('')
    this.pending = []
    this.length = 0
    if (this.stream.errored instanceof Error) throw this.stream.errored
    if (!this.stream.write(text)) await once(this.stream, 'drain')
  }
}

/** A row of cells as the staging file wants it: NULL is nothing, an empty text is `""`. */
export function stagedRow(cells: readonly (string | undefined)[]): string {
  let row = ''
  for (let index = 0; index < cells.length; index += 1) {
    if (index > 0) row += ','
    const cell = cells[index]
    if (cell !== undefined) row += quoted(cell)
  }
  // A row of one NULL would be an empty line, and those are skipped.
  return row === '' ? `${nothing}\n` : `${row}\n`
}

/** Stands for a row without any value in a staging file of one column. */
export const nothing = '\\N'

function quoted(cell: string): string {
  return cell.includes('"') ? `"${cell.replaceAll('"', '""')}"` : `"${cell}"`
}
