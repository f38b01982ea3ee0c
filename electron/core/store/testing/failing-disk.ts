import { type Disk, realDisk } from '../durable.ts'

/** A disk one of whose operations fails, and how many there were. */
export interface FailingDisk {
  readonly disk: Disk
  readonly operations: () => number
}

/**
 * Fails the nth operation, once, before (`lost`) or after (`done`) it took effect: the second is what a time-out
 * looks like to a caller.
 */
export function failingDisk(nth: number, code: string, when: 'lost' | 'done' = 'lost'): FailingDisk {
  let count = 0
  const failing = async <T>(work: () => Promise<T>): Promise<T> => {
    count += 1
    if (count !== nth) return work()
    if (when === 'done') await work()
    throw Object.assign(new Error(`${code}: made to fail`), { code })
  }
  const disk: Disk = {
    read: (path) => failing(() => realDisk.read(path)),
    // A file that was opened and then reported as failed would stay open.
    create: (path, mode) =>
      when === 'done' ? realDisk.create(path, mode) : failing(() => realDisk.create(path, mode)),
    writeNew: (path, bytes, mode) => failing(() => realDisk.writeNew(path, bytes, mode)),
    sync: (file) => failing(() => realDisk.sync(file)),
    syncFolder: (path) => failing(() => realDisk.syncFolder(path)),
    link: (from, to) => failing(() => realDisk.link(from, to)),
    rename: (from, to) => failing(() => realDisk.rename(from, to)),
    remove: (path) => failing(() => realDisk.remove(path)),
    removeFolder: (path) => failing(() => realDisk.removeFolder(path)),
    makeFolder: (path) => failing(() => realDisk.makeFolder(path)),
  }
  return { disk, operations: () => count }
}

/** A disk without hard links, such as exFAT. */
export const diskWithoutLinks: Disk = { ...realDisk, link: () => Promise.resolve('unsupported') }

/** A disk that is not waited for, for tests in which no power is lost. */
export const hastyDisk: Disk = {
  ...realDisk,
  async writeNew(path, bytes, mode) {
    const file = await realDisk.create(path, mode)
    try {
      await file.writeFile(bytes)
    } finally {
      await file.close()
    }
  },
  sync: () => Promise.resolve(),
  syncFolder: () => Promise.resolve(),
}
