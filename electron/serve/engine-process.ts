import { fromWireError } from '../../shared/contract/errors.ts'
import type { Transport } from '../../shared/contract/transport.ts'
import type { EngineConfig } from '../core/engine-config.ts'
import { createBackOff } from '../core/process/back-off.ts'
import { type Envelope, readEnvelope, writeEnvelope } from '../core/process/envelope.ts'
import { createManyLines, type ManyLines } from '../core/process/many-lines.ts'
import type { SpawnedProcess, Spawner } from '../core/process/spawner.ts'

/** The engine of a server, which is started again when it dies. */
export interface EngineProcess {
  /** A new line to the engine; waits for one that is being started. Closes when the engine dies. */
  connect(): Promise<Transport>
  readonly running: boolean
  /** Ends the engine in good order, by force after a while. */
  close(): Promise<void>
}

/** How long an engine may take to let go of its store, in milliseconds. */
const patience = 5000

interface Running {
  readonly process: SpawnedProcess
  readonly lines: ManyLines
}

/** Starts the engine; rejects with its reason when it cannot start at all. */
export async function startEngine(config: EngineConfig, spawner: Spawner): Promise<EngineProcess> {
  const backOff = createBackOff()
  let current: Promise<Running>
  let running: Running | undefined
  let closing = false
  let nextClient = 1

  async function start(): Promise<Running> {
    backOff.started()
    const process = await spawner.spawn('engine')
    const channel = process.transport
    const lines = createManyLines(channel)
    const begun: Running = { process, lines }
    channel.onClose(() => {
      if (running === begun) {
        running = undefined
        if (!closing) {
          current = startAgain()
          // Whoever waits for a line hears of it; when nobody does, nothing is lost.
          current.catch(() => {})
        }
      }
      lines.endAll()
    })
    channel.send(writeEnvelope({ kind: 'config', config }))
    await new Promise<void>((resolve, reject) => {
      channel.onMessage((text) => {
        const envelope: Envelope = readEnvelope(text)
        if (envelope.kind === 'frame' || envelope.kind === 'gone') lines.receive(envelope)
        else if (envelope.kind === 'ready') resolve()
        else if (envelope.kind === 'failed') reject(fromWireError(envelope.error))
      })
      channel.onClose(() => reject(new Error('The engine ended before it was ready.')))
    }).catch((error: unknown) => {
      process.kill()
      throw error
    })
    if (closing) {
      process.kill()
      throw new Error('The server is closing.')
    }
    running = begun
    return begun
  }

  async function startAgain(): Promise<Running> {
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, backOff.died()))
      if (closing) throw new Error('The server is closing.')
      try {
        return await start()
      } catch (error) {
        console.error(`firn: the engine could not be started again: ${(error as Error).message}`)
      }
    }
  }

  current = start()
  await current
  return {
    async connect() {
      const { process, lines } = await current
      const client = nextClient
      nextClient += 1
      process.transport.send(writeEnvelope({ kind: 'client', client }))
      return lines.open(client)
    },
    get running() {
      return running !== undefined
    },
    async close() {
      closing = true
      if (running === undefined) return
      const { process } = running
      await new Promise<void>((resolve) => {
        const force = setTimeout(() => process.kill(), patience)
        process.transport.onClose(() => {
          clearTimeout(force)
          resolve()
        })
        process.transport.send(writeEnvelope({ kind: 'shutdown' }))
      })
    },
  }
}
