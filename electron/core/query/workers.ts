import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { CallOptions } from '../../../shared/contract/caller.ts'
import { FirnError } from '../../../shared/contract/errors.ts'
import type { InputOf, OutputOf } from '../../../shared/contract/method.ts'
import type { SpawnedProcess, Spawner } from '../process/spawner.ts'
import { interruptGraceMs, type WorkerLimits, WorkerProcess, type WorkerPurpose } from './worker-process.ts'
import type { WorkerMethods } from './worker/worker-contract.ts'

export type { WorkerLimits, WorkerPurpose } from './worker-process.ts'

/** A leased worker process. After `release` it must not be used. */
export interface Worker {
  readonly pid: number | undefined
  /** A private folder for scratch files, emptied on release. */
  readonly scratchFolder: string
  /**
   * Calls the worker. An aborted call rejects at once with `cancelled`; the database is interrupted, and a
   * process that still runs a second later is killed. Rejects with `deadline`, `memory` or `worker-died` when
   * the process was ended.
   */
  call<Name extends keyof WorkerMethods>(
    name: Name,
    input: InputOf<WorkerMethods[Name]>,
    options?: CallOptions,
  ): Promise<OutputOf<WorkerMethods[Name]>>
  readonly alive: boolean
  /** Called once when the process ends before it is released. */
  onDeath(listener: (error: FirnError) => void): void
  release(): Promise<void>
}

export interface Workers {
  /** `deadlineMs` is asked at each call that has no deadline of its own. */
  lease(purpose: WorkerPurpose, deadlineMs?: () => number | undefined): Promise<Worker>
  /** Leases a worker for the time of one function. */
  using<Result>(purpose: WorkerPurpose, action: (worker: Worker) => Promise<Result>): Promise<Result>
  /** Processes that are alive now. */
  readonly processes: readonly {
    readonly pid: number | undefined
    readonly purpose: WorkerPurpose
    readonly busy: boolean
  }[]
  /** Resident bytes of all of them. */
  memory(): Promise<number>
  /** Told when a process ended without being asked to. */
  onDeath(listener: (error: FirnError) => void): void
  /** From the next lease on, processes have their scratch files below this folder. */
  moveScratch(folder: string): void
  close(): Promise<void>
}

/**
 * A process for the next lease is started when the present one had time to answer: its start takes half a second
 * of a processor, which on two of them the first rows of a window would wait for.
 */
const spareDelayMs = 1000
const longestStartMs = 60_000

/**
 * Makes the pool. One idle process per purpose is kept warm, because a fresh one takes about 0.3 s; nothing
 * is started before the first lease.
 */
export function createWorkers(options: {
  spawner: Spawner
  scratchFolder: string
  limits: WorkerLimits
  /** Purposes for which another process is kept ready while one is leased: windows, not single commands. */
  spare?: readonly WorkerPurpose[]
}): Workers {
  const { spawner, limits, spare = [] } = options
  let { scratchFolder } = options
  const scratchFolders = new Set([scratchFolder])
  const idle = new Map<WorkerPurpose, WorkerProcess[]>()
  const processes = new Set<WorkerProcess>()
  const deathListeners = new Set<(error: FirnError) => void>()
  let closed = false

  const isPlacedRight = (process: WorkerProcess) => dirname(process.scratchFolder) === scratchFolder

  async function removeScratch(): Promise<void> {
    for (const folder of scratchFolders) await rm(folder, { recursive: true, force: true }).catch(() => {})
  }

  async function newFolder(purpose: WorkerPurpose): Promise<string> {
    try {
      await mkdir(scratchFolder, { recursive: true })
      return await mkdtemp(join(scratchFolder, `${purpose}-`))
    } catch (error) {
      // The folder goes when the pool is closed, also in between.
      throw closed ? closedAlready() : error
    }
  }

  async function start(purpose: WorkerPurpose): Promise<WorkerProcess> {
    const folder = await newFolder(purpose)
    const forget = () => rm(folder, { recursive: true, force: true }).catch(() => {})
    let spawned: SpawnedProcess
    try {
      spawned = await spawner.spawn('worker')
    } catch (error) {
      await forget()
      throw error
    }
    if (closed) {
      spawned.kill()
      await removeScratch()
      throw closedAlready()
    }
    const process = new WorkerProcess(spawned, purpose, folder, limits)
    processes.add(process)
    process.onEnd((error) => {
      processes.delete(process)
      const waiting = idle.get(purpose)
      if (waiting !== undefined)
        idle.set(
          purpose,
          waiting.filter((each) => each !== process),
        )
      void forget()
      if (!closed && error !== undefined && !process.endedOnPurpose)
        for (const listener of deathListeners) listener(error)
    })
    // Deadlines count the time of queries, not that of a process's start.
    await process.call('instance.close', {}, { deadlineMs: longestStartMs })
    return process
  }

  async function giveBack(process: WorkerProcess): Promise<void> {
    if (!process.alive) return
    // What was just cancelled may take a moment to stop; then the process is as good as a new one.
    if (process.busy) await process.settled(interruptGraceMs)
    if (!process.alive) return
    const isWanted = !closed && !process.busy && isPlacedRight(process)
    if (!isWanted || waitingIdle(process.purpose).length >= idleLimit(process.purpose)) {
      process.end()
      return
    }
    try {
      await process.call('instance.close', {}, { deadlineMs: 2000 })
      await rm(process.scratchFolder, { recursive: true, force: true })
      await mkdir(process.scratchFolder, { recursive: true })
    } catch {
      process.end()
      return
    }
    keepIdle(process)
  }

  function waitingIdle(purpose: WorkerPurpose): readonly WorkerProcess[] {
    return idle.get(purpose) ?? []
  }

  function idleLimit(purpose: WorkerPurpose): number {
    return spare.includes(purpose) ? 2 : 1
  }

  function keepIdle(process: WorkerProcess): void {
    if (!process.alive) return
    const others = waitingIdle(process.purpose)
    if (closed || !isPlacedRight(process) || others.length >= idleLimit(process.purpose)) process.end()
    else idle.set(process.purpose, [...others, process])
  }

  /** Starts the process that the next lease will want, once the present one had time to begin. */
  function startSpare(purpose: WorkerPurpose): void {
    const timer = setTimeout(() => {
      if (closed || waitingIdle(purpose).length > 0) return
      start(purpose).then(keepIdle, () => {
        // Whoever leases next tries again and is told what is wrong.
      })
    }, spareDelayMs)
    timer.unref()
  }

  const workers: Workers = {
    async lease(purpose, deadlineMs) {
      if (closed) throw closedAlready()
      const process = idle.get(purpose)?.pop() ?? (await start(purpose))
      if (spare.includes(purpose) && waitingIdle(purpose).length === 0) startSpare(purpose)
      const deathOfLease = new Set<(error: FirnError) => void>()
      const stop = process.onEnd((error) => {
        if (error !== undefined) for (const listener of deathOfLease) listener(error)
      })
      let released = false
      return {
        pid: process.pid,
        scratchFolder: process.scratchFolder,
        call: (name, input, more) => process.call(name, input, { deadlineMs: deadlineMs?.(), ...more }),
        get alive() {
          return process.alive
        },
        onDeath: (listener) => void deathOfLease.add(listener),
        release: async () => {
          if (released) return
          released = true
          stop()
          await giveBack(process)
        },
      }
    },
    async using(purpose, action) {
      const worker = await workers.lease(purpose)
      try {
        return await action(worker)
      } finally {
        await worker.release()
      }
    },
    get processes() {
      return [...processes].map(({ pid, purpose, busy }) => ({ pid, purpose, busy }))
    },
    async memory() {
      const sizes = await Promise.all([...processes].map((process) => process.memory()))
      return sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0)
    },
    onDeath: (listener) => void deathListeners.add(listener),
    moveScratch(folder) {
      scratchFolder = folder
      scratchFolders.add(folder)
      for (const waiting of idle.values()) for (const process of waiting) process.end()
      idle.clear()
    },
    async close() {
      closed = true
      for (const process of processes) process.end()
      await removeScratch()
    },
  }
  return workers
}

function closedAlready(): FirnError {
  return new FirnError('internal', 'The workers were closed.')
}
