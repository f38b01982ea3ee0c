import type { WireError } from '../../../shared/contract/errors.ts'
import type { EngineConfig } from '../engine-config.ts'

/**
 * What crosses the one channel between `serve` and its engine. Frames of all clients share it, each behind
 * its client's number; a frame itself is never looked into.
 */
export type Envelope =
  | { readonly kind: 'config'; readonly config: EngineConfig }
  | { readonly kind: 'grant'; readonly paths: readonly string[] }
  | { readonly kind: 'shutdown'; readonly graceMs?: number }
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly error: WireError }
  | { readonly kind: 'client'; readonly client: number }
  | { readonly kind: 'gone'; readonly client: number }
  | { readonly kind: 'frame'; readonly client: number; readonly text: string }

/** A frame is its client's number, a colon and the text; everything else is JSON, which begins with a brace. */
export function writeEnvelope(envelope: Envelope): string {
  return envelope.kind === 'frame' ? `${envelope.client}:${envelope.text}` : JSON.stringify(envelope)
}

/** Both ends are ours, so nothing is checked. */
export function readEnvelope(text: string): Envelope {
  if (text.startsWith('{')) return JSON.parse(text) as Envelope
  const colon = text.indexOf(':')
  return { kind: 'frame', client: Number(text.slice(0, colon)), text: text.slice(colon + 1) }
}
