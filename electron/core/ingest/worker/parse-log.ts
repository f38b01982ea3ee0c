import { stat } from 'node:fs/promises'
import type { CallContext } from '../../../../shared/contract/responder.ts'
import type { LogOptions } from '../../../../shared/model/table.ts'
import { RecordBuilder, type LogRecord } from '../log-records.ts'
import { createRecordParser } from './log-parser.ts'
import { stagedRow, TextWriter } from './staging.ts'
import { lineBlocks, type TextFile } from './text-lines.ts'

export interface LogJob {
  readonly file: TextFile
  readonly options: LogOptions
  /** Gets one row of delimited text per record. */
  readonly stagingFile: string
  /** Gets one JSON line per rejected record: `line`, `reason`, `text`. */
  readonly rejectsFile: string
  /** Stop after this many records. */
  readonly limit?: number | undefined
}

export interface LogOutcome {
  readonly rows: number
  readonly rejected: number
  readonly unknownKeys: readonly string[]
}

const longestRejectText = 10_000

/** Splits a log into records and writes their cells to a staging file. Memory stays flat whatever the size. */
export async function parseLog(job: LogJob, context: CallContext): Promise<LogOutcome> {
  const { file, options, limit } = job
  const { size } = await stat(file.physical)
  const parser = createRecordParser(options)
  const staging = new TextWriter(job.stagingFile)
  const rejects = new TextWriter(job.rejectsFile)
  let rows = 0
  let rejected = 0
  let waiting: Promise<void> | undefined
  const onRecord = (record: LogRecord) => {
    if (limit !== undefined && rows + rejected >= limit) return
    const parsed = parser.parse(record)
    if ('cells' in parsed) {
      rows += 1
      waiting = staging.write(stagedRow(parsed.cells)) ?? waiting
    } else {
      rejected += 1
      waiting =
        rejects.write(
          `${JSON.stringify({ line: record.line, reason: parsed.reason, text: record.text.slice(0, longestRejectText) })}\n`,
        ) ?? waiting
    }
  }
  const builder = new RecordBuilder(options.recordStart, onRecord)
  let told = 0
  const onBytes = (bytes: number) => {
    if (bytes - told < 4_000_000 && bytes < size) return
    told = bytes
    context.progress({ done: bytes, total: size, unit: 'bytes' })
  }
  try {
    for await (const { lines, damaged } of lineBlocks(file, onBytes)) {
      context.signal.throwIfAborted()
      for (const [index, line] of lines.entries()) {
        builder.add(line, damaged.has(index))
        if (waiting !== undefined) {
          await waiting
          waiting = undefined
        }
      }
      if (limit !== undefined && rows + rejected >= limit) break
    }
    builder.end()
    await Promise.all([staging.end(), rejects.end()])
  } finally {
    staging.destroy()
    rejects.destroy()
  }
  return { rows, rejected, unknownKeys: [...parser.unknownKeys] }
}
