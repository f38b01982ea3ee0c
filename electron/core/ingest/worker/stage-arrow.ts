import { Buffer } from 'node:buffer'
import { open, stat } from 'node:fs/promises'
import * as zlib from 'node:zlib'
import { compressionRegistry, CompressionType, RecordBatchReader } from 'apache-arrow'
import { FirnError } from '../../../../shared/contract/errors.ts'
import type { CallContext } from '../../../../shared/contract/responder.ts'
import { namesFor } from '../delimited-header.ts'
import { cellReader } from './arrow-cells.ts'
import { columnType, type Written } from './arrow-types.ts'
import { unpackLz4 } from './lz4.ts'
import { stagedRow, TextWriter } from './staging.ts'
import { unpackedBytes } from './text-lines.ts'

export interface ArrowJob {
  readonly physical: string
  readonly compression: 'none' | 'gzip'
  /** Gets one row of delimited text per row. */
  readonly stagingFile: string
}

export interface StagedArrow {
  readonly rows: number
  readonly columns: readonly { readonly name: string; readonly type: string; readonly written: Written }[]
}

/** Writes the rows of an Arrow file or stream to a staging file, batch by batch. Throws `format`. */
export async function stageArrow(job: ArrowJob, context: CallContext): Promise<StagedArrow> {
  registerCodecs()
  const { size } = await stat(job.physical)
  const writer = new TextWriter(job.stagingFile)
  const isFile = job.compression === 'none' && (await beginsLikeFile(job.physical))
  const handle = isFile ? await open(job.physical, 'r') : undefined
  let rows = 0
  try {
    const bytes = () => unpackedBytes(job, (done) => context.progress({ done, total: size, unit: 'bytes' }))
    const reader =
      handle === undefined ? await RecordBatchReader.from(bytes()) : await RecordBatchReader.from(handle)
    await reader.open()
    const fields = reader.schema.fields
    const names = namesFor(
      fields.map((field) => field.name),
      fields.length,
    )
    const columns = fields.map((field, index) => ({
      name: names[index] ?? field.name,
      ...columnType(field.type),
    }))
    for await (const batch of reader) {
      context.signal.throwIfAborted()
      const readers = batch.data.children.map((child) => cellReader(child))
      for (let row = 0; row < batch.numRows; row += 1) {
        const full = writer.write(stagedRow(readers.map((each) => each.text(row))))
        if (full !== undefined) {
          await full
          context.signal.throwIfAborted()
        }
      }
      rows += batch.numRows
    }
    await writer.end()
    return { rows, columns }
  } catch (error) {
    if (error instanceof FirnError || context.signal.aborted) throw error
    // The library trips over damaged files in ways that say nothing to a person.
    const reason =
      error instanceof Error && !(error instanceof TypeError)
        ? error.message
        : 'the file is damaged or cut off'
    throw new FirnError('format', `it is not valid Arrow: ${reason}`, {
      hint: 'Write the file again, or save it as Parquet.',
      cause: error,
    })
  } finally {
    writer.destroy()
    await handle?.close().catch(() => {})
  }
}

async function beginsLikeFile(path: string): Promise<boolean> {
  const handle = await open(path, 'r')
  try {
    const { buffer } = await handle.read(Buffer.alloc(6), 0, 6, 0)
    return buffer.toString('latin1') === 'ARROW1'
  } finally {
    await handle.close()
  }
}

/** The library unpacks nothing by itself; zstd is known to Node from version 22.15 on. */
function registerCodecs(): void {
  compressionRegistry.set(CompressionType.LZ4_FRAME, { decode: unpackLz4 })
  const unpackZstd = (zlib as { zstdDecompressSync?: (bytes: Uint8Array) => Buffer }).zstdDecompressSync
  compressionRegistry.set(CompressionType.ZSTD, {
    decode: (bytes) => {
      if (unpackZstd === undefined)
        throw new FirnError('format', 'its columns are packed with zstd, which this Node cannot unpack', {
          hint: 'Use Node 22.15 or later, or write the file with LZ4.',
        })
      return unpackZstd(bytes)
    },
  })
}
