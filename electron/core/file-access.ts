import { existsSync } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { homedir } from 'node:os'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { isDynamicPattern } from 'tinyglobby'
import { FirnError } from '../../shared/contract/errors.ts'

/** Which files of this machine a session may read. The store's own files are not its business. */
export interface FileAccess {
  /**
   * The real, absolute path behind what a user named. Throws `file-missing`, or `not-allowed` for a path
   * outside of what was opened.
   */
  readable(named: string): Promise<string>
  /** The same for something that may be a pattern such as `logs/*.csv`; its fixed folder is what is checked. */
  readablePattern(named: string): Promise<string>
  /**
   * The absolute path of a file to be written: an export, a comparison. Throws `not-allowed` for a path outside
   * of what was opened, and for every place inside a store or the state folder, however it is reached: what lies
   * there is written by the program itself and by nobody else.
   */
  writable(named: string): Promise<string>
  /** The absolute path of a store that is to be opened; with `create` of a folder that becomes one. */
  storeFolder(named: string, create: boolean): Promise<string>
  /** Folders at the top of what may be read; undefined: everything. */
  readonly roots: readonly string[] | undefined
  grant(paths: readonly string[]): void
}

/**
 * Everything may be read; relative paths start at `folder`. For the command line, whose user has a shell.
 * Nothing is written into `stateFolder`.
 */
export function openAccess(folder: string, stateFolder: string): FileAccess {
  return {
    readable: (named) => realOf(absolute(named, folder)),
    readablePattern: async (named) => {
      const path = absolute(named, folder)
      return isPattern(path) ? path : await realOf(path)
    },
    writable: async (named) => {
      const path = absolute(named, folder)
      await refuseKeptPlaces(path, stateFolder)
      return path
    },
    storeFolder: async (named, create) => {
      const path = absolute(named, folder)
      if (create) await refuseKeptPlaces(path, stateFolder)
      return path
    },
    roots: undefined,
    grant: () => {},
  }
}

/**
 * Only what lies below the given folders, or was opened by dialog or drop in this session. Files that a browser
 * handed over lie in `stateFolder`: they may be read, but that is no place to begin looking.
 */
export function limitedAccess(folders: readonly string[], stateFolder: string): FileAccess {
  const listed = new Set(folders.map((folder) => resolve(folder)))
  const allowed = new Set([...listed, resolve(stateFolder, 'uploads')])
  const home = folders[0] ?? homedir()
  const permits = async (path: string) => {
    for (const root of allowed) {
      // The root itself may be reached through a link; what counts is where it really is.
      const real = await realpath(root).catch(() => root)
      if (isInside(path, real)) return true
    }
    return false
  }
  const refuse = (named: string) =>
    new FirnError('not-allowed', `"${named}" was not opened in this session.`, {
      hint: 'Open it by dialog or drop it on the window; a served window reads the folders given by --allow.',
      context: { file: named },
    })
  /** Of something that need not exist yet: its folder is what is checked, unless it was itself chosen. */
  const permittedPlace = async (named: string) => {
    const path = absolute(named, home)
    const folder = await realOf(dirname(path))
    if (!(await permits(folder)) && !allowed.has(path)) throw refuse(named)
    return path
  }
  const access: FileAccess = {
    readablePattern: async (named) => {
      const path = absolute(named, home)
      if (!isPattern(path)) return await access.readable(path)
      const parts = path.split(sep)
      const fixed = parts
        .slice(
          0,
          parts.findIndex((part) => isDynamicPattern(part)),
        )
        .join(sep)
      await access.readable(fixed === '' ? sep : fixed)
      return path
    },
    readable: async (named) => {
      const path = absolute(named, home)
      // Asked before the file is looked for, so that answers do not tell what exists elsewhere.
      if (!(await permits(path)) && !(await permits(await realpath(path).catch(() => ''))))
        throw refuse(named)
      const real = await realOf(path)
      if (!(await permits(real))) throw refuse(named)
      return real
    },
    writable: async (named) => {
      const path = await permittedPlace(named)
      await refuseKeptPlaces(path, stateFolder)
      return path
    },
    storeFolder: async (named, create) => {
      const path = await permittedPlace(named)
      if (create) await refuseKeptPlaces(path, stateFolder)
      return path
    },
    get roots() {
      return [...listed]
    },
    grant: (paths) => {
      for (const path of paths) allowed.add(resolve(path))
    },
  }
  return access
}

/**
 * Throws `not-allowed` for a place inside a store or inside the state folder. What counts is where it really is:
 * its folder and, where it is a link itself, what that leads to.
 */
async function refuseKeptPlaces(path: string, stateFolder: string): Promise<void> {
  const state = await realPlace(resolve(stateFolder))
  for (const folder of [await realPlace(dirname(path)), dirname(await realPlace(path))]) {
    const store = storeAround(folder)
    if (store !== undefined) throw keptPlace(path, `the store ${store}`)
    if (isInside(folder, state)) throw keptPlace(path, `${state}, where Firn keeps its own files`)
  }
}

/** The real path of something that may not be there yet. */
async function realPlace(path: string): Promise<string> {
  const real = await realpath(path).catch(() => undefined)
  if (real !== undefined) return real
  return dirname(path) === path ? path : join(await realPlace(dirname(path)), basename(path))
}

/** The nearest store that a folder lies in, or is. */
function storeAround(folder: string): string | undefined {
  if (existsSync(join(folder, 'firn.json'))) return folder
  const above = dirname(folder)
  return above === folder ? undefined : storeAround(above)
}

function keptPlace(path: string, where: string): FirnError {
  return new FirnError('not-allowed', `"${path}" cannot be written: it lies in ${where}.`, {
    hint: 'Choose a folder outside of it.',
    context: { file: path },
  })
}

/** A name that exists is never taken for a pattern: `[1].csv` is a fine file name. */
function isPattern(path: string): boolean {
  return isDynamicPattern(path) && !existsSync(path)
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return way === '' || (!isAbsolute(way) && way !== '..' && !way.startsWith(`..${sep}`))
}

function absolute(named: string, folder: string): string {
  const expanded = named.startsWith('~/') ? join(homedir(), named.slice(2)) : named
  return resolve(folder, expanded)
}

async function realOf(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new FirnError('file-missing', `There is no file or folder "${path}".`, {
        context: { file: path },
        cause: error,
      })
    throw new FirnError('file-unreadable', `"${path}" cannot be read: ${(error as Error).message}.`, {
      context: { file: path },
      cause: error,
    })
  }
}
