import type { Progress } from '../model/job.ts'
import { FirnError, fromWireError } from './errors.ts'
import { encodeFrame, readAnswerFrame } from './frames.ts'
import type { InputOf, MethodMap, OutputOf } from './method.ts'
import type { Transport } from './transport.ts'

export interface CallOptions {
  /** Aborting rejects the call at once with `cancelled` and tells the other side to stop. */
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((progress: Progress) => void) | undefined
  /** After this many milliseconds the call is cancelled and rejects with `deadline`. */
  readonly deadlineMs?: number | undefined
  /**
   * Told when the other side is done with the call: it has answered, or the line closed. A call that was given
   * up has rejected long before.
   */
  readonly onDone?: (() => void) | undefined
}

/** Calls the methods of a contract over a line. */
export interface Caller<Methods extends MethodMap> {
  call<Name extends keyof Methods & string>(
    name: Name,
    input: InputOf<Methods[Name]>,
    options?: CallOptions,
  ): Promise<OutputOf<Methods[Name]>>
  onEvent(listener: (name: string, payload: unknown) => void): () => void
  /** How many calls wait for an answer. */
  readonly pending: number
}

interface Waiting {
  resolve(value: unknown): void
  reject(error: Error): void
  onProgress: ((progress: Progress) => void) | undefined
  stop(): void
  onDone: (() => void) | undefined
}

/**
 * Makes the asking side of a line. When the line closes every waiting call rejects, and later calls reject
 * at once, with the error that `whenClosed` makes (a dead worker and a lost connection need other words).
 */
export function createCaller<Methods extends MethodMap>(
  transport: Transport,
  whenClosed: () => FirnError,
): Caller<Methods> {
  const waiting = new Map<number, Waiting>()
  /** Calls that were given up and are not answered yet: who wants to know of their end. */
  const givenUp = new Map<number, () => void>()
  const listeners = new Set<(name: string, payload: unknown) => void>()
  let nextId = 1
  let closed = false

  transport.onMessage((text) => {
    const frame = readAnswerFrame(text)
    if (frame === undefined) return
    if (frame.type === 'event') {
      for (const listener of listeners) listener(frame.name, frame.payload)
      return
    }
    const call = waiting.get(frame.id)
    if (call === undefined) {
      if (frame.type === 'progress') return
      givenUp.get(frame.id)?.()
      givenUp.delete(frame.id)
      return
    }
    if (frame.type === 'progress') {
      call.onProgress?.(frame.progress)
      return
    }
    waiting.delete(frame.id)
    call.stop()
    if (frame.type === 'ok') call.resolve(frame.result)
    else call.reject(fromWireError(frame.error))
    call.onDone?.()
  })
  transport.onClose(() => {
    closed = true
    const calls = [...waiting.values()]
    waiting.clear()
    for (const call of calls) {
      call.stop()
      call.reject(whenClosed())
      call.onDone?.()
    }
    for (const onDone of givenUp.values()) onDone()
    givenUp.clear()
  })

  function call(name: string, input: unknown, options: CallOptions = {}): Promise<unknown> {
    const { signal, onProgress, deadlineMs, onDone } = options
    if (closed || signal?.aborted === true) {
      onDone?.()
      return Promise.reject(closed ? whenClosed() : cancelled())
    }
    const id = nextId
    nextId += 1
    return new Promise((resolve, reject) => {
      const giveUp = (error: FirnError) => {
        if (!waiting.delete(id)) return
        stop()
        if (onDone !== undefined) givenUp.set(id, onDone)
        transport.send(encodeFrame({ type: 'cancel', id }))
        reject(error)
      }
      const onAbort = () => giveUp(cancelled())
      const timer =
        deadlineMs === undefined
          ? undefined
          : setTimeout(
              () => giveUp(new FirnError('deadline', `No answer within ${deadlineMs / 1000} s.`)),
              deadlineMs,
            )
      const stop = () => {
        if (timer !== undefined) clearTimeout(timer)
        signal?.removeEventListener('abort', onAbort)
      }
      signal?.addEventListener('abort', onAbort, { once: true })
      waiting.set(id, { resolve, reject, onProgress, stop, onDone })
      transport.send(encodeFrame({ type: 'call', id, method: name, input }))
    })
  }

  return {
    call: call as Caller<Methods>['call'],
    onEvent(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    get pending() {
      return waiting.size
    },
  }
}

function cancelled(): FirnError {
  return new FirnError('cancelled', 'Cancelled.')
}
