import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { Writable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { FirnError } from '../../../shared/contract/errors.ts'

/**
 * Unpacks a gzipped file to nowhere. The engine takes a file that is cut off for a shorter one and never looks at
 * the checksum, so this is the only way to know. Throws `format` naming the file, `cancelled`.
 */
export async function checkGzip(
  file: { readonly physical: string; readonly path: string },
  signal: AbortSignal | undefined,
): Promise<void> {
  const nowhere = new Writable({ highWaterMark: 1 << 20, write: (_part, _encoding, done) => done() })
  const source = createReadStream(file.physical, { highWaterMark: 1 << 20 })
  const unpacking = createGunzip({ chunkSize: 1 << 20 })
  try {
    await pipeline(source, unpacking, nowhere, signal === undefined ? {} : { signal })
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
