import type { TreeEntry } from '../../../shared/model/snapshot.ts'
import type { Lease } from './lease.ts'
import type { TakenSource } from './source-memory.ts'
import type { StagedObjects } from './staged-objects.ts'

/** What one writer holds between its beginning and its release. */
export interface WriterSession {
  readonly lease: Lease
  /** Its private folder. */
  readonly staging: string
  readonly staged: StagedObjects
  /** Sources in the order in which they were taken. */
  readonly taken: TakenSource[]
  /** Entries of the trees that it wrote, by their root. */
  readonly trees: Map<string, readonly TreeEntry[]>
}
