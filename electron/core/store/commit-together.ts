import { randomUUID } from 'node:crypto'
import { FirnError } from '../../../shared/contract/errors.ts'
import {
  type CommittedSnapshot,
  type SnapshotDraft,
  commitPrepared,
  prepareCommit,
  requireCommittable,
} from './commit.ts'
import type { StoreContext } from './context.ts'
import { ensureObjects } from './fence.ts'
import { type Intent, readIntent, writeIntent } from './intent.ts'
import { throwIfCancelled } from './io-error.ts'
import { layout } from './layout.ts'
import { takeLease } from './lease.ts'
import { StagedObjects } from './staged-objects.ts'
import { headNumbers } from './writer.ts'
import type { WriterSession } from './writer-session.ts'

/** A draft and the writer that holds its bytes. */
export interface TogetherPart {
  readonly session: WriterSession
  readonly draft: SnapshotDraft
}

/**
 * Commits versions of several datasets: all of them or none.
 *
 * Each dataset has a log of its own, so the entries are written one after another. What can fail - sources, disk
 * space, names, kinds - is done before the first of them: all bytes are in the store, and an intent says what is to
 * be committed. A writer that dies before the intent leaves nothing; one that dies after it leaves the rest to the
 * next opening of the store, which commits it. In between, readers may see some of the versions and not yet the
 * others; what makes a set waits until all are there.
 */
export async function commitTogether(
  ctx: StoreContext,
  parts: readonly TogetherPart[],
  signal?: AbortSignal,
): Promise<CommittedSnapshot[]> {
  refuseTwins(parts)
  const ready: {
    readonly part: TogetherPart
    readonly prepared: Awaited<ReturnType<typeof prepareCommit>>
  }[] = []
  for (const part of parts) {
    const prepared = await prepareCommit(part.session, part.draft)
    await requireCommittable(ctx, part.draft)
    ready.push({ part, prepared })
  }
  for (const { session } of parts) await session.staged.publish()
  throwIfCancelled(signal)
  const datasets = parts.map(({ draft }) => draft.dataset)
  const held = await takeLease(ctx, 'write', `snapshots of ${datasets.join(', ')}`, {
    since: await headNumbers(ctx),
    inputs: [],
  })
  const { writer } = held.lease
  const together = randomUUID()
  const committed: CommittedSnapshot[] = []
  try {
    await writeIntent(ctx, layout.writerStaging(ctx.root, writer), {
      together,
      drafts: parts.map(({ draft, session }) => ({
        newBytes: session.staged.newBytes,
        ...draft,
      })),
    })
    for (const { part, prepared } of ready)
      committed.push(await commitPrepared(ctx, part.session, prepared, together))
  } catch (error) {
    if (!(await isBegun(ctx, datasets, together))) {
      await held.release()
      throw error
    }
    // The folder stays without its lease, as that of a writer that died: the next opening finishes it.
    await ctx.disk.remove(layout.lease(ctx.root, writer)).catch(() => {})
    throw halfDone(error, committed, datasets)
  }
  await held.release()
  return committed
}

/**
 * Commits what is left of a dead writer's intent. Returns true when nothing is left to do. Safe at any time and in
 * several processes at once: entries that are there are found by what they carry.
 */
export async function finishIntent(ctx: StoreContext, staging: string): Promise<boolean> {
  const intent = await readIntent(ctx, staging)
  if (intent === undefined) return true
  const held = await takeLease(
    ctx,
    'write',
    `finish ${intent.drafts.map(({ dataset }) => dataset).join(', ')}`,
    {
      since: await headNumbers(ctx),
      inputs: [],
    },
  )
  try {
    const own = layout.writerStaging(ctx.root, held.lease.writer)
    const staged = new StagedObjects(ctx, own)
    const session: WriterSession = { lease: held.lease, staging: own, staged, taken: [], trees: new Map() }
    for (const draft of intent.drafts) await finishOne(ctx, session, draft, intent)
    return true
  } finally {
    await held.release()
  }
}

async function finishOne(
  ctx: StoreContext,
  session: WriterSession,
  draft: SnapshotDraft,
  { together }: Intent,
): Promise<void> {
  if (!(await isBegun(ctx, [draft.dataset], together))) await ensureObjects(ctx, session, draft)
  await commitPrepared(ctx, session, await prepareCommit(session, draft), together)
}

/** Whether any of these logs has an entry that belongs to it. */
async function isBegun(ctx: StoreContext, datasets: readonly string[], together: string): Promise<boolean> {
  for (const dataset of datasets) {
    const log = await ctx.logs.find(ctx, dataset)
    if (
      log?.entries.some(({ change }) => change.action === 'snapshot' && change.together === together) === true
    )
      return true
  }
  return false
}

function refuseTwins(parts: readonly TogetherPart[]): void {
  const seen = new Set<string>()
  for (const { draft } of parts) {
    if (seen.has(draft.dataset))
      throw new FirnError('invalid-input', `${draft.dataset} is named twice.`, {
        hint: 'Give all of its sources together.',
        context: { dataset: draft.dataset },
      })
    seen.add(draft.dataset)
  }
}

function halfDone(
  error: unknown,
  committed: readonly CommittedSnapshot[],
  datasets: readonly string[],
): FirnError {
  const done = committed.map(({ snapshot }) => snapshot.dataset)
  const left = datasets.filter((dataset) => !done.includes(dataset))
  const why = error instanceof Error ? error.message : String(error)
  return new FirnError(
    error instanceof FirnError ? error.code : 'io',
    `${left.join(', ')} could not be committed after ${done.join(', ')}: ${why}`,
    {
      hint: 'Everything is stored; the rest is committed when the store is opened the next time.',
      context: { datasets: [...datasets] },
      cause: error,
    },
  )
}
