import type { Snapshot } from '../../../shared/model/snapshot.ts'
import { canonicalText } from './canonical.ts'
import type { SnapshotDraft } from './commit.ts'
import type { StoreContext } from './context.ts'
import type { VersionState } from './dataset-state.ts'
import type { DatasetLog } from './log.ts'
import { readObject } from './objects.ts'
import { formatReference } from '../../../shared/model/reference.ts'
import { type TreeRoot, readTreeRoot } from './tree.ts'

export interface SameData {
  readonly snapshot: Snapshot
  /** The files are the same too, byte by byte, and not only the rows. */
  readonly sameFiles: boolean
}

/**
 * Whether a draft is what the newest version already holds. Read from files: the same paths, bytes and
 * tables. Made by a query: the same rows from the same inputs by the same recipe, however its files are laid
 * out. Times and messages do not count. Undefined when it differs, or when that version cannot be read: then
 * a new one is the only whole one.
 */
export async function isUnchanged(
  ctx: StoreContext,
  log: DatasetLog,
  newest: VersionState,
  draft: SnapshotDraft,
  root: TreeRoot,
  content: string,
): Promise<SameData | undefined> {
  if (newest.content !== content) return undefined
  const reference = formatReference(log.dataset, newest.version)
  let snapshot: Snapshot
  let sameFiles: boolean
  try {
    snapshot = await ctx.snapshots.read(ctx, newest.id, reference)
    const before = await readTreeRoot(snapshot.tree, (hash) =>
      readObject(ctx, hash, `the tree of ${reference}`),
    )
    sameFiles = before.digest === root.digest
  } catch {
    return undefined
  }
  const byQuery = draft.tables.length > 0 && draft.tables.every((table) => table.rowsDigest !== undefined)
  const same = byQuery
    ? origin(snapshot) === origin(draft) && names(snapshot) === names(draft)
    : sameFiles &&
      origin(snapshot) === origin(draft) &&
      canonicalText(snapshot.tables) === canonicalText(draft.tables)
  return same ? { snapshot, sameFiles } : undefined
}

/** Inputs, recipe or command, parameters and seed, without versions of program, engine and repository and the recipe's place. */
function origin({ lineage }: Pick<Snapshot | SnapshotDraft, 'lineage'>): string {
  if (lineage === undefined) return ''
  const { inputs, recipe, parameters, seed, command } = lineage
  return canonicalText({
    inputs: inputs.map(({ id, table }) => ({ id, table })),
    recipe: { ...recipe, file: undefined },
    parameters,
    seed,
    command: command?.words,
  })
}

function names({ tables }: Pick<Snapshot | SnapshotDraft, 'tables'>): string {
  return canonicalText(tables.map(({ name }) => name))
}
