import { type ErrorCode, FirnError } from '../../../shared/contract/errors.ts'

const losses: ReadonlySet<ErrorCode> = new Set([
  'object-damaged',
  'store-damaged',
  'store-incomplete',
  'store-newer',
  'not-allowed',
  'io',
])

/** What is lost, damaged or unreadable in a store, in words. Anything else that went wrong is thrown on. */
export function lossInWords(error: unknown): string {
  if (error instanceof FirnError && losses.has(error.code)) return error.message
  throw error
}
