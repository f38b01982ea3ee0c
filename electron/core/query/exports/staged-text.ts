import { open } from 'node:fs/promises'
import { FirnError } from '../../../../shared/contract/errors.ts'

/**
 * Writes a text file piece by piece and makes sure that all of it is there: a disk that is nearly full takes a
 * part of a piece without any error. Throws what the system says, and `disk-full` where it says nothing.
 */
export async function writePieces(
  file: string,
  pieces: AsyncIterable<string> | Iterable<string>,
): Promise<void> {
  const handle = await open(file, 'w')
  try {
    let written = 0
    for await (const piece of pieces) {
      const bytes = Buffer.from(piece, 'utf8')
      // Of a handle's functions only `writeFile` goes on until every byte is written.
      await handle.writeFile(bytes)
      written += bytes.length
    }
    const { size } = await handle.stat()
    if (size !== written)
      throw new FirnError('disk-full', `Only ${size} of ${written} bytes of ${file} could be written.`, {
        hint: 'Free some space, or choose another disk.',
        context: { file },
      })
  } finally {
    await handle.close()
  }
}

/** Finishes a JSON array of which every line begins with a comma: the first comma becomes the bracket. */
export async function closeArray(file: string, rows: number): Promise<void> {
  const handle = await open(file, 'r+')
  try {
    const { size } = await handle.stat()
    if (rows > 0) await handle.write('[', 0)
    const end = Buffer.from(rows === 0 ? '[]\n' : ']\n')
    for (let done = 0; done < end.length; )
      done += (await handle.write(end, done, end.length - done, size + done)).bytesWritten
  } finally {
    await handle.close()
  }
}
