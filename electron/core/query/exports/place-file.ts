import { randomUUID } from 'node:crypto'
import { copyFile, mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { FirnError } from '../../../../shared/contract/errors.ts'

/**
 * Moves a finished file to where it was asked for. What was there before is replaced in one step, and only
 * then: whatever happens, the target is the old file or the whole new one. Returns the size in bytes. Throws
 * `not-found`, `not-allowed`, `disk-full` or `io`.
 */
export async function placeFile(staged: string, target: string): Promise<number> {
  try {
    const folder = await stat(dirname(target)).catch(() => undefined)
    if (folder?.isDirectory() !== true) throw missingFolder(target)
    await flush(staged)
    try {
      await rename(staged, target)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error
      await copyBeside(staged, target)
    }
    return (await stat(target)).size
  } catch (error) {
    throw fileError(error, target)
  }
}

/** Makes the folder that prepared downloads lie in, and a path for one of this name. */
export async function downloadPath(folder: string, name: string): Promise<string> {
  await mkdir(folder, { recursive: true })
  return join(folder, basename(name))
}

/** Another file system: the copy goes beside the target first. */
async function copyBeside(staged: string, target: string): Promise<void> {
  const beside = join(dirname(target), `.${basename(target)}.${randomUUID().slice(0, 8)}.part`)
  try {
    await copyFile(staged, beside)
    await flush(beside)
    await rename(beside, target)
    await rm(staged, { force: true })
  } catch (error) {
    await rm(beside, { force: true })
    throw error
  }
}

async function flush(file: string): Promise<void> {
  const handle = await open(file, 'r+')
  try {
    await handle.datasync()
  } finally {
    await handle.close()
  }
}

function missingFolder(target: string): FirnError {
  return new FirnError('not-found', `The folder ${dirname(target)} does not exist.`, {
    hint: 'Make it first, or choose another one.',
    context: { file: target },
  })
}

export function fileError(error: unknown, file: string): unknown {
  const { code } = error as NodeJS.ErrnoException
  if (error instanceof FirnError || code === undefined) return error
  const context = { file }
  if (code === 'ENOENT') return missingFolder(file)
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new FirnError('disk-full', `There is no room for ${file}.`, {
      context,
      hint: 'Free some space, or choose another disk.',
    })
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return new FirnError('not-allowed', `${file} cannot be written here (${code}).`, {
      context,
      hint: 'Choose another folder.',
    })
  if (code === 'EISDIR' || code === 'ENOTDIR')
    return new FirnError('io', `${file} is not a place for a file (${code}).`, { context })
  return new FirnError('io', `Writing ${file} failed (${code}).`, { context })
}
