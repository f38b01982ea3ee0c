import { readFile } from 'node:fs/promises'
import { performance } from 'node:perf_hooks'
import { type CallOptions, type Caller, createCaller } from '../../../shared/contract/caller.ts'
import { FirnError } from '../../../shared/contract/errors.ts'
import type { InputOf, OutputOf } from '../../../shared/contract/method.ts'
import type { SpawnedProcess } from '../process/spawner.ts'
import type { WorkerMethods } from './worker/worker-contract.ts'

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

/** After an interrupt the engine stops at its next check; what has not stopped by then is killed. */
export const interruptGraceMs = 1000
const watchIntervalMs = 250

/** One child process and the watch over its calls. */
export class WorkerProcess {
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

  call<Name extends keyof WorkerMethods>(
    name: Name,
    input: InputOf<WorkerMethods[Name]>,
    options: CallOptions = {},
  ): Promise<OutputOf<WorkerMethods[Name]>> {
    const { signal, onProgress } = options
    const deadlineMs = options.deadlineMs ?? this.limits.deadlineMs
    if (signal?.aborted === true) return Promise.reject(new FirnError('cancelled', 'Cancelled.'))
    this.running += 1
    this.watchMemory()
    return new Promise((resolve, reject) => {
      const stopping = new AbortController()
      let killTimer: NodeJS.Timeout | undefined
      const stop = (error: FirnError) => {
        reject(error)
        stopping.abort()
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
      const onDone = () => {
        this.running -= 1
        clearTimeout(killTimer)
        clearTimeout(deadline)
        signal?.removeEventListener('abort', onAbort)
        if (this.running === 0) {
          clearInterval(this.watch)
          this.watch = undefined
        }
      }
      this.caller.call(name, input, { signal: stopping.signal, onProgress, onDone }).then(resolve, reject)
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
