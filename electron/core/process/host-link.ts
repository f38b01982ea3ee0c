import type { WireError } from '../../../shared/contract/errors.ts'
import type { Transport } from '../../../shared/contract/transport.ts'
import type { EngineConfig, HostClient } from '../engine-config.ts'
import { forkedHostLink } from './forked-link.ts'
import type { Spawner } from './spawner.ts'
import { utilityHostLink } from './utility-link.ts'

/**
 * What the engine process has of its host: its settings, its clients, and a way to start workers. Nothing is
 * lost that arrives before a listener is there; one listener each.
 */
export interface HostLink {
  readonly config: Promise<EngineConfig>
  readonly spawner: Spawner
  /** A window was opened, or opened its line again. */
  onClient(listener: (transport: Transport, client: HostClient) => void): void
  onGrant(listener: (paths: readonly string[]) => void): void
  /** The host asks for the end, which may wait so many milliseconds for what runs, or is gone; fires once. */
  onShutdown(listener: (graceMs: number) => void): void
  /** Tells the host that clients are answered from now on. */
  ready(): void
  /** Tells the host why the engine cannot start. */
  failed(error: WireError): void
}

/** The link to whatever started this process; throws when it was started by hand. */
export function connectToHost(): HostLink {
  const link = utilityHostLink() ?? forkedHostLink()
  if (link === undefined) throw new Error('This file is a part of Firn and is started by it.')
  return link
}
