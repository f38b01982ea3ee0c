import { toWireError } from '../../shared/contract/errors.ts'
import type { CallContext } from '../../shared/contract/responder.ts'
import type { LogFile } from './state/log-file.ts'

/** Milliseconds from which a call is worth a line: people have begun to wait. */
const slow = 1000

type AnyHandlers = { readonly [name: string]: (input: never, context: CallContext) => unknown }

/** The same handlers; calls that fail or are slow leave a line with their method, code and time. */
export function withCallLog<Some extends AnyHandlers>(handlers: Some, log: LogFile): Some {
  const logged = Object.entries(handlers).map(([method, handler]) => {
    const answer = async (input: never, context: CallContext) => {
      const begun = performance.now()
      const ms = () => Math.round(performance.now() - begun)
      try {
        const result = await handler(input, context)
        if (ms() >= slow) log.write('call was slow', { method, ms: ms() })
        return result
      } catch (error) {
        const { code } = toWireError(error)
        // What was asked for is no trouble, and happens all the time.
        if (code !== 'cancelled') log.write('call failed', { method, code, ms: ms() })
        throw error
      }
    }
    return [method, answer] as const
  })
  return Object.fromEntries(logged) as unknown as Some
}
