import { useCallback, useEffect, useRef, useState } from 'react'
import { FirnError, isCancelled } from '../../shared/contract/errors.ts'
import { useClient, useConnectionState } from './client.tsx'
import type { Input, MethodName, Output } from './connection.ts'

/** What a screen knows of something it asked for. Data stays until newer data or a refusal is there. */
export interface Answer<T> {
  readonly data: T | undefined
  readonly error: FirnError | undefined
  readonly loading: boolean
  reload(): void
}

/** Any thrown thing as the program's own error. */
export function asFirnError(error: unknown): FirnError {
  if (error instanceof FirnError) return error
  return new FirnError('internal', error instanceof Error ? error.message : String(error))
}

/**
 * Calls a method and keeps its answer; asks again when the input changes, when `reload` is called and when the
 * engine was replaced. No input: nothing is asked. A call that is no longer wanted is cancelled.
 */
export function useAnswer<Name extends MethodName>(
  name: Name,
  input: Input<Name> | undefined,
): Answer<Output<Name>> {
  const client = useClient()
  const { generation } = useConnectionState()
  const [round, setRound] = useState(0)
  const [state, setState] = useState<{
    key: string
    data?: Output<Name>
    error?: FirnError
    settled: boolean
  }>({
    key: '',
    settled: false,
  })
  const key = input === undefined ? undefined : JSON.stringify(input)
  const latestInput = useRef(input)
  latestInput.current = input

  useEffect(() => {
    const wanted = latestInput.current
    if (key === undefined || wanted === undefined) return undefined
    const controller = new AbortController()
    setState((before) => (before.key === key ? { ...before, settled: false } : { key, settled: false }))
    client.call(name, wanted, { signal: controller.signal }).then(
      (data) => setState({ key, data, settled: true }),
      (error: unknown) => {
        if (controller.signal.aborted && isCancelled(error)) return
        setState({ key, error: asFirnError(error), settled: true })
      },
    )
    return () => controller.abort()
    // `generation` and `round` are reasons to ask again.
  }, [client, name, key, generation, round])

  const reload = useCallback(() => setRound((before) => before + 1), [])
  const current = state.key === key ? state : undefined
  return {
    data: current?.data,
    error: current?.error,
    loading: key !== undefined && current?.settled !== true,
    reload,
  }
}
