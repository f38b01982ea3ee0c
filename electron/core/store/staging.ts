import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { finishIntent } from './commit-together.ts'
import type { StoreContext } from './context.ts'
import { isMissing } from './io-error.ts'
import { layout } from './layout.ts'
import { listLeases } from './lease.ts'

/** Where a collection puts objects before they are gone for good. */
export const trashFolder = 'trash'

/**
 * Clears up after writers that died: commits the rest of what was to be committed together, gives back what a
 * collection had set aside, removes their private
 * folders and their leases. Never touches a living writer. What cannot be removed now stays for next time.
 */
export async function sweepDeadWriters(ctx: StoreContext): Promise<void> {
  // Folders are listed before leases: a lease always comes before its folder and goes after it, so a folder
  // seen here whose lease is not seen afterwards has no writer any more.
  const folders = await namesIn(layout.staging(ctx.root))
  const leases = await listLeases(ctx)
  const alive = new Set(leases.filter((lease) => lease.alive).map((lease) => lease.writer))
  for (const folder of folders) {
    if (alive.has(folder)) continue
    const staging = layout.writerStaging(ctx.root, folder)
    const restored = await giveBackTrash(ctx, staging).catch(() => false)
    const finished = await finishIntent(ctx, staging).catch(() => false)
    if (restored && finished) await ctx.disk.removeFolder(staging).catch(ignore)
  }
  const left = new Set(await namesIn(layout.staging(ctx.root)))
  for (const { writer } of leases) {
    if (alive.has(writer) || left.has(writer)) continue
    await ctx.disk.remove(layout.lease(ctx.root, writer)).catch(ignore)
    await ctx.disk.remove(`${layout.lease(ctx.root, writer)}.new`).catch(ignore)
  }
}

/**
 * Moves objects that a collection had set aside back to their place. Returns true when none is left there.
 * Giving back is always safe: at worst an object waits for the next collection.
 */
export async function giveBackTrash(ctx: StoreContext, staging: string): Promise<boolean> {
  const trash = join(staging, trashFolder)
  const touched = new Set<string>()
  for (const sha256 of await namesIn(trash)) {
    const folder = layout.objectFolder(ctx.root, sha256)
    await ctx.disk.makeFolder(folder)
    await ctx.disk.rename(join(trash, sha256), layout.object(ctx.root, sha256))
    touched.add(folder)
  }
  for (const folder of touched) await ctx.disk.syncFolder(folder)
  return true
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}

function ignore(): void {}
