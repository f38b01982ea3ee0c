import { FirnError } from '../../../shared/contract/errors.ts'
import { systemCode } from '../store/io-error.ts'
import type { InputFile } from './input-files.ts'

/** Errors that end a whole discovery: they say nothing about the file at hand. Our own mistakes are such. */
export function isFatal(error: unknown): boolean {
  if (!(error instanceof FirnError)) return systemCode(error) === undefined
  return ['cancelled', 'disk-full', 'scratch-full', 'wrong-usage', 'internal'].includes(error.code)
}

/**
 * Reads, and once more where the process died meanwhile: of one death nobody knows the reason, and a file must not be
 * said to be damaged because the system was short of memory.
 */
export async function despiteOneDeath<Read>(
  reopen: () => Promise<void>,
  read: () => Promise<Read>,
): Promise<Read> {
  try {
    return await read()
  } catch (error) {
    if (!isDeath(error)) throw error
  }
  await reopen()
  return await read()
}

function isDeath(error: unknown): boolean {
  return error instanceof FirnError && error.code === 'worker-died'
}

/** An error of the engine about one file, as the error of that file. */
export function formatFailure(file: InputFile, error: unknown): FirnError {
  if (isDeath(error))
    return new FirnError('format', `${file.path} cannot be read: the process that read it ended, twice.`, {
      hint: 'The file may be damaged or cut off: fetch it again, or leave it out.',
      context: { file: file.path },
      cause: error,
    })
  if (error instanceof FirnError && error.code !== 'sql-failed') {
    return error.context.file === undefined
      ? new FirnError(error.code, `${file.path}: ${error.message}`, {
          hint: error.hint,
          context: { file: file.path },
          cause: error,
        })
      : error
  }
  const sentence =
    (error instanceof Error ? error.message : String(error))
      .replaceAll(file.physical, file.path)
      .split('\n')[0] ?? ''
  return new FirnError(
    'format',
    `${file.path} cannot be read: ${sentence.replace(/^[A-Za-z ]+ Error: /, '')}`,
    {
      hint: 'The file may be damaged or cut off: fetch it again, or leave it out.',
      context: { file: file.path },
      cause: error,
    },
  )
}
