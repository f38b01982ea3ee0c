import { useCallback, useEffect, useRef, useState } from 'react'
import { type FirnError, isCancelled } from '../../shared/contract/errors.ts'
import { useClient, useConnectionState } from './client.tsx'
import type { Input, MethodName, Output } from './connection.ts'
import { asFirnError } from './use-answer.ts'

/** An answer that stays while the next one is awaited. */
export interface SteadyAnswer<T> {
  /** The newest answer there is; `stale` while it belongs to an earlier question. */
  readonly data: T | undefined
  /** What the engine said to the present question, when it refused. */
  readonly error: FirnError | undefined
  readonly stale: boolean
  /** Asks (again) at once, without waiting for a pause. */
  reload(): void
}

/**
 * Asks a question that changes while people type: `pause` milliseconds after the last change, with the answer
 * before it staying until the new one is there. A question that is no longer wanted is cancelled. No input:
 * nothing is asked and the last answer stays. Another `reason` asks the same question again.
 */
export function useSteadyAnswer<Name extends MethodName>(
  name: Name,
  input: Input<Name> | undefined,
  pause = 250,
  reason = '',
): SteadyAnswer<Output<Name>> {
  const client = useClient()
  const { generation } = useConnectionState()
  const [round, setRound] = useState(0)
  const [answer, setAnswer] = useState<{ key: string; data?: Output<Name>; error?: FirnError }>({ key: '' })
  const question = input === undefined ? undefined : JSON.stringify(input)
  const key = question === undefined ? undefined : `${round}:${generation}:${reason}:${question}`
  /** The round that was asked last: a new one, and the first, are asked at once. */
  const askedRound = useRef(-1)

  useEffect(() => {
    if (key === undefined || question === undefined) return undefined
    const controller = new AbortController()
    const ask = () =>
      client.call(name, JSON.parse(question) as Input<Name>, { signal: controller.signal }).then(
        (data) => setAnswer({ key, data }),
        (error: unknown) => {
          if (controller.signal.aborted || isCancelled(error)) return
          // The last good answer stays in sight beside what is wrong now.
          setAnswer((before) => ({ ...before, key, error: asFirnError(error) }))
        },
      )
    const timer = setTimeout(() => void ask(), askedRound.current === round ? pause : 0)
    askedRound.current = round
    return () => {
      clearTimeout(timer)
      controller.abort()
    }
  }, [client, name, key, question, pause, round])

  const reload = useCallback(() => setRound((before) => before + 1), [])
  const current = answer.key === key
  return {
    data: answer.data,
    error: current ? answer.error : undefined,
    stale: key !== undefined && !current,
    reload,
  }
}
