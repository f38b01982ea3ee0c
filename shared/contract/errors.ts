/** Stable codes: scripts and screens decide by them, never by the sentence. */
export const errorCodes = [
  // what the user asked for
  'wrong-usage',
  'invalid-input',
  'invalid-name',
  'invalid-reference',
  'not-found',
  'ambiguous',
  'already-exists',
  'not-allowed',
  'cancelled',
  'deadline',
  'memory',
  'scratch-full',
  // SQL
  'sql-syntax',
  'sql-refused',
  'sql-failed',
  // files and formats
  'file-missing',
  'file-unreadable',
  'file-changed',
  'nothing-to-read',
  'format',
  // a program of the person's
  'program-failed',
  // the store
  'no-store',
  'store-newer',
  'store-damaged',
  'store-incomplete',
  'object-damaged',
  'pinned',
  'conflict',
  'disk-full',
  'io',
  // processes
  'worker-died',
  'engine-died',
  'disconnected',
  'internal',
] as const

export type ErrorCode = (typeof errorCodes)[number]

/** Where it happened. Everything here is safe to show and survives every transport. */
export interface ErrorContext {
  readonly sql?: string
  /** Offset in characters into `sql`. */
  readonly position?: number
  readonly file?: string
  readonly line?: number
  readonly reference?: string
  /** What the database engine said, word for word, where it was put into other words. */
  readonly engine?: string
  readonly [more: string]: unknown
}

/** An error as it crosses a process boundary or is printed with `--json`. */
export interface WireError {
  readonly code: ErrorCode
  readonly message: string
  readonly hint?: string
  readonly context: ErrorContext
}

/** The one error type of the program: a code, a sentence, where it happened, and what to do next. */
export class FirnError extends Error {
  readonly code: ErrorCode
  readonly hint: string | undefined
  readonly context: ErrorContext

  constructor(
    code: ErrorCode,
    message: string,
    more: { hint?: string | undefined; context?: ErrorContext; cause?: unknown } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause })
    this.name = 'FirnError'
    this.code = code
    this.hint = more.hint
    this.context = more.context ?? {}
  }
}

/** Any thrown thing as it crosses a boundary. Unknown errors become `internal` and keep their sentence. */
export function toWireError(error: unknown): WireError {
  if (error instanceof FirnError) {
    return {
      code: error.code,
      message: error.message,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      context: error.context,
    }
  }
  if (error instanceof Error && error.name === 'AbortError')
    return { code: 'cancelled', message: 'cancelled', context: {} }
  const message = error instanceof Error ? error.message : String(error)
  return { code: 'internal', message, context: {} }
}

export function fromWireError(error: WireError): FirnError {
  return new FirnError(error.code, error.message, { hint: error.hint, context: error.context })
}

/** Whether an error only says that the caller itself stopped waiting. */
export function isCancelled(error: unknown): boolean {
  return error instanceof FirnError && error.code === 'cancelled'
}
