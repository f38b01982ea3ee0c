import type { Progress } from '../../../shared/model/job.ts'
import type { Snapshot } from '../../../shared/model/snapshot.ts'
import { FirnError } from '../../../shared/contract/errors.ts'
import { contentOf } from './content.ts'
import type { StoreContext } from './context.ts'
import { objectsOf } from './file-chunks.ts'
import type { Findings } from './findings.ts'
import { throwIfCancelled } from './io-error.ts'
import type { NamedVersion } from './object-users.ts'
import { readObject, statObject } from './objects.ts'
import { decodeSnapshot } from './snapshot-reader.ts'
import { type TreeRange, readTreeRange, readTree, readTreeRoot } from './tree.ts'
import { keptBeside } from './kept-beside.ts'

export interface SnapshotCounts {
  readonly snapshots: number
  readonly trees: number
}

/** What was found wrong in a range of a tree: shared by all snapshots that hold the range. */
type RangeProblems = readonly { readonly kind: string; readonly object: string; readonly message: string }[]

/**
 * Checks that every snapshot that is not expired, and every one that these came from, is there with all that
 * it refers to. Snapshots and trees are hashed; of files presence and size are checked.
 */
export async function verifySnapshots(
  ctx: StoreContext,
  versions: readonly NamedVersion[],
  objects: ReadonlySet<string>,
  findings: Findings,
  signal: AbortSignal | undefined,
  progress?: (progress: Progress) => void,
): Promise<SnapshotCounts> {
  const byId = new Map(versions.map((version) => [version.id, version]))
  const waiting = versions.filter(({ expired }) => !expired).toReversed()
  const seen = new Set<string>()
  const ranges = new Map<string, RangeProblems>()
  for (let version = waiting.pop(); version !== undefined; version = waiting.pop()) {
    if (seen.has(version.id)) continue
    seen.add(version.id)
    throwIfCancelled(signal)
    progress?.({ done: seen.size, total: versions.length, unit: 'steps' })
    const snapshot = await verifyOne(ctx, version, objects, ranges, findings)
    for (const input of snapshot?.lineage?.inputs ?? []) {
      const known = byId.get(input.id)
      if (known !== undefined) waiting.push(known)
      else if (!objects.has(input.id))
        findings.add(
          'input-missing',
          input.id,
          `${version.reference} came from ${input.named}, which is missing.`,
          version.reference,
        )
    }
  }
  return { snapshots: seen.size, trees: ranges.size }
}

async function verifyOne(
  ctx: StoreContext,
  version: NamedVersion,
  objects: ReadonlySet<string>,
  ranges: Map<string, RangeProblems>,
  findings: Findings,
): Promise<Snapshot | undefined> {
  const { reference } = version
  const note = (error: unknown, object: string) => {
    if (!(error instanceof FirnError)) throw error
    const damaged =
      error.code === 'object-damaged' || error.code === 'store-damaged' || error.code === 'store-newer'
    findings.add(damaged ? 'object-damaged' : 'object-missing', object, error.message, reference)
  }
  let snapshot: Snapshot
  try {
    snapshot = decodeSnapshot(await readObject(ctx, version.id, `snapshot ${reference}`), reference)
  } catch (error) {
    note(error, version.id)
    return undefined
  }
  if (snapshot.dataset !== version.dataset || snapshot.version !== version.version)
    findings.add(
      'snapshot-wrong',
      version.id,
      `${reference} names itself ${snapshot.dataset}@v${snapshot.version}.`,
      reference,
    )
  for (const { hash, what } of keptBeside(snapshot))
    if (!objects.has(hash)) findings.add('object-missing', hash, `${reference} lacks ${what}.`, reference)
  const read = (hash: string) => readObject(ctx, hash, `a part of the tree of ${reference}`)
  let whole = true
  try {
    for (const range of (await readTreeRoot(snapshot.tree, read)).ranges) {
      const problems = ranges.get(range.sha256) ?? (await verifyRange(ctx, range, objects))
      ranges.set(range.sha256, problems)
      for (const { kind, object, message } of problems) findings.add(kind, object, message, reference)
      whole &&= problems.every(({ object }) => object !== range.sha256)
    }
    if (whole) await verifyContent(snapshot, reference, read, findings)
  } catch (error) {
    note(error, snapshot.tree)
  }
  return snapshot
}

async function verifyContent(
  snapshot: Snapshot,
  reference: string,
  read: (hash: string) => Promise<Buffer>,
  findings: Findings,
): Promise<void> {
  const content = await contentOf(snapshot.kind, snapshot.tables, readTree(snapshot.tree, read))
  if (content !== snapshot.content)
    findings.add(
      'content-wrong',
      snapshot.tree,
      `What ${reference} holds does not match its content hash.`,
      reference,
    )
}

async function verifyRange(
  ctx: StoreContext,
  range: TreeRange,
  objects: ReadonlySet<string>,
): Promise<RangeProblems> {
  const problems: { kind: string; object: string; message: string }[] = []
  try {
    const entries = await readTreeRange(range, (hash) => readObject(ctx, hash, 'a part of a tree'))
    const parts = entries.flatMap((entry) =>
      objectsOf(entry).map((object) => ({ ...object, path: entry.path })),
    )
    for (const { sha256, size, path } of parts) {
      const name = typeof path === 'string' ? path : path.base64
      const there = objects.has(sha256) ? await statObject(ctx, sha256) : undefined
      if (there === undefined)
        problems.push({
          kind: 'object-missing',
          object: sha256,
          message: `Bytes of ${name} are missing.`,
        })
      else if (there.size !== size)
        problems.push({
          kind: 'object-damaged',
          object: sha256,
          message: `${name}: ${there.size} bytes are there instead of ${size}.`,
        })
    }
  } catch (error) {
    if (!(error instanceof FirnError)) throw error
    const kind = error.code === 'store-incomplete' ? 'object-missing' : 'object-damaged'
    problems.push({ kind, object: range.sha256, message: error.message })
  }
  return problems
}
