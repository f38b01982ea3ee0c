import { open } from 'node:fs/promises'
import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { FirnError } from '../../../shared/contract/errors.ts'
import { sourceFailure } from '../store/io-error.ts'
import type { FilePart, PlacedFile } from './file-parts.ts'
import { detectEncoding, type TextEncoding, decoded } from './text-encoding.ts'

/** The first bytes of a file, unpacked. */
export interface FileSample {
  readonly bytes: Buffer
  /** The sample is the whole file. */
  readonly whole: boolean
  readonly compression: 'none' | 'gzip'
}

/** The first bytes as text. */
export interface TextSample {
  readonly text: string
  readonly whole: boolean
  readonly encoding: TextEncoding
  /** Both kinds of line end occur outside of what is quoted, or there is a byte order mark. */
  readonly mixedLineEnds: boolean
}

/** Enough for some hundred records of most files; more is read only where a line is longer. */
const sampleBytes = 256 * 1024
const longestSample = 8 * 1024 * 1024

/**
 * Reads the beginning of a file, through gzip where it is gzipped. Where no line ends within the first 256 kB
 * more is read, up to 8 MB. Throws `file-missing`, `file-unreadable`, and `format` for damaged gzip.
 */
export async function sampleFile({ physical, parts }: PlacedFile, path: string): Promise<FileSample> {
  if (parts !== undefined) return await sampleParts(parts, path)
  let handle
  try {
    handle = await open(physical, 'r')
  } catch (error) {
    throw named(sourceFailure(error, physical), path)
  }
  try {
    const { size } = await handle.stat()
    const head = Buffer.alloc(2)
    await handle.read(head, 0, 2, 0)
    if (size > 2 && head[0] === 0x1f && head[1] === 0x8b) return await sampleGzip(physical, path)
    let length = Math.min(size, sampleBytes)
    for (;;) {
      const buffer = Buffer.alloc(length)
      const { bytesRead } = await handle.read(buffer, 0, length, 0)
      const bytes = buffer.subarray(0, bytesRead)
      const enough = bytes.includes(10) || bytes.includes(13) || length >= Math.min(size, longestSample)
      if (enough) return { bytes, whole: bytesRead >= size, compression: 'none' }
      length = Math.min(size, length * 8, longestSample)
    }
  } catch (error) {
    throw named(sourceFailure(error, physical), path)
  } finally {
    await handle.close()
  }
}

/** Pieces are plain text: what is packed is never cut. */
async function sampleParts(parts: readonly FilePart[], path: string): Promise<FileSample> {
  const found: Buffer[] = []
  let length = 0
  for (const { physical } of parts) {
    const { bytes, whole } = await sampleFile({ physical }, path)
    found.push(bytes)
    length += bytes.length
    if (!whole || length >= sampleBytes) break
  }
  const size = parts.reduce((sum, { bytes }) => sum + bytes, 0)
  return { bytes: Buffer.concat(found), whole: length >= size, compression: 'none' }
}

async function sampleGzip(physical: string, path: string): Promise<FileSample> {
  const source = createReadStream(physical)
  const unpacked = source.pipe(createGunzip())
  source.on('error', (error) => unpacked.destroy(error))
  const parts: Buffer[] = []
  let length = 0
  try {
    for await (const part of unpacked as AsyncIterable<Buffer>) {
      parts.push(part)
      length += part.length
      if (length >= longestSample || (length >= sampleBytes && parts.some((each) => each.includes(10)))) {
        return { bytes: Buffer.concat(parts), whole: false, compression: 'gzip' }
      }
    }
  } catch (error) {
    // A damaged end matters when the file is read; here there is enough to judge by.
    if (length > 0) return { bytes: Buffer.concat(parts), whole: false, compression: 'gzip' }
    throw new FirnError(
      'format',
      `${path} is not valid gzip: ${error instanceof Error ? error.message : String(error)}.`,
      {
        hint: 'Fetch or pack the file again.',
        context: { file: path },
        cause: error,
      },
    )
  } finally {
    source.destroy()
  }
  return { bytes: Buffer.concat(parts), whole: true, compression: 'gzip' }
}

/** The sample as text, or undefined when it is no text. */
export function textOf(sample: FileSample): TextSample | undefined {
  const encoding = detectEncoding(sample.bytes)
  if (encoding === undefined) return undefined
  const text = decoded(sample.bytes, encoding, sample.whole)
  return { text, whole: sample.whole, encoding, mixedLineEnds: hasMixedLineEnds(text) }
}

function hasMixedLineEnds(text: string): boolean {
  const both = text.includes('\r\n')
  const plain = /(^|[^\r])\n/.test(text)
  const bare = /\r[^\n]/.test(text)
  if (Number(both) + Number(plain) + Number(bare) < 2) return false
  // Line ends inside of quotes belong to their cells.
  const outside = text.replace(/"[^"]*"/g, '""')
  const kinds = [/\r\n/.test(outside), /(^|[^\r])\n/.test(outside), /\r[^\n]/.test(outside)]
  return kinds.filter(Boolean).length > 1
}

function named(error: FirnError, path: string): FirnError {
  return new FirnError(error.code, error.message, {
    hint: error.hint,
    context: { ...error.context, file: path },
    cause: error,
  })
}
