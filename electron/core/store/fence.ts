import { FirnError } from '../../../shared/contract/errors.ts'
import type { SnapshotDraft } from './commit.ts'
import type { StoreContext } from './context.ts'
import { objectsOf } from './file-chunks.ts'
import { keptBeside } from './kept-beside.ts'
import { type Lease, listLeases } from './lease.ts'
import type { DatasetLog } from './log.ts'
import { statObject } from './objects.ts'
import { retake } from './retaking.ts'
import { readTree, readTreeRoot, writeTree } from './tree.ts'
import type { WriterSession } from './writer-session.ts'

/**
 * Whether a collection may have removed something since a writer began, so that what it found in the store
 * must be looked at again. Every collection leaves an epoch entry in every log after it set objects aside and
 * before it removes them; a log that is newer than the lease cannot tell, so then the others are asked.
 */
export async function fenceRaised(ctx: StoreContext, lease: Lease, log: DatasetLog): Promise<boolean> {
  const since = lease.since[log.dataset]
  if (log.state.epoch > (since ?? 0)) return true
  if (since !== undefined) return false
  const leases = await listLeases(ctx)
  if (leases.some((found) => found.lease?.kind === 'collect')) return true
  const names = await ctx.logs.names(ctx)
  // In a store without any dataset a collection finds no log to leave its entry in.
  if (names.every((dataset) => dataset === log.dataset)) return true
  for (const dataset of names) {
    const other = await ctx.logs.find(ctx, dataset).catch(() => undefined)
    // A log that cannot be read may hide an epoch.
    if (other === undefined || other.state.epoch > (lease.since[dataset] ?? 0)) return true
  }
  return false
}

/**
 * Makes sure that everything a draft refers to is in the store, and writes again what is not: trees from
 * their entries, files from their sources. Throws `conflict` when one of them cannot be had any more.
 */
export async function ensureObjects(
  ctx: StoreContext,
  session: WriterSession,
  draft: SnapshotDraft,
): Promise<void> {
  const entries = session.trees.get(draft.tree)
  if (entries !== undefined) {
    session.staged.forgetPublished()
    await writeTree(entries, async (bytes) => (await session.staged.put(bytes, false)).hash)
    await session.staged.publish()
  }
  const read = (hash: string) => session.staged.read(hash, `a part of a tree of ${draft.dataset}`)
  for (const range of (await readTreeRoot(draft.tree, read)).ranges)
    await requirePresent(ctx, session, range.sha256)
  for await (const entry of readTree(draft.tree, read))
    for (const object of objectsOf(entry)) await requirePresent(ctx, session, object.sha256)
  for (const { hash } of keptBeside(draft)) await requirePresent(ctx, session, hash)
  await session.staged.publish()
}

async function requirePresent(ctx: StoreContext, session: WriterSession, hash: string): Promise<void> {
  if ((await statObject(ctx, hash)) !== undefined || session.staged.find(hash) !== undefined) return
  if (await retake(ctx, session, hash)) return
  throw new FirnError('conflict', 'A collection removed data that this snapshot was going to use again.', {
    hint: 'Take the snapshot again; nothing that was committed is affected.',
    context: { object: hash },
  })
}
