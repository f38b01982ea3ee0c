import { useRef, useState } from 'react'
import { type FirnError, isCancelled } from '../../shared/contract/errors.ts'
import { asFirnError } from './use-answer.ts'

/** Something that a person has done once, and how it went. */
export interface Act {
  readonly busy: boolean
  /** Why the last attempt failed; gone with the next. */
  readonly error: FirnError | undefined
  /** Does nothing while it is busy. Never rejects: a failure is `error`, and a cancel is none. */
  act(work: () => Promise<void>): Promise<void>
  /** Shows another refusal in the same place. */
  fail(thrown: unknown): void
}

export function useAct(): Act {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<FirnError>()
  // Two quick Enters come before the window is drawn again.
  const isRunning = useRef(false)

  return {
    busy,
    error,
    async act(work) {
      if (isRunning.current) return
      isRunning.current = true
      setBusy(true)
      setError(undefined)
      try {
        await work()
      } catch (thrown) {
        if (!isCancelled(thrown)) setError(asFirnError(thrown))
      } finally {
        isRunning.current = false
        setBusy(false)
      }
    },
    fail: (thrown) => setError(asFirnError(thrown)),
  }
}
