import { dirname } from 'node:path'
import type { StoreContext } from './context.ts'

/**
 * Makes folders below `within`, and returns when their names would survive a power loss, whoever made them:
 * another process may have died between making one and syncing the folder above it. What this opening of the
 * store has made sure of once is not synced again.
 */
export async function makeDurableFolders(
  ctx: StoreContext,
  folders: readonly string[],
  within: string,
): Promise<void> {
  const sure: string[] = []
  const above = new Set<string>()
  for (const folder of folders) {
    await ctx.disk.makeFolder(folder)
    for (
      let each = folder;
      each.length > within.length && !ctx.durableFolders.has(each);
      each = dirname(each)
    ) {
      sure.push(each)
      above.add(dirname(each))
    }
  }
  for (const folder of above) await ctx.disk.syncFolder(folder)
  for (const folder of sure) ctx.durableFolders.add(folder)
}
