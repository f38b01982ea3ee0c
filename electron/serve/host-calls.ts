import { FirnError, toWireError } from '../../shared/contract/errors.ts'
import { type CallFrame, encodeFrame } from '../../shared/contract/frames.ts'

/** Answers the calls of a page that are the server's and not the engine's, with a frame. */
export type AnswerHostCall = (call: CallFrame & { type: 'call' }) => string

/** `linkPath` lets another browser in, once. */
export function hostCalls(linkPath: () => string): AnswerHostCall {
  return ({ id, method }) =>
    method === 'host.newLink'
      ? encodeFrame({ type: 'ok', id, result: { path: linkPath() } })
      : encodeFrame({ type: 'err', id, error: noDialogs })
}

const noDialogs = toWireError(
  new FirnError('not-allowed', 'A page in a browser has no dialogs of the system.', {
    hint: 'Choose from the list of files instead.',
  }),
)
