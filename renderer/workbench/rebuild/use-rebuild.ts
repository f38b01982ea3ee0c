import { useCallback, useEffect, useRef, useState } from 'react'
import type { RebuildResult } from '../../../shared/contract/curate.ts'
import { type FirnError, isCancelled } from '../../../shared/contract/errors.ts'
import type { Progress } from '../../../shared/model/job.ts'
import { useClient } from '../../client/client.tsx'
import { asFirnError } from '../../client/use-answer.ts'

/** How far rebuilding a snapshot is. */
export type RebuildState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly progress: Progress }
  | { readonly kind: 'done'; readonly result: RebuildResult }
  | { readonly kind: 'failed'; readonly error: FirnError }

export interface Rebuild {
  readonly state: RebuildState
  start(): void
  cancel(): void
}

/** Runs a snapshot's recipe again on its pinned inputs. Another reference begins anew; leaving cancels. */
export function useRebuild(reference: string): Rebuild {
  const client = useClient()
  const [state, setState] = useState<RebuildState>({ kind: 'idle' })
  const running = useRef<AbortController>(undefined)

  const cancel = useCallback(() => {
    running.current?.abort()
    running.current = undefined
    setState({ kind: 'idle' })
  }, [])
  useEffect(() => cancel, [cancel, reference])

  const start = useCallback(() => {
    running.current?.abort()
    const controller = new AbortController()
    running.current = controller
    setState({ kind: 'running', progress: { done: 0, unit: 'rows' } })
    const settle = (next: RebuildState) => {
      if (running.current === controller) setState(next)
    }
    client
      .call(
        'aggregate.rebuild',
        { reference },
        { signal: controller.signal, onProgress: (progress) => settle({ kind: 'running', progress }) },
      )
      .then(
        (result) => settle({ kind: 'done', result }),
        (error: unknown) => {
          if (!isCancelled(error)) settle({ kind: 'failed', error: asFirnError(error) })
        },
      )
  }, [client, reference])
  return { state, start, cancel }
}
