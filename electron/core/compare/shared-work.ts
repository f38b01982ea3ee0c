import { withSignal } from '../query/results/waiting.ts'

interface Run<Result> {
  readonly result: Promise<Result>
  readonly stop: AbortController
  waiting: number
  done: boolean
}

/**
 * Work whose result is kept and that several may wait for. It is stopped when the last one who waits gives up, and
 * begun again, as after a failure, by the next one who asks.
 */
export class SharedWork<Result> {
  private readonly work: (signal: AbortSignal) => Promise<Result>
  private run: Run<Result> | undefined

  constructor(work: (signal: AbortSignal) => Promise<Result>) {
    this.work = work
  }

  /** Rejects with `cancelled` at once when the signal is aborted. */
  async result(signal: AbortSignal): Promise<Result> {
    signal.throwIfAborted()
    this.run ??= this.begin()
    const { run } = this
    run.waiting += 1
    try {
      return await withSignal(run.result, signal)
    } finally {
      run.waiting -= 1
      if (run.waiting === 0 && !run.done) {
        this.forget(run)
        run.stop.abort()
      }
    }
  }

  /** Does something with the result that nobody will ask for again, where there is one or comes one. */
  async dispose(end: (result: Result) => Promise<unknown>): Promise<void> {
    await this.run?.result.then(end).catch(() => {})
  }

  private begin(): Run<Result> {
    const stop = new AbortController()
    const run: Run<Result> = { result: this.work(stop.signal), stop, waiting: 0, done: false }
    run.result.then(
      () => {
        run.done = true
      },
      () => this.forget(run),
    )
    return run
  }

  private forget(run: Run<Result>): void {
    if (this.run === run) this.run = undefined
  }
}
