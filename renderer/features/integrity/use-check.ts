import { useRef, useState } from 'react'
import { type FirnError, isCancelled } from '../../../shared/contract/errors.ts'
import type { Progress } from '../../../shared/model/job.ts'
import { useClient } from '../../client/client.tsx'
import { asFirnError } from '../../client/use-answer.ts'

export interface CheckRun {
  /** Absent while none runs. */
  readonly progress: Progress | undefined
  readonly error: FirnError | undefined
  /** `data`: reads every byte. */
  start(data: boolean): void
  cancel(): void
}

/** Checks the store; what it found is told by the engine to all windows. */
export function useCheck(): CheckRun {
  const client = useClient()
  const [progress, setProgress] = useState<Progress>()
  const [error, setError] = useState<FirnError>()
  const running = useRef<AbortController>(undefined)

  const check = async (data: boolean) => {
    const controller = new AbortController()
    running.current = controller
    setError(undefined)
    setProgress({ done: 0, unit: 'percent' })
    try {
      await client.call('store.verify', { data }, { signal: controller.signal, onProgress: setProgress })
    } catch (thrown) {
      if (!isCancelled(thrown)) setError(asFirnError(thrown))
    } finally {
      setProgress(undefined)
    }
  }
  return {
    progress,
    error,
    start: (data) => {
      if (progress === undefined) void check(data)
    },
    cancel: () => running.current?.abort(),
  }
}
