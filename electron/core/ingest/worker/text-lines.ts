import { isUtf8 } from 'node:buffer'
import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { TextEncoding } from '../text-encoding.ts'

export interface TextFile {
  readonly physical: string
  readonly compression: 'none' | 'gzip'
  readonly encoding: TextEncoding
}

/** The unpacked bytes of a file; `onBytes` is told how many of its own bytes were read so far. */
export async function* unpackedBytes(
  file: Pick<TextFile, 'physical' | 'compression'>,
  onBytes: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  const source = createReadStream(file.physical, { highWaterMark: 1 << 20 })
  const bytes: Readable =
    file.compression === 'gzip' ? source.pipe(createGunzip({ chunkSize: 1 << 18 })) : source
  source.on('error', (error) => bytes.destroy(error))
  try {
    for await (const part of bytes as AsyncIterable<Buffer>) {
      onBytes(source.bytesRead)
      yield part
    }
  } finally {
    source.destroy()
  }
}

/** The text of a file, piece by piece. What is not valid becomes U+FFFD. */
export async function* textPieces(file: TextFile, onBytes: (bytes: number) => void): AsyncGenerator<string> {
  const decoder = new TextDecoder(file.encoding === 'utf-8-bom' ? 'utf-8' : file.encoding)
  for await (const part of unpackedBytes(file, onBytes)) yield decoder.decode(part, { stream: true })
  const rest = decoder.decode()
  if (rest !== '') yield rest
}

/** The bytes of a file as text with a character for each, without a byte order mark in front. */
export async function* bytePieces(file: TextFile, onBytes: (bytes: number) => void): AsyncGenerator<string> {
  let first = true
  for await (const part of unpackedBytes(file, onBytes)) {
    yield part.toString('latin1', first && hasMark(part) ? 3 : 0)
    first = false
  }
}

function hasMark(bytes: Buffer): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
}

/** Some lines in a row, without their ends; `damaged` holds the indexes of those that are not valid UTF-8. */
export interface LineBlock {
  readonly lines: readonly string[]
  readonly damaged: ReadonlySet<number>
}

/** Characters after which a line is handed out in parts: a file without line ends must not fill the memory. */
const longestLine = 4_000_000
const lineEnd = /\r\n|\n|\r/
const none: ReadonlySet<number> = new Set()

/** The lines of a text (ended by `\n`, `\r\n` or `\r`), in blocks. */
export async function* lineBlocks(
  file: TextFile,
  onBytes: (bytes: number) => void,
): AsyncGenerator<LineBlock> {
  if (file.encoding === 'utf-8' || file.encoding === 'utf-8-bom') yield* utf8Lines(file, onBytes)
  else yield* decodedLines(textPieces(file, onBytes))
}

async function* decodedLines(pieces: AsyncIterable<string>): AsyncGenerator<LineBlock> {
  let rest = ''
  for await (const piece of pieces) {
    const text = rest + piece
    // A return at the very end may be half of a line end.
    const end = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r', text.length - 2))
    if (end === -1 && text.length <= longestLine) {
      rest = text
      continue
    }
    const cut = end === -1 ? text.length : end + 1
    rest = text.slice(cut)
    yield { lines: splitLines(text.slice(0, cut)), damaged: none }
  }
  if (rest !== '') yield { lines: splitLines(rest), damaged: none }
}

/** As {@link decodedLines}, on bytes, so that lines which are no text can be told. */
async function* utf8Lines(file: TextFile, onBytes: (bytes: number) => void): AsyncGenerator<LineBlock> {
  let rest: Buffer = Buffer.alloc(0)
  let first = true
  for await (const part of unpackedBytes(file, onBytes)) {
    let bytes: Buffer = rest.length === 0 ? part : Buffer.concat([rest, part])
    if (first) {
      first = false
      if (hasMark(bytes)) bytes = bytes.subarray(3)
    }
    const end = Math.max(bytes.lastIndexOf(10), bytes.lastIndexOf(13, bytes.length - 2))
    if (end === -1 && bytes.length <= longestLine) {
      rest = bytes
      continue
    }
    const cut = end === -1 ? bytes.length : end + 1
    rest = bytes.subarray(cut)
    yield blockOf(bytes.subarray(0, cut))
  }
  if (rest.length > 0) yield blockOf(rest)
}

function blockOf(bytes: Buffer): LineBlock {
  if (isUtf8(bytes)) return { lines: splitLines(bytes.toString('utf8')), damaged: none }
  // Latin-1 keeps one character per byte: the same lines, each to be judged alone.
  const damaged = new Set<number>()
  const lines = splitLines(bytes.toString('latin1')).map((line, index) => {
    const own = Buffer.from(line, 'latin1')
    if (!isUtf8(own)) damaged.add(index)
    return own.toString('utf8')
  })
  return { lines, damaged }
}

function splitLines(text: string): string[] {
  const lines = text.includes('\r') ? text.split(lineEnd) : text.split('\n')
  if (lines[lines.length - 1] === '') lines.pop()
  return lines
}
