import { FirnError } from '../../../shared/contract/errors.ts'
import type { VersionSummary } from '../../../shared/model/dataset.ts'
import type { Store } from '../store/store.ts'

/** The versions of a dataset, newest first and expired ones too; none when it does not exist yet. */
export async function versionsOf(store: Store, dataset: string): Promise<readonly VersionSummary[]> {
  try {
    return await store.versions(dataset)
  } catch (error) {
    // Any other problem with the dataset must be told, not taken for an empty history.
    if (error instanceof FirnError && error.code === 'not-found') return []
    throw error
  }
}

/** The number that the next snapshot of a dataset gets, if nobody else is faster. */
export async function nextVersion(store: Store, dataset: string): Promise<number> {
  const versions = await versionsOf(store, dataset)
  return versions.reduce((highest, { version }) => Math.max(highest, version), 0) + 1
}
