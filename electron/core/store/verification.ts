import type { VerifyResult } from '../../../shared/contract/store.ts'
import type { Progress } from '../../../shared/model/job.ts'
import type { StoreContext } from './context.ts'
import { type HashOptions, hashPath } from './file-hash.ts'
import { Findings } from './findings.ts'
import { leftIntents } from './intent.ts'
import { storeFailure, throwIfCancelled } from './io-error.ts'
import { layout } from './layout.ts'
import { listObjects } from './object-listing.ts'
import { type NamedVersion, snapshotsOfObjects } from './object-users.ts'
import { statObject } from './objects.ts'
import { strangerMessage, strangersAround } from './strangers.ts'
import { verifyLog } from './verify-logs.ts'
import { verifyPlainPaths } from './verify-plain-paths.ts'
import { verifySnapshots } from './verify-snapshots.ts'

export interface VerifyRequest {
  /** Hashes every object, not only snapshots and trees. */
  readonly data?: boolean
  /** Objects and plain folders that are hashed in any case, because something was wrong with them before. */
  readonly suspects?: ReadonlySet<string>
  readonly signal?: AbortSignal | undefined
  /** Called with versions looked at of all versions, then with bytes hashed of bytes in total. */
  readonly progress?: ((progress: Progress) => void) | undefined
}

/**
 * Checks the store and changes nothing. Structure: every entry of every log and their chain, what logs were
 * seen to hold before, snapshots, trees, and the presence and size of all objects they need. With `data`,
 * the bytes of every object. Findings name the affected snapshots; `ok` means there is none.
 */
export async function verifyStore(ctx: StoreContext, request: VerifyRequest = {}): Promise<VerifyResult> {
  const { data = false, suspects = new Set<string>(), signal, progress } = request
  const findings = new Findings()
  const versions: NamedVersion[] = []
  let entries = 0
  const names = await ctx.logs.names(ctx)
  for (const dataset of names) {
    throwIfCancelled(signal)
    const log = await verifyLog(ctx, dataset)
    entries += log.entries
    versions.push(...log.versions)
    for (const { kind, object, message, snapshots } of log.findings)
      findings.add(kind, object, message, ...snapshots)
  }
  await compareWithHeads(ctx, names, findings)
  const { objects, strangers } = await listObjects(ctx)
  for (const stranger of strangers)
    findings.add('unexpected-file', stranger, strangerMessage(stranger, 'an object'))
  for (const stranger of await strangersAround(ctx))
    findings.add('unexpected-file', stranger, strangerMessage(stranger, 'a file of the store'))
  for (const { staging, intent } of await leftIntents(ctx))
    findings.add('unfinished', staging, unfinishedMessage(intent.drafts.map(({ dataset }) => dataset)))
  const counts = await verifySnapshots(ctx, versions, objects, findings, signal, progress)
  const wanted = data ? objects : new Set([...suspects].filter((suspect) => objects.has(suspect)))
  const bytes = await verifyBytes(ctx, wanted, findings, signal, progress)
  if (data || suspects.size > 0) await verifyPlainPaths(ctx, findings, signal, data ? undefined : suspects)
  const found = findings.list()
  return {
    ok: found.length === 0,
    checked: { datasets: names.length, entries, ...counts, objects: objects.size, bytes, data },
    findings: found,
  }
}

const unfinishedMessage = (datasets: readonly string[]) =>
  `Snapshots of ${datasets.join(', ')} that belong together are not all in their logs: whatever took them ended before, and they could not be finished since.`

/** The chain cannot show that its last entries were cut off; what was seen before can. */
async function compareWithHeads(
  ctx: StoreContext,
  names: readonly string[],
  findings: Findings,
): Promise<void> {
  for (const dataset of names) {
    ctx.logs.forget(dataset)
    // A log that cannot be read is a finding already.
    const log = await ctx.logs.find(ctx, dataset).catch(() => 'unreadable' as const)
    if (log === 'unreadable') continue
    const problem = log === undefined ? await ctx.heads?.missing(dataset) : log.wentBack
    if (problem !== undefined) findings.add('log-went-back', layout.log(ctx.root, dataset), problem)
  }
  for (const dataset of (await ctx.heads?.datasets()) ?? []) {
    const problem = names.includes(dataset) ? undefined : await ctx.heads?.missing(dataset)
    if (problem !== undefined) findings.add('log-went-back', layout.log(ctx.root, dataset), problem)
  }
}

async function verifyBytes(
  ctx: StoreContext,
  objects: ReadonlySet<string>,
  findings: Findings,
  signal: AbortSignal | undefined,
  progress: VerifyRequest['progress'],
): Promise<number> {
  let total = 0
  for (const hash of objects) total += (await statObject(ctx, hash))?.size ?? 0
  let done = 0
  const onBytes = (bytes: number) => {
    done += bytes
    progress?.({ done, total, unit: 'bytes' })
  }
  const damaged = new Map<string, string>()
  for (const hash of objects) {
    throwIfCancelled(signal)
    const problem = await objectProblem(ctx, hash, { signal, onBytes })
    if (problem !== undefined) damaged.set(hash, problem)
  }
  await ctx.proofs.flush()
  const users = damaged.size === 0 ? undefined : await snapshotsOfObjects(ctx, new Set(damaged.keys()))
  for (const [hash, message] of damaged)
    findings.add('object-damaged', hash, message, ...(users?.get(hash) ?? []))
  return done
}

/** Hashes one object, whatever is known of it. Says what is wrong; a proof is kept of what is right. */
export async function objectProblem(
  ctx: StoreContext,
  hash: string,
  options: Pick<HashOptions, 'signal' | 'onBytes' | 'pause'>,
): Promise<string | undefined> {
  const { signal } = options
  const path = layout.object(ctx.root, hash)
  const hashedAt = Date.now()
  const before = await statObject(ctx, hash)
  // A collection may have taken it meanwhile; what is needed is checked by name.
  if (before === undefined) return undefined
  try {
    const actual = (await hashPath(path, options)).sha256
    if (actual !== hash) {
      await ctx.proofs.forget(hash)
      return `Object ${hash} is damaged: its bytes have changed.`
    }
    await ctx.proofs.note(hash, before, 'read', hashedAt)
    return undefined
  } catch (error) {
    throwIfCancelled(signal)
    return storeFailure(error, `read object ${hash}`, path).message
  }
}
