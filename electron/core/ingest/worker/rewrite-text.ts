import { stat } from 'node:fs/promises'
import type { CallContext } from '../../../../shared/contract/responder.ts'
import { TextWriter } from './staging.ts'
import { bytePieces, type TextFile, textPieces } from './text-lines.ts'

export interface RewriteJob {
  readonly file: TextFile
  /** Line ends become `\n`, except between these. Empty: everywhere. */
  readonly quote: string
  readonly target: string
}

/**
 * Writes a text as plain UTF-8 with one kind of line end. The numbers of its lines stay as they were, and so do
 * bytes that are no UTF-8 where it should be: the engine then rejects their rows.
 */
export async function rewriteText(
  { file, quote, target }: RewriteJob,
  context: CallContext,
): Promise<{ bytes: number }> {
  const { size } = await stat(file.physical)
  const isUtf8 = file.encoding === 'utf-8' || file.encoding === 'utf-8-bom'
  const writer = new TextWriter(target, isUtf8 ? 'latin1' : 'utf8')
  const onBytes = (done: number) => context.progress({ done, total: size, unit: 'bytes' })
  const pieces = isUtf8 ? bytePieces(file, onBytes) : textPieces(file, onBytes)
  let inQuotes = false
  let afterReturn = false
  let bytes = 0
  try {
    for await (const piece of pieces) {
      context.signal.throwIfAborted()
      let text = ''
      let start = 0
      for (let index = 0; index < piece.length; index += 1) {
        const letter = piece[index]
        if (letter === quote) inQuotes = !inQuotes
        else if (letter === '\n' && afterReturn && !inQuotes) {
          // The second half of a line end that was written already.
          text += piece.slice(start, index)
          start = index + 1
        } else if (letter === '\r' && !inQuotes) {
          text += `${piece.slice(start, index)}\n`
          start = index + 1
        }
        afterReturn = letter === '\r' && !inQuotes
      }
      text += piece.slice(start)
      bytes += isUtf8 ? text.length : Buffer.byteLength(text)
      await writer.write(text)
    }
    await writer.end()
  } finally {
    writer.destroy()
  }
  return { bytes }
}
