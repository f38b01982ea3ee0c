import { mkdir, stat, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { FirnError } from '../../../shared/contract/errors.ts'
import type { StoreContext } from './context.ts'
import { layout } from './layout.ts'

/** Enough for a lease and an entry in some dozens of logs. */
const reserveSize = 256 * 1024

/** Keeps a little space, so that a full disk can still be cleared by expiring and collecting. */
export async function keepReserve(ctx: StoreContext): Promise<void> {
  const file = reserveFile(ctx)
  try {
    if ((await stat(file)).size === reserveSize) return
  } catch {
    // Not there yet, or given up before.
  }
  try {
    await mkdir(layout.cache(ctx.root, 'reserve'), { recursive: true })
    await writeFile(file, Buffer.alloc(reserveSize, 1))
  } catch {
    await unlink(file).catch(() => {})
  }
}

/** Does work that frees space; when the disk is full it gives up the reserve and tries once more. */
export async function withReserve<T>(ctx: StoreContext, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof FirnError) || error.code !== 'disk-full') throw error
    await unlink(reserveFile(ctx)).catch(() => {})
    return work()
  }
}

function reserveFile(ctx: StoreContext): string {
  return join(layout.cache(ctx.root, 'reserve'), 'space')
}
