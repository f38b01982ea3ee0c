import { randomUUID } from 'node:crypto'
import { copyFile, mkdir, open, readdir, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { FirnError } from '../../../../shared/contract/errors.ts'

/** Drafts are under way for minutes; one this old, in milliseconds, belongs to a program that was killed. */
const abandonedAfter = 24 * 60 * 60 * 1000
const draftName = /^\.firn-[\da-f-]{36}\.part$/

/** A path beside the target, so that the finished file can take its place in one step. */
export function draftBeside(target: string): string {
  return join(dirname(target), `.firn-${randomUUID()}.part`)
}

/**
 * The file that a new one replaces: the target, or what it leads to where it is a link. Throws `io` for a
 * folder and `invalid-input` for what is no plain file: a device must never give way to one.
 */
export async function replaceable(target: string): Promise<string> {
  const facts = await stat(target).catch(() => undefined)
  if (facts === undefined) return target
  if (facts.isFile()) return await realpath(target)
  const context = { file: target }
  if (facts.isDirectory())
    throw new FirnError('io', `${target} is a folder.`, { hint: 'Give the name of a file in it.', context })
  throw new FirnError('invalid-input', `${target} is not a file.`, {
    hint: 'Give the name of a file; on the command line rows without -o go to the standard output.',
    context,
  })
}

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
    await flushFolder(dirname(target))
    await sweepDrafts(dirname(target))
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
  const beside = draftBeside(target)
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

/** The name must outlast a power loss too. */
async function flushFolder(folder: string): Promise<void> {
  // Windows opens no folders, and some network disks flush none: there the system alone decides.
  const handle = await open(folder, 'r').catch(() => undefined)
  try {
    await handle?.sync().catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EIO') throw error
    })
  } finally {
    await handle?.close()
  }
}

/** Removes what killed programs left beside their targets. */
async function sweepDrafts(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  for (const name of names.filter((each) => draftName.test(each))) {
    const draft = join(folder, name)
    const facts = await stat(draft).catch(() => undefined)
    if (facts !== undefined && Date.now() - facts.mtimeMs > abandonedAfter)
      await rm(draft, { force: true }).catch(() => {})
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
