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
export function unpackedBytes(file: Pick<TextFile, 'physical' | 'compression'>, onBytes: (bytes: number) => void): Readable {
  const source = createReadStream(file.physical, { highWaterMark: 1 << 20 })
  let bytes = 0
  source.on('data', (part) => {
    bytes += part.length
    onBytes(bytes)
  })
  if (file.compression === 'none') return source
  const unpacked = createGunzip({ chunkSize: 1 << 18 })
  source.on('error', (error) => unpacked.destroy(error))
  unpacked.on('close', () => source.destroy())
  return source.pipe(unpacked)
}

/** The text of a file, piece by piece. What is not valid becomes U+FFFD. */
export async function* textPieces(file: TextFile, onBytes: (bytes: number) => void): AsyncGenerator<string> {
  const decoder = new TextDecoder(file.encoding === 'utf-8-bom' ? 'utf-8' : file.encoding)
  for await (const part of unpackedBytes(file, onBytes) as AsyncIterable<Buffer>) yield decoder.decode(part, { stream: true })
  const rest = decoder.decode()
  if (rest !== '') yield rest
}

/** Characters after which a line is handed out in parts: a file without line ends must not fill the memory. */
const longestLine = 4_000_000

/** The lines of a text without their ends (`\n`, `\r\n` or `\r`). */
export async function* lines(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = ''
  for await (const piece of pieces) {
    const text = rest + piece
    const end = /\r\n|\n|\r(?!$)/g
    let start = 0
    for (let match = end.exec(text); match !== null; match = end.exec(text)) {
      yield text.slice(start, match.index)
      start = end.lastIndex
    }
    rest = text.slice(start)
    if (rest.length > longestLine) {
      yield rest
      rest = ''
    }
  }
  if (rest !== '') yield rest.replace(/\r$/, '')
}
