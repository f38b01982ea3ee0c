import type { Disk } from './durable.ts'
import type { ChunkSizes } from './cut-rule.ts'
import type { FirnFile } from './firn-file.ts'
import type { Hashing } from './hashing.ts'
import type { Heads } from './heads.ts'
import type { Logs } from './log.ts'
import type { Proofs } from './proof.ts'
import type { SnapshotReader } from './snapshot-reader.ts'

/** What the parts of one open store share. Two stores can be open at once: nothing lies in a module. */
export interface StoreContext {
  /** Absolute path of the store's folder. */
  readonly root: string
  readonly firn: FirnFile
  readonly disk: Disk
  /** Milliseconds since 1970; injected, so that tests need not wait. */
  readonly clock: () => number
  readonly actor: string
  readonly host: string
  /** Why nothing may be written, when nothing may be. */
  readonly readOnly: string | undefined
  /** Because somebody wanted it so. */
  readonly readOnlyByChoice: boolean
  /** Whether the file system has hard links, by which entries are committed. */
  readonly links: boolean
  readonly logs: Logs
  readonly proofs: Proofs
  readonly snapshots: SnapshotReader
  /** Folders whose names are known to survive a power loss. */
  readonly durableFolders: Set<string>
  /** How long files of lines are cut. */
  readonly chunkSizes: ChunkSizes
  /** Starts what hashes long files. */
  readonly startHashing: () => Promise<Hashing>
  /** Absent when nothing is remembered outside the store. */
  readonly heads: Heads | undefined
}
