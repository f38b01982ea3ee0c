import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { SnapshotDraft } from './commit.ts'
import type { StoreContext } from './context.ts'
import { makeDurableFolders } from './durable-folders.ts'
import { isMissing, storeFailure } from './io-error.ts'
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

/** Intents of writers that are gone: whoever opened the store could not commit what is left of them. */
export async function leftIntents(
  ctx: StoreContext,
): Promise<{ readonly staging: string; readonly intent: Intent }[]> {
  const folders = await readdir(layout.staging(ctx.root)).catch((error: unknown) => {
    if (isMissing(error)) return []
    throw storeFailure(error, 'look for unfinished work', layout.staging(ctx.root))
  })
  const alive = new Set((await listLeases(ctx)).filter((lease) => lease.alive).map(({ writer }) => writer))
  const left = []
  for (const folder of folders.filter((name) => !alive.has(name))) {
    const staging = layout.writerStaging(ctx.root, folder)
    const intent = await readIntent(ctx, staging)
    if (intent !== undefined) left.push({ staging, intent })
  }
  return left
}
