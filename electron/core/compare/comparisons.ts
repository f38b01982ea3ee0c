import { randomUUID } from 'node:crypto'
import { FirnError } from '../../../shared/contract/errors.ts'
import type { OpenedComparison } from './opened-comparison.ts'

/** The comparisons that one session has open. */
export interface Comparisons {
  /** Keeps a comparison; where too many are open, the one used longest ago is closed. Returns its id. */
  keep(comparison: OpenedComparison): string
  /** Throws `not-found` for one that is not open any more. */
  opened(id: string): OpenedComparison
  close(id: string): Promise<void>
  closeAll(): Promise<void>
}

/** Each keeps a process with copies of both sides. */
const mostOpen = 4

export function createComparisons(): Comparisons {
  /** In the order of their last use. */
  const comparisons = new Map<string, OpenedComparison>()

  async function close(id: string): Promise<void> {
    const comparison = comparisons.get(id)
    comparisons.delete(id)
    await comparison?.close()
  }

  return {
    keep(comparison) {
      const id = randomUUID()
      comparisons.set(id, comparison)
      const [oldest] = comparisons.keys()
      if (comparisons.size > mostOpen && oldest !== undefined) void close(oldest)
      return id
    },
    opened(id) {
      const comparison = comparisons.get(id)
      if (comparison === undefined)
        throw new FirnError('not-found', 'This comparison is not open any more.', { hint: 'Compare again.' })
      comparisons.delete(id)
      comparisons.set(id, comparison)
      return comparison
    },
    close,
    async closeAll() {
      await Promise.allSettled([...comparisons.keys()].map(close))
    },
  }
}
