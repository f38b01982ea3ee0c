import { FirnError } from '../../../shared/contract/errors.ts'

/** The system's own code of an error, such as `ENOENT`. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

export function isMissing(error: unknown): boolean {
  const code = systemCode(error)
  return code === 'ENOENT' || code === 'ENOTDIR'
}

/**
 * What went wrong inside the store, in words: `disk-full`, `not-allowed` or `io`. `doing` completes "could
 * not …". Errors that already have a code of ours pass unchanged.
 */
export function storeFailure(error: unknown, doing: string, file: string): FirnError {
  if (error instanceof FirnError) return error
  const code = systemCode(error)
  const context = { file, ...(code === undefined ? {} : { system: code }) }
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new FirnError('disk-full', `The disk is full: could not ${doing}.`, {
        hint: 'Nothing that was in the store is lost. Free some space and try again.',
        context,
        cause: error,
      })
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new FirnError('not-allowed', `No permission: could not ${doing} (${file}).`, {
        hint: 'Check who owns the folder and whether it is mounted for writing.',
        context,
        cause: error,
      })
    default: {
      const reason = error instanceof Error ? error.message : String(error)
      return new FirnError('io', `Could not ${doing}: ${reason}`, {
        hint: 'Nothing that was in the store is lost. Try again; if it happens again, check the disk.',
        context,
        cause: error,
      })
    }
  }
}

/** What went wrong with a file of the user's: `file-missing`, `file-changed`, `file-unreadable` or `io`. */
export function sourceFailure(error: unknown, file: string): FirnError {
  if (error instanceof FirnError) return error
  const code = systemCode(error)
  const context = { file, ...(code === undefined ? {} : { system: code }) }
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new FirnError('file-missing', `${file} is not there.`, {
        hint: 'Check the path; the file may have been moved or removed meanwhile.',
        context,
        cause: error,
      })
    case 'EACCES':
    case 'EPERM':
      return new FirnError('file-unreadable', `No permission to read ${file}.`, {
        hint: 'Give yourself read permission for it, or leave it out of the sources.',
        context,
        cause: error,
      })
    case 'EISDIR':
      return new FirnError('file-unreadable', `${file} is a folder, and a file is needed here.`, {
        context,
        cause: error,
      })
    case 'ELOOP':
      return new FirnError('file-changed', `${file} was replaced by a link while it was read.`, {
        hint: 'Take the snapshot again when the folder is quiet.',
        context,
        cause: error,
      })
    case 'EMFILE':
    case 'ENFILE':
      return new FirnError('io', `Too many files are open to read ${file}.`, {
        hint: 'Close other programs or raise the limit of open files, and try again.',
        context,
        cause: error,
      })
    default: {
      const reason = error instanceof Error ? error.message : String(error)
      return new FirnError('file-unreadable', `${file} cannot be read: ${reason}`, {
        hint: 'Check the disk or the network drive it lies on.',
        context,
        cause: error,
      })
    }
  }
}

/** Throws `cancelled` once the caller has stopped waiting. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new FirnError('cancelled', 'Cancelled.')
}
