import type { Transport } from '../../../shared/contract/transport.ts'
import type { EngineConfig, HostClient } from '../engine-config.ts'
import { readEnvelope, writeEnvelope } from './envelope.ts'
import { createForkSpawner } from './fork.ts'
import type { HostLink } from './host-link.ts'
import { createManyLines } from './many-lines.ts'
import { nodeParentTransport } from './parent.ts'
import { createWaitingList } from './waiting-list.ts'

/**
 * The link of an engine that `serve` forked: all clients share Node's one channel, and the engine forks its
 * workers itself. Undefined where there is no such channel.
 */
export function forkedHostLink(): HostLink | undefined {
  if (process.send === undefined) return undefined
  const channel = nodeParentTransport()
  const lines = createManyLines(channel)
  const clients = createWaitingList<readonly [Transport, HostClient]>()
  const grants = createWaitingList<readonly string[]>()
  const shutdown = createWaitingList<number>()
  const configs = createWaitingList<EngineConfig>()
  let ending = false
  const end = (graceMs: number) => {
    if (ending) return
    ending = true
    shutdown.add(graceMs)
  }

  channel.onMessage((text) => {
    const envelope = readEnvelope(text)
    switch (envelope.kind) {
      case 'config':
        configs.add(envelope.config)
        return
      case 'client':
        clients.add([lines.open(envelope.client), { id: envelope.client }])
        return
      case 'grant':
        grants.add(envelope.paths)
        return
      case 'shutdown':
        end(envelope.graceMs ?? 0)
        return
      case 'frame':
      case 'gone':
        lines.receive(envelope)
        return
      case 'ready':
      case 'failed':
        return
    }
  })
  channel.onClose(() => {
    lines.endAll()
    end(0)
  })

  return {
    config: new Promise((resolve) => configs.take(resolve)),
    spawner: createForkSpawner(),
    onClient: (listener) => clients.take((client) => listener(...client)),
    onGrant: (listener) => grants.take(listener),
    onShutdown: (listener) => shutdown.take(listener),
    ready: () => channel.send(writeEnvelope({ kind: 'ready' })),
    failed: (error) => channel.send(writeEnvelope({ kind: 'failed', error })),
  }
}
