import { stat } from 'node:fs/promises'
import { FirnError } from '../../../../shared/contract/errors.ts'
import type { CallContext } from '../../../../shared/contract/responder.ts'
import {
  afterLineEnd,
  type CellRules,
  countLineEnds,
  endOfLine,
  longestQuoted,
  readRecord,
} from '../delimited-records.ts'
import { longestLine } from '../delimited-sql.ts'
import { TextWriter } from './staging.ts'
import { bytePieces, type TextFile, textPieces } from './text-lines.ts'

export interface RepairJob {
  readonly file: TextFile
  readonly rules: CellRules
  /** Cells of a whole row. */
  readonly width: number
  /** Lines before the header, which are left as they are. */
  readonly skip: number
  readonly target: string
  /** Gets one JSON line per damaged line: `line`, `reason`, `text`. */
  readonly rejectsFile: string
}

const longestText = 10_000
/** Characters of one line that are held in memory until its end. */
const longestHeld = 400_000_000
const openQuote = 'a quoted cell is not closed as it should be'
const lineTooLong = 'the line is longer than 2 MB'

function endless(file: string, line: number): FirnError {
  return new FirnError('format', `Line ${line} has no end within 400 MB.`, {
    hint: 'Check whether this is a text file.',
    context: { file, line },
  })
}

/**
 * Writes delimited text as UTF-8 without the lines that open a quote and do not close it, so that they take in no
 * other line. An empty line stands for each, which keeps the numbers of all others. A row of several lines with
 * too few or too many cells is one whose quote was closed by accident: its first line is damaged too, and so is a
 * line that the engine would reject for its length.
 */
export async function repairDelimited(job: RepairJob, context: CallContext): Promise<{ rejected: number }> {
  const { file } = job
  const { size } = await stat(file.physical)
  const isUtf8 = file.encoding === 'utf-8' || file.encoding === 'utf-8-bom'
  const writer = new TextWriter(job.target, isUtf8 ? 'latin1' : 'utf8')
  const rejects = new TextWriter(job.rejectsFile)
  const onBytes = (done: number) => context.progress({ done, total: size, unit: 'bytes' })
  let line = 1
  let rejected = 0
  let rest = ''

  /** Takes all whole records off the front of the text; what is left needs more text to be judged. */
  const consume = (text: string, whole: boolean): { output: string; refused: string; rest: string } => {
    let output = ''
    let refused = ''
    let position = 0
    while (position < text.length) {
      const record = line <= job.skip ? undefined : readRecord(text, position, job.rules)
      const waits = record?.cutOff === true && text.length - position < longestQuoted
      let end = record === undefined || record.cutOff ? endOfLine(text, position) : record.end
      if (!whole && (waits || end >= text.length - 1)) break
      const tooLong = record !== undefined && end - position > longestLine
      const damaged =
        record !== undefined &&
        (tooLong || record.damaged || closedByAccident(text.slice(position, end), record.cells))
      if (damaged) {
        end = endOfLine(text, position)
        if (!whole && end >= text.length - 1) break
        const own = text.slice(position, Math.min(end, position + longestText))
        const shown = isUtf8 ? Buffer.from(own, 'latin1').toString('utf8') : own
        const reason = end - position > longestLine ? lineTooLong : openQuote
        refused += `${JSON.stringify({ line, reason, text: shown })}\n`
        rejected += 1
      } else output += text.slice(position, end)
      const next = Math.min(afterLineEnd(text, end), text.length)
      const lines = countLineEnds(text, position, next)
      output += '\n'.repeat(damaged ? lines : Math.min(1, next - end))
      line += lines
      position = next
    }
    return { output, refused, rest: text.slice(position) }
  }
  const closedByAccident = (text: string, cells: readonly string[]) => {
    if (cells.length === job.width || (cells.length === job.width + 1 && cells.at(-1) === '')) return false
    return text.includes('\n') || text.includes('\r')
  }

  try {
    for await (const piece of isUtf8 ? bytePieces(file, onBytes) : textPieces(file, onBytes)) {
      context.signal.throwIfAborted()
      if (rest !== '' && !/[\n\r]/.test(piece)) {
        // Nothing ends in it: looking at the same beginning again and again would take for ever.
        rest += piece
        if (rest.length > longestHeld) throw endless(file.physical, line)
        continue
      }
      const consumed = consume(rest + piece, false)
      rest = consumed.rest
      await writer.write(consumed.output)
      await rejects.write(consumed.refused)
    }
    const last = consume(rest, true)
    await writer.write(last.output)
    await rejects.write(last.refused)
    await Promise.all([writer.end(), rejects.end()])
  } finally {
    writer.destroy()
    rejects.destroy()
  }
  return { rejected }
}
