import type { HashedPiece } from './hashing.ts'

/** Bytes in memory that both threads see. */
export interface SharedBytes {
  readonly memory: SharedArrayBuffer
  readonly offset: number
  readonly length: number
}

/** What a hashing thread is asked; `id` comes back with the answer. */
export type HashingQuestion =
  | { readonly id: number; readonly kind: 'piece'; readonly bytes: SharedBytes }
  /** Adds to the running hash of that number, which begins with its first bytes. */
  | { readonly id: number; readonly kind: 'add'; readonly hash: number; readonly bytes: SharedBytes }
  | { readonly id: number; readonly kind: 'digest'; readonly hash: number }

export type HashingAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'piece'; readonly id: number; readonly hashed: HashedPiece }
  | { readonly kind: 'add'; readonly id: number }
  | { readonly kind: 'digest'; readonly id: number; readonly sha256: string }
