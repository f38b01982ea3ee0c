import { readFile } from 'node:fs/promises'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { createCaller, type CallOptions, type Caller } from '../../../shared/contract/caller.ts'
import { FirnError } from '../../../shared/contract/errors.ts'
import type { InputOf, OutputOf } from '../../../shared/contract/method.ts'
import type { SpawnedProcess, Spawner } from '../process/spawner.ts'
import type { Lane, WorkerMethods } from './worker/worker-contract.ts'

/**
 * Interactive queries never wait behind background work, and a process that may write is never one that
 * reads for users; so each purpose has processes of its own.
 */
export type WorkerPurpose = 'interactive' | 'background' | 'writer'

export interface WorkerLimits {
  /** Resident bytes of a worker process at which it is killed. */
  readonly memoryBytes: number
  /** How long one call may take, in milliseconds; undefined: as long as it takes, until it is cancelled. */
  readonly deadlineMs?: number
}

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
  call<Name extends keyof WorkerMethods & string>(
    name: Name,
    input: InputOf<WorkerMethods[Name]>,
    options?: CallOptions,
  ): Promise<OutputOf<WorkerMethods[Name]>>
  readonly alive: boolean
  /** Called once when the process ends without being asked to. */
  onDeath(listener: (error: FirnError) => void): void
  release(): Promise<void>
}

export interface Workers {
  lease(purpose: WorkerPurpose): Promise<Worker>
  /** Leases a worker for the time of one function. */
  using<Result>(purpose: WorkerPurpose, action: (worker: Worker) => Promise<Result>): Promise<Result>
  /** Processes that are alive now. */
  readonly processes: readonly {
    readonly pid: number | undefined
    readonly purpose: WorkerPurpose
    readonly busy: boolean
  }[]
  /** Told when a process ended without being asked to. */
  onDeath(listener: (error: FirnError) => void): void
  close(): Promise<void>
}

/** After an interrupt the engine stops at its next check; what has not stopped by then is killed. */
const interruptGraceMs = 1000
const watchIntervalMs = 250
const spareDelayMs = 300
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
  const { spawner, scratchFolder, limits, spare = [] } = options
  const idle = new Map<WorkerPurpose, WorkerProcess[]>()
  const processes = new Set<WorkerProcess>()
  const deathListeners = new Set<(error: FirnError) => void>()
  let closed = false

  async function start(purpose: WorkerPurpose): Promise<WorkerProcess> {
    await mkdir(scratchFolder, { recursive: true })
    const folder = await mkdtemp(join(scratchFolder, `${purpose}-`))
    const spawned = await spawner.spawn('worker')
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
      void rm(folder, { recursive: true, force: true }).catch(() => {})
      if (!closed && error !== undefined) for (const listener of deathListeners) listener(error)
    })
    // Deadlines count the time of queries, not that of a process's start.
    await process.call('instance.interrupt', {}, { deadlineMs: longestStartMs })
    return process
  }

  async function giveBack(process: WorkerProcess): Promise<void> {
    if (!process.alive) return
    // What was just cancelled may take a moment to stop; then the process is as good as a new one.
    if (process.busy) await process.settled(interruptGraceMs)
    if (!process.alive) return
    if (closed || process.busy || waitingIdle(process.purpose).length >= idleLimit(process.purpose)) {
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
    const others = waitingIdle(process.purpose)
    if (closed || others.length >= idleLimit(process.purpose)) process.end()
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
    async lease(purpose) {
      if (closed) throw new FirnError('internal', 'The workers were closed.')
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
        call: (name, input, more) => process.call(name, input, more),
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
    onDeath: (listener) => void deathListeners.add(listener),
    async close() {
      closed = true
      for (const process of processes) process.end()
      await rm(scratchFolder, { recursive: true, force: true }).catch(() => {})
    },
  }
  return workers
}

/** One child process and the watch over its calls. */
class WorkerProcess {
  readonly purpose: WorkerPurpose
  readonly scratchFolder: string
  readonly pid: number | undefined
  alive = true
  private running = 0
  private readonly spawned: SpawnedProcess
  private readonly caller: Caller<WorkerMethods>
  private readonly limits: WorkerLimits
  private readonly endListeners = new Set<(error: FirnError | undefined) => void>()
  private reason: FirnError | undefined
  private expected = false
  private watch: NodeJS.Timeout | undefined

  constructor(spawned: SpawnedProcess, purpose: WorkerPurpose, scratchFolder: string, limits: WorkerLimits) {
    this.spawned = spawned
    this.pid = spawned.pid
    this.purpose = purpose
    this.scratchFolder = scratchFolder
    this.limits = limits
    this.caller = createCaller<WorkerMethods>(spawned.transport, () => this.deathError())
    spawned.transport.onClose(() => {
      this.alive = false
      clearInterval(this.watch)
      const error = this.expected ? undefined : this.deathError()
      for (const listener of this.endListeners) listener(error)
    })
  }

  get busy(): boolean {
    return this.running > 0
  }

  /** Resolves when nothing runs any more, or after the given milliseconds. */
  async settled(longestMs: number): Promise<void> {
    const end = performance.now() + longestMs
    while (this.alive && this.running > 0 && performance.now() < end)
      await new Promise((resolve) => setTimeout(resolve, 5))
  }

  onEnd(listener: (error: FirnError | undefined) => void): () => void {
    this.endListeners.add(listener)
    return () => this.endListeners.delete(listener)
  }

  /** Ends the process; this is not reported as a death. */
  end(): void {
    this.expected = true
    this.spawned.kill()
  }

  call<Name extends keyof WorkerMethods & string>(
    name: Name,
    input: InputOf<WorkerMethods[Name]>,
    options: CallOptions = {},
  ): Promise<OutputOf<WorkerMethods[Name]>> {
    const { signal, onProgress } = options
    const deadlineMs = options.deadlineMs ?? this.limits.deadlineMs
    if (signal?.aborted === true) return Promise.reject(new FirnError('cancelled', 'Cancelled.'))
    this.running += 1
    this.watchMemory()
    const inner = this.caller.call(name, input, { onProgress })
    return new Promise((resolve, reject) => {
      let killTimer: NodeJS.Timeout | undefined
      const stop = (error: FirnError) => {
        reject(error)
        const { lane } = input as { lane?: Lane }
        void this.caller.call('instance.interrupt', lane === undefined ? {} : { lane }).catch(() => {})
        killTimer ??= setTimeout(() => this.endBecause(error), interruptGraceMs)
      }
      const onAbort = () => stop(new FirnError('cancelled', 'Cancelled.'))
      signal?.addEventListener('abort', onAbort, { once: true })
      const deadline =
        deadlineMs === undefined
          ? undefined
          : setTimeout(
              () =>
                stop(
                  new FirnError('deadline', `The query was stopped after ${deadlineMs / 1000} s.`, {
                    hint: 'Ask for less, or allow more time.',
                  }),
                ),
              deadlineMs,
            )
      inner.then(resolve, reject).finally(() => {
        this.running -= 1
        clearTimeout(killTimer)
        clearTimeout(deadline)
        signal?.removeEventListener('abort', onAbort)
        if (this.running === 0) {
          clearInterval(this.watch)
          this.watch = undefined
        }
      })
    })
  }

  private endBecause(error: FirnError): void {
    this.reason = error
    // Ending a query that did not obey is our decision: it is told to its caller, not as a death.
    this.expected = error.code === 'cancelled' || error.code === 'deadline'
    this.spawned.kill()
  }

  private watchMemory(): void {
    const { pid } = this
    if (this.watch !== undefined || pid === undefined) return
    this.watch = setInterval(() => {
      void residentBytes(pid).then((bytes) => {
        if (bytes === undefined || bytes <= this.limits.memoryBytes || !this.alive) return
        this.endBecause(
          new FirnError(
            'memory',
            `The query was stopped: it used ${gigabytes(bytes)} of memory, more than the ${gigabytes(this.limits.memoryBytes)} allowed.`,
            {
              hint: 'Select fewer columns or rows, or aggregate earlier.',
            },
          ),
        )
      })
    }, watchIntervalMs)
  }

  private deathError(): FirnError {
    // Whoever cancelled or ran out of time knows already; for all others the process is just gone.
    if (this.reason?.code === 'memory') return this.reason
    return new FirnError('worker-died', 'The query process ended unexpectedly; a new one is ready.', {
      hint: 'Run the query again.',
    })
  }
}

/** Resident memory of another process in bytes; undefined where the system does not tell (all but Linux). */
export async function residentBytes(pid: number): Promise<number | undefined> {
  try {
    const statm = await readFile(`/proc/${pid}/statm`, 'utf8')
    const pages = Number(statm.split(' ')[1])
    return Number.isFinite(pages) ? pages * 4096 : undefined
  } catch {
    return undefined
  }
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`
}
