import { FirnError } from '../../../../shared/contract/errors.ts'

/** Waits for work that others may wait for too: an aborted signal ends the waiting, not the work. */
export async function withSignal<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  signal.throwIfAborted()
  return await new Promise<Result>((resolve, reject) => {
    const stop = () => reject(new FirnError('cancelled', 'Cancelled.'))
    signal.addEventListener('abort', stop, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}

/** Resolves after some milliseconds; rejects with `cancelled` when the signal is aborted before. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(new FirnError('cancelled', 'Cancelled.'))
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, milliseconds)
    signal.addEventListener('abort', stop, { once: true })
  })
}

export function asFirnError(error: unknown): FirnError {
  return error instanceof FirnError
    ? error
    : new FirnError('internal', error instanceof Error ? error.message : String(error))
}
