import { createReadStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { PlacedFile } from './file-parts.ts'

/**
 * A line longer than its buffer (32 MiB) is passed over by the engine without a word when it reads with several
 * threads; shorter ones that are too long are rejected as they should be. Bytes.
 */
export const lostLine = 16 * 1024 * 1024

/** A look into every so many bytes, far more often than such a line is long. */
const step = 4 * 1024 * 1024
const look = 64 * 1024

/** Whether a file that is not packed holds a line that the engine would lose. Throws what reading throws. */
export async function losesLines(
  { physical, bytes, parts }: PlacedFile & { readonly bytes: number },
  signal: AbortSignal | undefined,
): Promise<boolean> {
  if (parts !== undefined) {
    for (const part of parts)
      if (await losesLines({ physical: part.physical, bytes: part.bytes }, signal)) return true
    return false
  }
  if (bytes <= lostLine) return false
  const handle = await open(physical, 'r')
  try {
    if (!(await looksLikeIt(handle, bytes, signal))) return false
  } finally {
    await handle.close()
  }
  const lines = new LineLengths()
  await pipeline(createReadStream(physical, { highWaterMark: 1 << 20 }), lines, withSignal(signal))
  return lines.longest > lostLine
}

async function looksLikeIt(
  handle: FileHandle,
  bytes: number,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const buffer = Buffer.alloc(look)
  let without = 0
  for (let at = 0; at < bytes; at += step) {
    signal?.throwIfAborted()
    const { bytesRead } = await handle.read(buffer, 0, look, at)
    without = buffer.subarray(0, bytesRead).includes(10) ? 0 : without + 1
    if (without * step >= lostLine - step) return true
  }
  return false
}

function withSignal(signal: AbortSignal | undefined): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal }
}

/** A stream to nowhere that knows the longest line that went through it, in bytes. */
export class LineLengths extends Writable {
  longest = 0
  private open = 0

  constructor() {
    super({ highWaterMark: 1 << 20 })
  }

  override _write(part: Buffer, _encoding: BufferEncoding, done: () => void): void {
    const first = part.indexOf(10)
    this.longest = Math.max(this.longest, this.open + (first < 0 ? part.length : first))
    this.open = first < 0 ? this.open + part.length : part.length - part.lastIndexOf(10) - 1
    done()
  }
}
