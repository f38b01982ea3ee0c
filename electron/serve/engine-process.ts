import { FirnError, fromWireError } from '../../shared/contract/errors.ts'
import type { Transport } from '../../shared/contract/transport.ts'
import type { EngineConfig } from '../core/engine-config.ts'
import { createBackOff } from '../core/process/back-off.ts'
import { type Envelope, readEnvelope, writeEnvelope } from '../core/process/envelope.ts'
import { givenUp } from '../core/process/given-up.ts'
import { createManyLines, type ManyLines } from '../core/process/many-lines.ts'
import type { SpawnedProcess, Spawner } from '../core/process/spawner.ts'

/** The engine of a server, which is started again when it dies. */
export interface EngineProcess {
  /**
   * A new line to the engine; waits a moment for one that is being started, then rejects with `deadline`. It
   * closes when the engine dies.
   */
  connect(): Promise<Transport>
  readonly running: boolean
  /** Engines died too often; connecting is refused with `engine-died` until somebody wants another one. */
  readonly hasGivenUp: boolean
  /** Starts an engine where it was given up, and ends the one that runs, which is replaced then. */
  replace(): void
  /**
   * Ends the engine in good order, by force after a while. What changes something may finish first, for at most
   * `graceMs`.
   */
  close(graceMs?: number): Promise<void>
  /** Ends the engine at once; what runs is rolled back when its store is opened again. */
  kill(): void
}

/** How long things may take, in milliseconds. */
interface Patience {
  /** For an engine to be ready. It touches only the state folder until then, but a machine may be busy. */
  readonly start: number
  /** For a line, while an engine is started again; browsers ask again by themselves. */
  readonly line: number
  /** For an engine to let go of its store. */
  readonly end: number
}
const usualPatience: Patience = { start: 60_000, line: 10_000, end: 5000 }

interface Running {
  readonly process: SpawnedProcess
  readonly lines: ManyLines
}

/** Starts the engine; rejects with its reason, or `deadline`, when it cannot start at all. */
export async function startEngine(
  config: EngineConfig,
  spawner: Spawner,
  patience = usualPatience,
  backOff = createBackOff(),
): Promise<EngineProcess> {
  let current: Promise<Running>
  let running: Running | undefined
  let starting: SpawnedProcess | undefined
  let closing = false
  let hasGivenUp = false
  let nextClient = 1

  async function start(): Promise<Running> {
    backOff.started()
    const process = await spawner.spawn('engine')
    starting = process
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
    const ready = new Promise<void>((resolve, reject) => {
      channel.onMessage((text) => {
        const envelope: Envelope = readEnvelope(text)
        if (envelope.kind === 'frame' || envelope.kind === 'gone') lines.receive(envelope)
        else if (envelope.kind === 'ready') resolve()
        else if (envelope.kind === 'failed') reject(fromWireError(envelope.error))
      })
      channel.onClose(() => reject(new Error('The engine ended before it was ready.')))
    })
    await within(patience.start, ready, () => neverReady(config)).catch((error: unknown) => {
      process.kill()
      throw error
    })
    starting = undefined
    if (closing) {
      process.kill()
      throw new Error('The server is closing.')
    }
    running = begun
    return begun
  }

  async function startAgain(): Promise<Running> {
    for (;;) {
      const delay = backOff.died()
      if (delay === undefined) {
        hasGivenUp = true
        throw givenUp()
      }
      await new Promise((resolve) => setTimeout(resolve, delay))
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
      const { process, lines } = await within(patience.line, current, notRunning)
      const client = nextClient
      nextClient += 1
      process.transport.send(writeEnvelope({ kind: 'client', client }))
      return lines.open(client)
    },
    get running() {
      return running !== undefined
    },
    get hasGivenUp() {
      return hasGivenUp
    },
    replace() {
      backOff.forgive()
      if (running !== undefined) running.process.kill()
      else if (hasGivenUp) {
        hasGivenUp = false
        current = startAgain()
        current.catch(() => {})
      }
    },
    kill() {
      closing = true
      running?.process.kill()
      starting?.kill()
    },
    async close(graceMs = 0) {
      closing = true
      if (running === undefined) {
        starting?.kill()
        return
      }
      const { process } = running
      await new Promise<void>((resolve) => {
        const force = setTimeout(() => process.kill(), graceMs + patience.end)
        process.transport.onClose(() => {
          clearTimeout(force)
          resolve()
        })
        process.transport.send(writeEnvelope({ kind: 'shutdown', graceMs }))
      })
    },
  }
}

/** What is promised, unless it takes longer than so many milliseconds. */
async function within<Result>(
  limit: number,
  promised: Promise<Result>,
  late: () => FirnError,
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), limit)
  })
  try {
    return await Promise.race([promised, deadline])
  } finally {
    clearTimeout(timer)
  }
}

function neverReady({ stateFolder }: EngineConfig): FirnError {
  return new FirnError('deadline', 'The engine was started but is not ready.', {
    hint: `Look whether ${stateFolder} can be read: a disk of the network that is away lets programs wait.`,
    context: { file: stateFolder },
  })
}

function notRunning(): FirnError {
  return new FirnError('deadline', 'The engine is being started again.')
}
