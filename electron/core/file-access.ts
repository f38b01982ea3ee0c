import { existsSync } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { homedir } from 'node:os'
import { isAbsolute, join, relative, resolve, sep } from 'node:path'
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
  /** Where an export may be written: anywhere that is not inside the store, for those who may read everything. */
  writable(named: string): Promise<string>
  /** Folders at the top of what may be read; undefined: everything. */
  readonly roots: readonly string[] | undefined
  grant(paths: readonly string[]): void
}

/** Everything may be read; relative paths start at `folder`. For the command line, whose user has a shell. */
export function openAccess(folder: string): FileAccess {
  return {
    readable: (named) => realOf(absolute(named, folder)),
    readablePattern: async (named) => {
      const path = absolute(named, folder)
      return isPattern(path) ? path : await realOf(path)
    },
    writable: (named) => Promise.resolve(absolute(named, folder)),
    roots: undefined,
    grant: () => {},
  }
}

/**
 * Only what lies below the given folders, or was opened by dialog or drop in this session. What is `unlisted`
 * may be read, but is no place to begin looking (dropped files lie there).
 */
export function limitedAccess(folders: readonly string[], unlisted: readonly string[] = []): FileAccess {
  const listed = new Set(folders.map((folder) => resolve(folder)))
  const allowed = new Set([...listed, ...unlisted.map((folder) => resolve(folder))])
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
      const path = absolute(named, home)
      const folder = await realOf(resolve(path, '..'))
      if (!(await permits(folder)) && !allowed.has(path)) throw refuse(named)
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
