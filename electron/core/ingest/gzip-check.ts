import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { FirnError } from '../../../shared/contract/errors.ts'
import { LineLengths } from './long-lines.ts'

/**
 * Unpacks a gzipped file to nowhere. The engine takes a file that is cut off for a shorter one and never looks at
 * the checksum, so this is the only way to know. Returns the bytes of its longest line. Throws `format` naming
 * the file, `cancelled`.
 */
export async function checkGzip(
  file: { readonly physical: string; readonly path: string },
  signal: AbortSignal | undefined,
): Promise<{ readonly longestLine: number }> {
  const lines = new LineLengths()
  const source = createReadStream(file.physical, { highWaterMark: 1 << 20 })
  const unpacking = createGunzip({ chunkSize: 1 << 20 })
  try {
    await pipeline(source, unpacking, lines, signal === undefined ? {} : { signal })
    return { longestLine: lines.longest }
  } catch (error) {
    if (signal?.aborted === true) throw new FirnError('cancelled', 'Cancelled.')
    const reason = error instanceof Error ? error.message : String(error)
    throw new FirnError('format', `${file.path} cannot be unpacked: ${reason}.`, {
      hint: 'The file is damaged or cut off: fetch it again, or leave it out.',
      context: { file: file.path },
      cause: error,
    })
  }
}
