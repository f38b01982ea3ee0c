import { toWireError } from '../../shared/contract/errors.ts'
import { createEngine } from './create-engine.ts'
import { connectToHost } from './process/host-link.ts'

/**
 * The engine process: everything the program does, except queries, which run in workers. It is started by a
 * host and ends with it.
 */
async function start(): Promise<void> {
  const host = connectToHost()
  try {
    const engine = await createEngine(await host.config, host.spawner)
    host.onGrant((paths) => engine.grant(paths))
    host.onClient((transport, client) => engine.attach(transport, client))
    host.onShutdown((graceMs) => void engine.close(graceMs).finally(() => process.exit(0)))
    host.ready()
  } catch (error) {
    host.failed(toWireError(error))
    host.onShutdown(() => process.exit(1))
  }
}

void start()
