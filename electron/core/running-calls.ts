import { FirnError } from '../../shared/contract/errors.ts'
import type { MethodMap } from '../../shared/contract/method.ts'
import type { CallContext } from '../../shared/contract/responder.ts'

type AnyHandlers = { readonly [name: string]: (input: never, context: CallContext) => unknown }

/** Calls of all sessions that are under way, so that an engine can end without breaking them off. */
export interface RunningCalls {
  /** The same handlers, watched. */
  watch<Some extends AnyHandlers>(handlers: Some, methods: MethodMap): Some
  /** From now on nothing is begun that would leave something behind. */
  refuseChanges(): void
  /** Resolves when nothing runs any more that leaves something behind. */
  changesSettled(): Promise<void>
  /** Resolves when no call runs any more. */
  settled(): Promise<void>
}

export function createRunningCalls(): RunningCalls {
  const running = new Set<Promise<unknown>>()
  const changes = new Set<Promise<unknown>>()
  let isEnding = false

  function watched(name: string, handler: AnyHandlers[string], methods: MethodMap): AnyHandlers[string] {
    return (input, context) => {
      const isChange = methods[name]?.changes?.(input) !== undefined
      if (isChange && isEnding) throw isEndingNow()
      const call = Promise.resolve(handler(input, context))
      const sets = isChange ? [running, changes] : [running]
      for (const set of sets) set.add(call)
      const forget = () => {
        for (const set of sets) set.delete(call)
      }
      call.then(forget, forget)
      return call
    }
  }

  return {
    watch: (handlers, methods) =>
      Object.fromEntries(
        Object.entries(handlers).map(([name, handler]) => [name, watched(name, handler, methods)]),
      ) as unknown as typeof handlers,
    refuseChanges: () => {
      isEnding = true
    },
    changesSettled: async () => void (await Promise.allSettled(changes)),
    settled: async () => void (await Promise.allSettled(running)),
  }
}

function isEndingNow(): FirnError {
  return new FirnError('not-allowed', 'Firn was told to end, and begins nothing new.', {
    hint: 'Do it again when it was started again.',
  })
}
