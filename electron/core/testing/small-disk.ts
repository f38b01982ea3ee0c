import { execFileSync } from 'node:child_process'
import { mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestContext } from 'vitest'
import { openTestEngine, type TestEngine } from './open-engine.ts'
import { needs } from './requirements.ts'

/** A disk of its own for one test. */
export interface SmallDisk {
  readonly path: string
  /** Fills what is free up to the last `spare` bytes. */
  fill(spare?: number): Promise<void>
  /** Frees again what `fill` took. */
  clear(): Promise<void>
  /** Lets nobody write, not even root. */
  makeReadOnly(): void
  makeWritable(): void
  unmount(): void
}

/** An engine whose empty store lies on a disk of 8 MB; both end with the test. Skips it where nothing can be mounted. */
export async function openEngineOnSmallDisk(
  context: TestContext,
): Promise<{ readonly engine: TestEngine; readonly disk: SmallDisk; readonly store: string }> {
  needs(context, 'linux', 'tmpfs')
  const engine = await openTestEngine()
  const disk = await mountSmallDisk(join(engine.folder, 'disk'), 8)
  context.onTestFinished(async () => {
    disk.unmount()
    await engine.close()
  })
  const store = join(disk.path, 'store')
  await engine.call('application.openStore', { path: store, create: true })
  return { engine, disk, store }
}

/** Mounts a file system in memory at `path`, which is made. A test that does so `needs` a `tmpfs`. */
export async function mountSmallDisk(path: string, megabytes: number): Promise<SmallDisk> {
  await mkdir(path)
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path])
  const ballast = join(path, 'ballast')
  const remount = (how: 'ro' | 'rw') => execFileSync('mount', ['-o', `remount,${how}`, path])
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
      // Lazily: whatever a failed test still has open must not keep the mount.
      execFileSync('umount', ['--lazy', path])
    },
  }
}
