import { useCallback, useEffect, useState } from 'react'
import type { OpenComparison } from '../../../shared/contract/compare.ts'
import { type FirnError, isCancelled } from '../../../shared/contract/errors.ts'
import type { Progress } from '../../../shared/model/job.ts'
import { useClient, useConnectionState } from '../../client/client.tsx'
import { asFirnError } from '../../client/use-answer.ts'
import type { CompareRequest } from './request.ts'

export interface ComparisonState {
  /** The newest comparison of these two versions; while another key is being tried, the one before. */
  readonly comparison: OpenComparison | undefined
  readonly error: FirnError | undefined
  readonly progress: Progress | undefined
  readonly loading: boolean
  /** Compares again, as after the loss of the process that held the rows. */
  restart(): void
}

/** Opens a comparison and closes it when it is no longer wanted. */
export function useComparison(request: CompareRequest): ComparisonState {
  const client = useClient()
  const { generation } = useConnectionState()
  const [round, setRound] = useState(0)
  const [open, setOpen] = useState<{ sides: string; comparison: OpenComparison }>()
  const [error, setError] = useState<FirnError>()
  const [progress, setProgress] = useState<Progress>()
  const [loading, setLoading] = useState(true)
  const key = JSON.stringify(request)
  const sides = JSON.stringify([request.a, request.b])

  useEffect(() => {
    const controller = new AbortController()
    const wanted = JSON.parse(key) as CompareRequest
    let comparisonId: string | undefined
    const close = (id: string) => void client.call('compare.close', { comparisonId: id }).catch(() => {})
    setError(undefined)
    setProgress(undefined)
    setLoading(true)
    client
      .call(
        'compare.start',
        {
          a: wanted.a,
          b: wanted.b,
          ...(wanted.key === undefined ? {} : { key: [...wanted.key] }),
          ...(wanted.rename === undefined ? {} : { rename: [...wanted.rename] }),
        },
        { signal: controller.signal, onProgress: setProgress },
      )
      .then(
        (comparison) => {
          comparisonId = comparison.comparisonId
          if (controller.signal.aborted) {
            close(comparisonId)
            return
          }
          setOpen({ sides, comparison })
          setLoading(false)
        },
        (problem: unknown) => {
          if (controller.signal.aborted && isCancelled(problem)) return
          setError(asFirnError(problem))
          setLoading(false)
        },
      )
    return () => {
      controller.abort()
      if (comparisonId !== undefined) close(comparisonId)
    }
    // `generation` and `round` are reasons to compare again.
  }, [client, key, sides, generation, round])

  const restart = useCallback(() => setRound((before) => before + 1), [])
  return {
    comparison: open?.sides === sides ? open.comparison : undefined,
    error,
    progress,
    loading,
    restart,
  }
}
