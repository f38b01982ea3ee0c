import { useCallback, useEffect, useState } from 'react'
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
  const [state, setState] = useState<{ asked: string; key: string; data?: Output<Name>; error?: FirnError }>({
    asked: '',
    key: '',
  })
  const key = input === undefined ? undefined : JSON.stringify(input)
  // The same input may be asked several times.
  const asked = `${generation}.${round}.${key}`

  useEffect(() => {
    if (key === undefined) return undefined
    const controller = new AbortController()
    // Inputs are plain data: the key is the input, and an equal one is not asked for again.
    client.call(name, JSON.parse(key) as Input<Name>, { signal: controller.signal }).then(
      (data) => setState({ asked, key, data }),
      (error: unknown) => {
        if (controller.signal.aborted && isCancelled(error)) return
        setState((before) => ({
          ...(before.key === key ? before : {}),
          asked,
          key,
          error: asFirnError(error),
        }))
      },
    )
    return () => controller.abort()
  }, [client, name, key, asked])

  const reload = useCallback(() => setRound((before) => before + 1), [])
  const current = state.key === key ? state : undefined
  return {
    data: current?.data,
    error: current?.asked === asked ? current.error : undefined,
    loading: key !== undefined && current?.asked !== asked,
    reload,
  }
}
