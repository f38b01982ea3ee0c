import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { throwIfCancelled } from './io-error.ts'

/** Large enough that the number of calls does not matter, small enough to hash in under 1 ms. */
const pieceSize = 1024 * 1024

export interface HashOptions {
  /** No more than this many bytes are read. */
  readonly limit?: number
  readonly signal?: AbortSignal | undefined
  /** Called with the bytes of each piece that was read. */
  readonly onBytes?: ((bytes: number) => void) | undefined
  /** Awaited after each piece, for work that must not be in anybody's way. */
  readonly pause?: () => Promise<void>
  /** Puts an error of reading into words, so that it is not taken for one of writing. */
  readonly inWords?: (error: unknown) => Error
}

export interface HashedBytes {
  readonly sha256: string
  readonly bytes: number
}

/**
 * Hashes an open file from its beginning and, when `to` is given, writes the very bytes that were hashed.
 * While one piece is hashed the next is read and the last is written. Memory: two pieces of 1 MB.
 */
export async function hashFile(
  from: FileHandle,
  to: FileHandle | undefined,
  options: HashOptions = {},
): Promise<HashedBytes> {
  const { limit = Number.POSITIVE_INFINITY, signal, onBytes, pause, inWords } = options
  const hash = createHash('sha256')
  const size = Math.max(1, Math.min(pieceSize, limit))
  let current = Buffer.allocUnsafe(size)
  let spare = Buffer.allocUnsafe(size)
  let bytes = 0
  const readAt = async (into: Buffer, position: number) => {
    try {
      return await readPiece(from, into, position, limit)
    } catch (error) {
      throw inWords === undefined ? error : inWords(error)
    }
  }
  let length = await readAt(current, 0)
  while (length > 0) {
    throwIfCancelled(signal)
    const piece = current.subarray(0, length)
    const next = bytes + length
    const pending = [
      readAt(spare, next),
      to === undefined ? Promise.resolve(0) : writeAll(to, piece, bytes),
    ] as const
    hash.update(piece)
    // Both must have ended before an error leaves, or the caller would close files that are in use.
    const [reading, writing] = await Promise.allSettled(pending)
    if (reading.status === 'rejected') throw reading.reason
    if (writing.status === 'rejected') throw writing.reason
    onBytes?.(length)
    await pause?.()
    bytes = next
    length = reading.value
    const filled = spare
    spare = current
    current = filled
  }
  throwIfCancelled(signal)
  return { sha256: hash.digest('hex'), bytes }
}

/** Hashes a file by its path. The errors are the system's own. */
export async function hashPath(path: string | Buffer, options: HashOptions = {}): Promise<HashedBytes> {
  const file = await open(path, 'r')
  try {
    return await hashFile(file, undefined, options)
  } finally {
    await file.close()
  }
}

async function readPiece(file: FileHandle, into: Buffer, position: number, limit: number): Promise<number> {
  const wanted = Math.min(into.length, limit - position)
  if (wanted <= 0) return 0
  const { bytesRead } = await file.read(into, 0, wanted, position)
  return bytesRead
}

async function writeAll(file: FileHandle, bytes: Buffer, position: number): Promise<number> {
  let written = 0
  while (written < bytes.length) {
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written, position + written)
    written += bytesWritten
  }
  return written
}
