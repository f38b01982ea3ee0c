import type { StoreContext } from './context.ts'
import type { CommittedSnapshot, SnapshotDraft } from './commit.ts'
import { objectsOf } from './file-chunks.ts'
import { missingObject, readObject, statObject } from './objects.ts'
import type { ResolvedSnapshot } from './reference-resolution.ts'
import { readTree } from './tree.ts'
import { pathText } from './tree-path.ts'
import type { Writer } from './writer.ts'
import { keptBeside } from './kept-beside.ts'

export interface RestoreRequest {
  readonly message?: string | undefined
  readonly tag?: string | undefined
}

/**
 * Makes an old version the newest again: a new version with its files, tables and origin. What came between stays in
 * the history. The newest version itself gives `changed: false`. Throws `store-incomplete` when something of the old
 * version is no longer in the store, before anything is written.
 */
export async function restoreVersion(
  ctx: StoreContext,
  writer: Writer,
  resolved: ResolvedSnapshot,
  { message, tag }: RestoreRequest,
): Promise<CommittedSnapshot> {
  const { snapshot, version, id } = resolved
  await requireObjects(ctx, resolved)
  const draft: SnapshotDraft = {
    dataset: resolved.dataset,
    kind: snapshot.kind,
    message: message ?? `Restored v${version}`,
    tree: snapshot.tree,
    tables: snapshot.tables,
    sources: snapshot.sources,
    warnings: snapshot.warnings,
    restored: { version, id },
    newBytes: 0,
    ...(snapshot.lineage === undefined ? {} : { lineage: snapshot.lineage }),
    ...(snapshot.receipt === undefined ? {} : { receipt: snapshot.receipt }),
    ...(snapshot.asOf === undefined ? {} : { asOf: snapshot.asOf }),
    ...(tag === undefined ? {} : { tag }),
  }
  return writer.commitSnapshot(draft)
}

/** Presence and size; damaged bytes are found where they are read, and the old version has the same ones. */
async function requireObjects(ctx: StoreContext, { snapshot, reference }: ResolvedSnapshot): Promise<void> {
  const read = (hash: string) => readObject(ctx, hash, `the tree of ${reference}`)
  for await (const entry of readTree(snapshot.tree, read)) {
    for (const { sha256, size } of objectsOf(entry)) {
      const there = await statObject(ctx, sha256)
      if (there?.size !== size) throw missingObject(ctx, sha256, `${pathText(entry.path)} of ${reference}`)
    }
  }
  for (const { hash, what } of keptBeside(snapshot))
    if ((await statObject(ctx, hash)) === undefined) throw missingObject(ctx, hash, `${what}, ${reference}`)
}
