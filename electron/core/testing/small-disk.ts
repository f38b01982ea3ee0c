import { execFileSync } from 'node:child_process'
import { mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** A disk of its own for one test. A test that makes one `needs` a `tmpfs`. */
export interface SmallDisk {
  readonly path: string
  /** Fills what is free up to the last `spare` bytes. */
  fill(spare?: number): Promise<void>
  /** Frees again what `fill` took. */
  clear(): Promise<void>
  /** Lets nobody write, not even root. */
  makeReadOnly(): void
  makeWritable(): void
  /** Must be called before the folder around it is removed; safe to call twice. */
  unmount(): void
}

/** Mounts a file system in memory at `path`, which is made. */
export async function mountSmallDisk(path: string, megabytes: number): Promise<SmallDisk> {
  await mkdir(path)
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path])
  const ballast = join(path, 'ballast')
  const remount = (how: 'ro' | 'rw') => execFileSync('mount', ['-o', `remount,${how}`, path])
  let isMounted = true
  return {
    path,
    async fill(spare = 0) {
      const file = await open(ballast, 'w')
      try {
        const block = Buffer.alloc(4096, 1)
        for (;;) await file.writeFile(block)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
        const { size } = await file.stat()
        await file.truncate(Math.max(0, size - spare))
      } finally {
        await file.close()
      }
    },
    clear: () => rm(ballast, { force: true }),
    makeReadOnly: () => void remount('ro'),
    makeWritable: () => void remount('rw'),
    unmount() {
      if (!isMounted) return
      // Lazily: whatever a failed test still has open must not keep the mount.
      execFileSync('umount', ['--lazy', path])
      isMounted = false
    },
  }
}
