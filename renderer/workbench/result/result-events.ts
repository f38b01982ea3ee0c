import { useEffect } from 'react'
import { create } from 'zustand'
import { FirnError } from '../../../shared/contract/errors.ts'
import type { OpenResult, ResultEvent } from '../../../shared/contract/query.ts'
import { useConnectionState, useEvent } from '../../client/client.tsx'

/**
 * What became of results after they were opened. It listens from the start of the window, because the event may
 * come before the screen that asked has drawn the answer.
 */
const useResultEvents = create<{
  readonly byId: { readonly [resultId: string]: ResultEvent }
  /** The result that was closed last, for whoever still waits for it. */
  readonly closed?: string
}>(() => ({ byId: {} }))

/** Results that were still being prepared when they were opened. */
const preparing = new Set<string>()

/** Keeps what the engine says about results; used once, by the shell. */
export function useLiveResults(): void {
  const { generation } = useConnectionState()
  useEvent('result', (event) => {
    preparing.delete(event.resultId)
    useResultEvents.setState(({ byId }) => ({ byId: { ...byId, [event.resultId]: event } }))
  })
  useEffect(() => {
    const lost = [...preparing].map((resultId): [string, ResultEvent] => [
      resultId,
      { resultId, state: 'lost' },
    ])
    preparing.clear()
    useResultEvents.setState(({ byId }) => ({ byId: { ...byId, ...Object.fromEntries(lost) } }))
  }, [generation])
}

/** Notes a result that was just opened, so that its end is noticed whatever happens to the engine. */
export function trackResult(open: OpenResult): OpenResult {
  if (open.state === 'preparing' && useResultEvents.getState().byId[open.resultId] === undefined)
    preparing.add(open.resultId)
  return open
}

/** Forgets a result that is closed; whoever waits for its pages is refused with `cancelled`. */
export function forgetResult({ resultId }: OpenResult): void {
  preparing.delete(resultId)
  useResultEvents.setState(({ byId }) => {
    const { [resultId]: _, ...others } = byId
    return { byId: others, closed: resultId }
  })
}

/** An open result with what is known of it by now. */
export interface LiveResult {
  readonly open: OpenResult
  readonly state: 'preparing' | ResultEvent['state']
  readonly rows: number | undefined
  readonly elapsedMs: number
  readonly problem: string | undefined
}

export function useLiveResult(open: OpenResult): LiveResult {
  const event = useResultEvents(({ byId }) => byId[open.resultId])
  return {
    open,
    state: event?.state ?? open.state,
    rows: event?.rows ?? open.rows,
    elapsedMs: event?.elapsedMs ?? open.elapsedMs,
    problem: event?.problem,
  }
}

/** Resolves when a result's later pages can be read. Rejects when it was lost, closed or could not be finished. */
export function whenReady(open: OpenResult): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (): boolean => {
      const event = useResultEvents.getState().byId[open.resultId]
      if (open.state === 'ready' || event?.state === 'ready') resolve()
      else if (event?.state === 'failed')
        reject(
          new FirnError('sql-failed', event.problem ?? 'The query did not finish.', {
            context: { sql: open.sql },
          }),
        )
      else if (event?.state === 'lost')
        reject(
          new FirnError('worker-died', event.problem ?? 'The result was lost with its worker.', {
            hint: 'Run it again.',
          }),
        )
      else return false
      return true
    }
    if (settle()) return
    const stop = useResultEvents.subscribe(({ closed }) => {
      if (closed === open.resultId) reject(new FirnError('cancelled', 'Cancelled.'))
      else if (!settle()) return
      stop()
    })
  })
}
