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

interface Answer {
  /** The question that it answers. */
  readonly asked: string
  readonly sides: string
  readonly comparison?: OpenComparison
  readonly error?: FirnError
}

/** Opens a comparison and closes it when it is no longer wanted. */
export function useComparison(request: CompareRequest): ComparisonState {
  const client = useClient()
  const { generation } = useConnectionState()
  const [round, setRound] = useState(0)
  const [answer, setAnswer] = useState<Answer>()
  const [told, setTold] = useState<{ readonly asked: string; readonly progress: Progress }>()
  const key = JSON.stringify(request)
  const sides = JSON.stringify([request.a, request.b])
  // The same versions may be compared several times: after a loss, or with another engine.
  const asked = `${generation}.${round}.${key}`

  useEffect(() => {
    const controller = new AbortController()
    const { a, b, key: columns, rename } = JSON.parse(key) as CompareRequest
    let comparisonId: string | undefined
    const close = (id: string) => void client.call('compare.close', { comparisonId: id }).catch(() => {})
    client
      .call(
        'compare.start',
        {
          a,
          b,
          ...(columns === undefined ? {} : { key: [...columns] }),
          ...(rename === undefined ? {} : { rename: [...rename] }),
        },
        { signal: controller.signal, onProgress: (progress) => setTold({ asked, progress }) },
      )
      .then(
        (comparison) => {
          comparisonId = comparison.comparisonId
          if (controller.signal.aborted) close(comparisonId)
          else setAnswer({ asked, sides, comparison })
        },
        (problem: unknown) => {
          if (controller.signal.aborted && isCancelled(problem)) return
          setAnswer((before) => ({ ...before, asked, sides, error: asFirnError(problem) }))
        },
      )
    return () => {
      controller.abort()
      if (comparisonId !== undefined) close(comparisonId)
    }
  }, [client, key, sides, asked])

  const restart = useCallback(() => setRound((before) => before + 1), [])
  const current = answer?.asked === asked
  return {
    comparison: answer?.sides === sides ? answer.comparison : undefined,
    error: current ? answer.error : undefined,
    progress: told?.asked === asked ? told.progress : undefined,
    loading: !current,
    restart,
  }
}
