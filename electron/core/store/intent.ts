import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { SnapshotDraft } from './commit.ts'
import type { StoreContext } from './context.ts'
import { makeDurableFolders } from './durable-folders.ts'
import { isMissing } from './io-error.ts'
import { layout } from './layout.ts'
import { listLeases } from './lease.ts'

/**
 * What a writer is about to commit to several logs. It lies in the writer's private folder from before the first
 * entry until after the last, so that whoever clears up after a writer that died in between commits the rest.
 */
export interface Intent {
  /** Entries that belong together carry it, so that none is written twice. */
  readonly together: string
  readonly drafts: readonly SnapshotDraft[]
}

const fileName = 'intent.json'

/** Returns when the intent would survive a power loss; its bytes are in the store already. */
export async function writeIntent(ctx: StoreContext, staging: string, intent: Intent): Promise<void> {
  const unfinished = join(staging, `${fileName}.new`)
  await makeDurableFolders(ctx, [staging], layout.staging(ctx.root))
  await ctx.disk.writeNew(unfinished, Buffer.from(JSON.stringify(intent), 'utf8'), 0o644)
  await ctx.disk.rename(unfinished, join(staging, fileName))
  await ctx.disk.syncFolder(staging)
}

/** The intent in a private folder; undefined when there is none. */
export async function readIntent(ctx: StoreContext, staging: string): Promise<Intent | undefined> {
  try {
    return JSON.parse((await ctx.disk.read(join(staging, fileName))).toString('utf8')) as Intent
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

/** Whether a writer that lives is between the first and the last entry of what it commits together. */
export async function isCommittingTogether(ctx: StoreContext): Promise<boolean> {
  for (const { writer, alive } of await listLeases(ctx)) {
    if (!alive) continue
    const files = await readdir(layout.writerStaging(ctx.root, writer)).catch((): string[] => [])
    if (files.includes(fileName)) return true
  }
  return false
}
