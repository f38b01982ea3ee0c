import { FirnError } from '../../../shared/contract/errors.ts'
import { formatReference } from '../../../shared/model/reference.ts'
import type { Store } from '../store/store.ts'
import { versionsOf } from './next-version.ts'
import { type ReceiptFacts, readReceipt } from './receipt.ts'

/** The newest version of a training set whose receipt can be read. */
export interface EarlierFreeze {
  readonly version: number
  readonly receipt: ReceiptFacts
}

/**
 * Finds the freeze whose rule a new one inherits; expired versions count, for their rows may be in use.
 * Undefined for a first freeze. Throws `conflict` when the name belongs to a dataset of another kind.
 */
export async function earlierFreeze(store: Store, dataset: string): Promise<EarlierFreeze | undefined> {
  for (const { version, expired } of await versionsOf(store, dataset)) {
    try {
      const { snapshot, kind } = await store.resolve(formatReference(dataset, version), { expired: true })
      if (kind !== 'training')
        throw new FirnError(
          'conflict',
          `${dataset} holds ${kind} snapshots, so it cannot take a training set.`,
          {
            hint: 'Choose another name for the training set.',
            context: { dataset, kind },
          },
        )
      if (snapshot.receipt !== undefined) return { version, receipt: readReceipt(snapshot.receipt) }
    } catch (error) {
      // What was expired may be collected, too; anything else must not silently begin a new split.
      if (!expired || !(error instanceof FirnError) || error.code !== 'store-incomplete') throw error
    }
  }
  return undefined
}
