import { MessageChannelMain, type MessagePortMain, type UtilityProcess, utilityProcess } from 'electron'
import { fromWireError } from '../../shared/contract/errors.ts'
import type { EngineConfig, HostClient } from '../core/engine-config.ts'
import { createBackOff } from '../core/process/back-off.ts'
import { entryFile } from '../core/process/entry-files.ts'
import { childEnvironment } from '../core/process/child-environment.ts'
import { givenUp } from '../core/process/given-up.ts'
import type { ProcessEntry } from '../core/process/spawner.ts'
import type { FromEngine, ToEngine } from '../core/process/utility-messages.ts'

/** The engine and its workers as utility processes; the engine is started again when it dies. */
export interface Processes {
  /** Rejects with the engine's reason when it cannot start at all. */
  readonly ready: Promise<void>
  /** A new line to the engine; waits for one that is being started. The port's other end is the engine's. */
  connect(client: HostClient): Promise<MessagePortMain>
  /** Resolves when the engine knows that it may read these paths; they hold for its successors, too. */
  grant(paths: readonly string[]): Promise<void>
  /** Answers a way to stop listening. */
  onEngineDeath(listener: () => void): () => void
  /** Engines died too often; connecting is refused until somebody wants another one. */
  readonly hasGivenUp: boolean
  onGivenUp(listener: () => void): () => void
  /** Starts an engine where it was given up, and ends the one that runs, which is replaced then. */
  replace(): void
  /** Ends the engine in good order, by force after a while. */
  close(): Promise<void>
}

/** How long the engine may take to let go of its store, in milliseconds. */
const patience = 5000

/** Starts the engine and does not wait for it: windows open meanwhile, and their lines wait. */
export function startProcesses(config: EngineConfig): Processes {
  const backOff = createBackOff()
  const granted = new Set<string>()
  const acknowledge = new Map<number, () => void>()
  const deathListeners = new Set<() => void>()
  const givenUpListeners = new Set<() => void>()
  let hasGivenUp = false
  let engine: UtilityProcess | undefined
  let nextGrant = 1
  let closing = false

  async function start(): Promise<UtilityProcess> {
    backOff.started()
    const started = fork('engine')
    engine = started
    started.once('exit', () => {
      if (engine === started) engine = undefined
      for (const resolve of acknowledge.values()) resolve()
    })
    const tell = (message: ToEngine) => started.postMessage(message)
    tell({ kind: 'config', config })
    if (granted.size > 0) tell({ kind: 'grant', request: 0, paths: [...granted] })
    await new Promise<void>((resolve, reject) => {
      started.on('message', (message: FromEngine) => {
        if (message.kind === 'spawn') void startWorker(started, message.entry, message.request)
        else if (message.kind === 'granted') acknowledge.get(message.request)?.()
        else if (message.kind === 'ready') resolve()
        else reject(fromWireError(message.error))
      })
      started.once('exit', () => reject(new Error('The engine ended before it was ready.')))
    }).catch((error: unknown) => {
      started.kill()
      throw error
    })
    started.once('exit', () => {
      if (closing) return
      current = startAgain()
      // Whoever waits for a line hears of it; when nobody does, nothing is lost.
      current.catch(() => {})
      for (const listener of deathListeners) listener()
    })
    return started
  }

  async function startAgain(): Promise<UtilityProcess> {
    for (;;) {
      const delay = backOff.died()
      if (delay === undefined) {
        hasGivenUp = true
        for (const listener of givenUpListeners) listener()
        throw givenUp()
      }
      await new Promise((resolve) => setTimeout(resolve, delay))
      if (closing) throw new Error('The program is closing.')
      try {
        return await start()
      } catch (error) {
        console.error(`firn: the engine could not be started again: ${(error as Error).message}`)
      }
    }
  }

  let current = start()
  return {
    ready: current.then(
      () => {},
      (error: unknown) => {
        if (!closing) throw error
      },
    ),
    async connect(client) {
      const running = await current
      const { port1, port2 } = new MessageChannelMain()
      running.postMessage({ kind: 'client', client } satisfies ToEngine, [port1])
      return port2
    },
    async grant(paths) {
      for (const path of paths) granted.add(path)
      const running = engine
      if (running === undefined) return
      const request = nextGrant
      nextGrant += 1
      await new Promise<void>((resolve) => {
        acknowledge.set(request, resolve)
        running.postMessage({ kind: 'grant', request, paths } satisfies ToEngine)
      })
      acknowledge.delete(request)
    },
    onEngineDeath(listener) {
      deathListeners.add(listener)
      return () => deathListeners.delete(listener)
    },
    get hasGivenUp() {
      return hasGivenUp
    },
    onGivenUp(listener) {
      givenUpListeners.add(listener)
      return () => givenUpListeners.delete(listener)
    },
    replace() {
      backOff.forgive()
      if (engine !== undefined) endNow(engine)
      else if (hasGivenUp) {
        hasGivenUp = false
        current = startAgain()
        current.catch(() => {})
        for (const listener of deathListeners) listener()
      }
    },
    async close() {
      closing = true
      const running = engine
      if (running === undefined) return
      await new Promise<void>((resolve) => {
        const force = setTimeout(() => endNow(running), patience)
        running.once('exit', () => {
          clearTimeout(force)
          resolve()
        })
        running.postMessage({ kind: 'shutdown' } satisfies ToEngine)
      })
    },
  }
}

/** Electron asks a process to end; one that hangs, or was stopped, does not hear that. */
function endNow(process_: UtilityProcess): void {
  if (process_.pid === undefined) process_.kill()
  else process.kill(process_.pid, 'SIGKILL')
}

/** Forks a worker because the engine asked, and joins the two with a port. Its exit is told besides. */
async function startWorker(engine: UtilityProcess, entry: ProcessEntry, request: number): Promise<void> {
  const tell = (message: ToEngine) => engine.postMessage(message)
  const worker = fork(entry)
  worker.once('exit', () => tell({ kind: 'worker-gone', request }))
  // Without its engine a worker has no purpose; its port tells it so, unless it is deep in a query.
  engine.once('exit', () => worker.kill())
  await new Promise<void>((resolve) => {
    worker.once('spawn', () => resolve())
    worker.once('exit', () => resolve())
  })
  if (worker.pid === undefined) {
    tell({ kind: 'worker-failed', request, text: 'it ended at once' })
    return
  }
  const { port1, port2 } = new MessageChannelMain()
  worker.postMessage(null, [port1])
  engine.postMessage({ kind: 'worker', request, pid: worker.pid } satisfies ToEngine, [port2])
}

function fork(entry: ProcessEntry): UtilityProcess {
  return utilityProcess.fork(entryFile(entry), [], {
    serviceName: `Firn ${entry}`,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: childEnvironment(),
  })
}
