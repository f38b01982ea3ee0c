import type { WireError } from '../../../shared/contract/errors.ts'
import type { EngineConfig, HostClient } from '../engine-config.ts'
import type { ProcessEntry } from './spawner.ts'

/** From the desktop's main process to its engine. `client` and `worker` come with a message port each. */
export type ToEngine =
  | { readonly kind: 'config'; readonly config: EngineConfig }
  | { readonly kind: 'client'; readonly client: HostClient }
  | { readonly kind: 'grant'; readonly request: number; readonly paths: readonly string[] }
  | { readonly kind: 'worker'; readonly request: number; readonly pid: number | undefined }
  | { readonly kind: 'worker-failed'; readonly request: number; readonly text: string }
  | { readonly kind: 'worker-gone'; readonly request: number }
  | { readonly kind: 'shutdown' }

/** From the engine to main, which alone can start processes. */
export type FromEngine =
  | { readonly kind: 'spawn'; readonly request: number; readonly entry: ProcessEntry }
  /** From now on the paths of that grant may be read: windows have lines of their own, which know no order. */
  | { readonly kind: 'granted'; readonly request: number }
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly error: WireError }
