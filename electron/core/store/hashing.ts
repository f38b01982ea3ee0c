import { createHash, type Hash } from 'node:crypto'
import { countLineEnds } from './cutting.ts'

/** What is known of a piece of a file when all of its bytes were looked at. */
export interface HashedPiece {
  readonly sha256: string
  /** Line ends: `\n`, `\r\n`, and `\r` alone. */
  readonly lines: number
  readonly bareReturns: number
}

/** The hash of a file that comes in pieces. */
export interface RunningHash {
  /** Ends when the bytes are no longer needed. Pieces count in the order of the calls. */
  add(bytes: Buffer): Promise<void>
  digest(): Promise<string>
}

/** Hashes what lies in {@link sharedMemory}. */
export interface Hashing {
  piece(bytes: Buffer): Promise<HashedPiece>
  whole(): RunningHash
  close(): Promise<void>
}

/** Memory that other threads can see. */
export function sharedMemory(bytes: number): Buffer {
  return Buffer.from(new SharedArrayBuffer(bytes))
}

export function hashPiece(bytes: Buffer): HashedPiece {
  return { sha256: createHash('sha256').update(bytes).digest('hex'), ...countLineEnds(bytes) }
}

/** Hashes where it is called. */
export function hashingHere(): Hashing {
  return {
    piece: (bytes) => Promise.resolve(hashPiece(bytes)),
    whole() {
      const hash: Hash = createHash('sha256')
      return {
        add(bytes) {
          hash.update(bytes)
          return Promise.resolve()
        },
        digest: () => Promise.resolve(hash.digest('hex')),
      }
    },
    close: () => Promise.resolve(),
  }
}
