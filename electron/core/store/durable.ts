import { constants } from 'node:fs'
import { type FileHandle, chmod, link, mkdir, open, readFile, rename, rm, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import { isMissing, systemCode } from './io-error.ts'

/**
 * Every operation that a store's safety rests on. One small surface, so that tests can make the Nth of them
 * fail. The errors are the system's own; callers put them into words.
 */
export interface Disk {
  read(path: string): Promise<Buffer>
  /** Makes a file that must not exist yet, opened for writing. */
  create(path: string, mode?: number): Promise<FileHandle>
  /** Writes a new file and returns when its bytes would survive a power loss. */
  writeNew(path: string, bytes: Uint8Array, mode?: number): Promise<void>
  /** Makes the bytes of an open file durable. */
  sync(file: FileHandle): Promise<void>
  /** Makes the names in a folder durable; does nothing where a system cannot (Windows). */
  syncFolder(path: string): Promise<void>
  /** Gives a file a second name that must not exist yet. */
  link(from: string, to: string): Promise<'made' | 'exists' | 'unsupported'>
  /** Renames, replacing what is there. */
  rename(from: string, to: string): Promise<void>
  /** Removes one file; a file that is not there is fine. */
  remove(path: string): Promise<void>
  /** Removes a folder with everything in it; a folder that is not there is fine. */
  removeFolder(path: string): Promise<void>
  /** Makes a folder and those above it, durably. */
  makeFolder(path: string): Promise<void>
}

/** File systems without hard links (exFAT, some network shares) answer with one of these. */
const noLinks = new Set(['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'EINVAL'])

/** Folders cannot be opened or synced on Windows and some network shares. */
const noFolderSync = new Set([
  'EISDIR',
  'EPERM',
  'EINVAL',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
  'EBADF',
  'EACCES',
])

/** The real disk. */
export const realDisk: Disk = {
  read: (path) => readFile(path),
  create: (path, mode = 0o600) => open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, mode),
  async writeNew(path, bytes, mode) {
    const file = await realDisk.create(path, mode)
    try {
      await file.writeFile(bytes)
      await realDisk.sync(file)
    } finally {
      await file.close()
    }
  },
  sync: (file) => file.datasync(),
  async syncFolder(path) {
    let folder: FileHandle
    try {
      folder = await open(path, 'r')
    } catch (error) {
      if (noFolderSync.has(systemCode(error) ?? '')) return
      throw error
    }
    try {
      await folder.sync()
    } catch (error) {
      if (!noFolderSync.has(systemCode(error) ?? '')) throw error
    } finally {
      await folder.close()
    }
  },
  async link(from, to) {
    try {
      await link(from, to)
      return 'made'
    } catch (error) {
      const code = systemCode(error) ?? ''
      if (code === 'EEXIST') return 'exists'
      if (noLinks.has(code)) return 'unsupported'
      throw error
    }
  },
  async rename(from, to) {
    try {
      await rename(from, to)
    } catch (error) {
      // Windows refuses to replace a file that is marked read-only, as objects are.
      if (process.platform !== 'win32' || !['EPERM', 'EACCES', 'EEXIST'].includes(systemCode(error) ?? ''))
        throw error
      await chmod(to, 0o644)
      await rename(from, to)
    }
  },
  async remove(path) {
    try {
      await unlink(path)
    } catch (error) {
      if (isMissing(error)) return
      if (process.platform !== 'win32' || systemCode(error) !== 'EPERM') throw error
      await chmod(path, 0o644)
      await unlink(path)
    }
  },
  removeFolder: (path) => rm(path, { recursive: true, force: true, maxRetries: 3 }),
  async makeFolder(path) {
    const first = await mkdir(path, { recursive: true })
    if (first === undefined) return
    for (let made = path; ; made = dirname(made)) {
      await realDisk.syncFolder(dirname(made))
      if (made === first || made === dirname(made)) return
    }
  },
}
