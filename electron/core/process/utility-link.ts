import { FirnError } from '../../../shared/contract/errors.ts'
import type { Transport } from '../../../shared/contract/transport.ts'
import type { EngineConfig, HostClient } from '../engine-config.ts'
import type { HostLink } from './host-link.ts'
import { type PortTransport, portTransport, utilityParentPort } from './parent.ts'
import type { SpawnedProcess } from './spawner.ts'
import type { FromEngine, ToEngine } from './utility-messages.ts'
import { createWaitingList } from './waiting-list.ts'

/**
 * The link of an engine that runs as a utility process of the desktop: main hands over one message port per
 * window, and one per worker that it forked because the engine asked. Undefined everywhere else.
 */
export function utilityHostLink(): HostLink | undefined {
  const main = utilityParentPort()
  if (main === undefined) return undefined
  const clients = createWaitingList<readonly [Transport, HostClient]>()
  const grants = createWaitingList<ToEngine & { kind: 'grant' }>()
  const shutdown = createWaitingList<number>()
  const configs = createWaitingList<EngineConfig>()
  const asked = new Map<number, { resolve(spawned: SpawnedProcess): void; reject(error: Error): void }>()
  const workers = new Map<number, PortTransport>()
  let nextRequest = 1
  const tell = (message: FromEngine) => main.postMessage(message)

  main.on('message', ({ data, ports }) => {
    const message = data as ToEngine
    const port = ports[0]
    switch (message.kind) {
      case 'config':
        configs.add(message.config)
        return
      case 'client':
        if (port !== undefined) clients.add([portTransport(port), message.client])
        return
      case 'grant':
        grants.add(message)
        return
      case 'worker': {
        const { request, pid } = message
        if (port === undefined) return
        const transport = portTransport(port)
        workers.set(request, transport)
        transport.onClose(() => workers.delete(request))
        asked.get(request)?.resolve({ pid, transport, kill: () => killProcess(pid) })
        asked.delete(request)
        return
      }
      case 'worker-failed':
        asked
          .get(message.request)
          ?.reject(new FirnError('worker-died', `No query process could be started: ${message.text}.`))
        asked.delete(message.request)
        return
      case 'worker-gone':
        workers.get(message.request)?.end()
        return
      case 'shutdown':
        shutdown.add(0)
        return
    }
  })

  return {
    config: new Promise((resolve) => configs.take(resolve)),
    spawner: {
      spawn: (entry) =>
        new Promise((resolve, reject) => {
          const request = nextRequest
          nextRequest += 1
          asked.set(request, { resolve, reject })
          tell({ kind: 'spawn', request, entry })
        }),
    },
    onClient: (listener) => clients.take((client) => listener(...client)),
    onGrant: (listener) =>
      grants.take(({ request, paths }) => {
        listener(paths)
        tell({ kind: 'granted', request })
      }),
    onShutdown: (listener) => shutdown.take(listener),
    ready: () => tell({ kind: 'ready' }),
    failed: (error) => tell({ kind: 'failed', error }),
  }
}

/** Without asking main: whoever holds a query that does not end must not wait for another process. */
function killProcess(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // Already gone: what was wanted.
  }
}
