import { FirnError } from '../../../shared/contract/errors.ts'
import type { Snapshot } from '../../../shared/model/snapshot.ts'
import type { StoreContext } from './context.ts'
import { readObject } from './objects.ts'
import { snapshotProblem } from './snapshot-schema.ts'

/** Snapshots never change, so those read once stay. Bounded, because statistics can be long. */
const kept = 2_000

/** Reads snapshot objects, hashed before use. */
export class SnapshotReader {
  readonly #read = new Map<string, Snapshot>()

  /** Throws `store-incomplete` when the object is missing and `object-damaged` when it has changed. */
  async read(ctx: StoreContext, id: string, reference: string): Promise<Snapshot> {
    const known = this.#read.get(id)
    if (known !== undefined) return known
    const bytes = await readObject(ctx, id, `snapshot ${reference}`)
    const snapshot = decodeSnapshot(bytes, reference)
    if (this.#read.size >= kept) {
      const oldest = this.#read.keys().next().value
      if (oldest !== undefined) this.#read.delete(oldest)
    }
    this.#read.set(id, snapshot)
    return snapshot
  }
}

/** The snapshot in an object's bytes, whose hash was checked. Throws `store-damaged`, `store-newer`. */
export function decodeSnapshot(bytes: Buffer, reference: string): Snapshot {
  const value = parsed(bytes) as Partial<Snapshot> & { readonly format?: unknown }
  if (typeof value.format === 'number' && value.format > 1) {
    throw new FirnError(
      'store-newer',
      `Snapshot ${reference} has format ${value.format}, which this program does not know.`,
      {
        hint: 'Open the store with a newer version of Firn.',
        context: { reference },
      },
    )
  }
  const problem = snapshotProblem(value)
  if (problem !== undefined) {
    throw new FirnError(
      'store-damaged',
      `Snapshot ${reference} is not what a snapshot looks like: ${problem}.`,
      {
        hint: '`firn verify` lists everything that is affected.',
        context: { reference },
      },
    )
  }
  return value as Snapshot
}

/** An empty object for bytes that are no JSON object. */
function parsed(bytes: Buffer): object {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'))
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}
