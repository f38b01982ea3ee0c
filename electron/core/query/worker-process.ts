import { performance } from 'node:perf_hooks'
import { type CallOptions, type Caller, createCaller } from '../../../shared/contract/caller.ts'
import { FirnError } from '../../../shared/contract/errors.ts'
import type { InputOf, OutputOf } from '../../../shared/contract/method.ts'
import type { SpawnedProcess } from '../process/spawner.ts'
import { gigabytes } from './limits.ts'
import { residentBytes } from './resident-bytes.ts'
import type { Lane, WorkerMethods } from './worker/worker-contract.ts'

/**
 * Interactive queries never wait behind background work, and a process that may write is never one that
 * reads for users; so each purpose has processes of its own.
 */
export type WorkerPurpose = 'interactive' | 'background' | 'writer'

export interface WorkerLimits {
  /** Resident bytes of a worker process at which it is killed. */
  readonly memoryBytes: number
  /** How long one statement may run, in milliseconds; undefined: as long as it takes, until it is cancelled. */
  readonly deadlineMs?: number
}

/** After an interrupt the engine stops at its next check; what has not stopped by then is killed. */
export const interruptGraceMs = 1000
const watchIntervalMs = 250
/** A worker that parses text answers late; one that does not answer at all is looked at again. */
const longestMemoryAnswerMs = 2000

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
  private ended = false
  private watch: NodeJS.Timeout | undefined
  /** Per lane the end of the last statement. */
  private readonly lanes = new Map<Lane, Promise<void>>()

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
      const error = this.ended ? undefined : this.deathError()
      for (const listener of this.endListeners) listener(error)
    })
  }

  /** It was ended because a statement did not obey: news for those who share it, but no accident. */
  get endedOnPurpose(): boolean {
    return this.reason?.code === 'cancelled' || this.reason?.code === 'deadline'
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
    this.ended = true
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
      let deadline: NodeJS.Timeout | undefined
      let done = false
      if (deadlineMs !== undefined)
        void this.earlier(laneOf(name, input)).then(() => {
          if (done) return
          const error = new FirnError('deadline', `The query was stopped after ${deadlineMs / 1000} s.`, {
            hint: 'Ask for less, or allow more time.',
          })
          deadline = setTimeout(() => stop(error), deadlineMs)
        })
      const leaveLane = this.enterLane(laneOf(name, input))
      const onDone = () => {
        done = true
        leaveLane()
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

  private async earlier(lane: Lane | undefined): Promise<void> {
    if (lane !== undefined) await this.lanes.get(lane)
  }

  /** Statements of one lane wait for each other, and none of them runs while it waits. */
  private enterLane(lane: Lane | undefined): () => void {
    if (lane === undefined) return () => {}
    const before = this.lanes.get(lane)
    let leave = () => {}
    const own = new Promise<void>((resolve) => {
      leave = resolve
    })
    this.lanes.set(
      lane,
      Promise.all([before, own]).then(() => {}),
    )
    return leave
  }

  private endBecause(error: FirnError): void {
    this.reason = error
    this.spawned.kill()
  }

  /** Resident bytes; undefined where neither the system nor the process itself tells. */
  async memory(): Promise<number | undefined> {
    const told = this.pid === undefined ? undefined : await residentBytes(this.pid)
    if (told !== undefined || !this.alive) return told
    const asked = this.caller.call('process.memory', {}, { deadlineMs: longestMemoryAnswerMs })
    return await asked.then(
      ({ bytes }) => bytes,
      () => undefined,
    )
  }

  private watchMemory(): void {
    if (this.watch !== undefined) return
    let asked = false
    this.watch = setInterval(() => {
      if (asked) return
      asked = true
      void this.memory().then((bytes) => {
        asked = false
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
    if (this.endedOnPurpose)
      return new FirnError('worker-died', 'The query process was ended: another query in it did not stop.', {
        hint: 'Run the query again.',
      })
    if (this.purpose === 'interactive')
      return new FirnError('worker-died', 'The query process ended unexpectedly; a new one is ready.', {
        hint: 'Run the query again.',
      })
    return new FirnError(
      'worker-died',
      'A process that worked in the background ended unexpectedly; nothing half done is kept, and a new one is ready.',
      { hint: 'Start it again.' },
    )
  }
}

/** The lane of a statement; other calls wait for nothing. */
function laneOf(name: keyof WorkerMethods, input: object): Lane | undefined {
  if (name !== 'instance.run' && name !== 'instance.read' && name !== 'instance.describe') return undefined
  return 'lane' in input && input.lane !== undefined ? (input.lane as Lane) : 'work'
}
