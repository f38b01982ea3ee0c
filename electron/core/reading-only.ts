import { FirnError } from '../../shared/contract/errors.ts'
import type { MethodMap } from '../../shared/contract/method.ts'
import type { CallContext } from '../../shared/contract/responder.ts'
import type { FileAccess } from './file-access.ts'
import type { Session } from './session.ts'

type AnyHandlers = { readonly [name: string]: (input: never, context: CallContext) => unknown }

/**
 * The same handlers; one that would change something refuses, with one error for all: where Firn was started for
 * reading only, and where the store that is open can only be read. Nothing is read or computed first.
 */
export function withReadingOnly<Some extends AnyHandlers>(
  handlers: Some,
  methods: MethodMap,
  session: Session,
): Some {
  const guarded = Object.entries(handlers).map(([name, handler]) => {
    const { changes } = methods[name] ?? {}
    if (changes === undefined) return [name, handler] as const
    const answer = async (input: never, context: CallContext) => {
      const what = changes(input)
      if (what === 'store' || what === 'machine') {
        if (session.config.readOnly === true) throw readingOnly()
        if (what === 'store') (await session.workspaceIfOpen())?.store.requireWritable()
      }
      return await handler(input, context)
    }
    return [name, answer] as const
  })
  return Object.fromEntries(guarded) as unknown as Some
}

/** The same access, by which no file of this machine is written; what a browser downloads is none. */
export function withoutWriting(access: FileAccess): FileAccess {
  return { ...access, writable: () => Promise.reject(readingOnly()) }
}

/** Firn was started with `--read-only`. */
export function readingOnly(): FirnError {
  return new FirnError(
    'not-allowed',
    'Firn was started for reading only: nothing is changed or written here.',
    {
      hint: 'Start it without --read-only for that.',
    },
  )
}
