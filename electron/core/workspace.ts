import { join } from 'node:path'
import { FirnError } from '../../shared/contract/errors.ts'
import type { Emit } from './create-engine.ts'
import type { IngestAccess } from './ingest/engine-reader.ts'
import type { BackgroundWork } from './integrity/background-check.ts'
import { createIntegrity, type Integrity } from './integrity/integrity.ts'
import { createParsedFiles, type ParsedFiles } from './ingest/parsed-files.ts'
import { ingestAccess } from './ingest-access.ts'
import { builtFolder } from './process/entry-files.ts'
import type { QueryLimits } from './query/limits.ts'
import type { Workers } from './query/workers.ts'
import { recentStores, rememberStore } from './state/recent-stores.ts'
import { hashingInThreads } from './store/hashing-threads.ts'
import { initStore, openStore, type Store } from './store/store.ts'

/** When objects may be read again in the background. */
export type BackgroundRules = Pick<BackgroundWork, 'isOn' | 'isBusy'>

/** An open store with what works on it. */
export interface Workspace {
  readonly path: string
  readonly store: Store
  readonly workers: Workers
  readonly ingest: IngestAccess
  readonly parsedFiles: ParsedFiles
  readonly integrity: Integrity
  close(): Promise<void>
}

/** Opens the store in a folder. Throws `no-store`, `store-damaged` and the like; see the store. */
export async function openWorkspace(options: {
  path: string
  stateFolder: string
  scratchFolder: string
  workers: Workers
  limits: QueryLimits
  emit: Emit
  readOnly: boolean
  /** Absent: objects are not read again in the background. */
  background: BackgroundRules | undefined
  clock: () => number
}): Promise<Workspace> {
  const { path, stateFolder, scratchFolder, workers, limits, emit, readOnly, background, clock } = options
  const store = await openStore(path, {
    stateFolder: join(stateFolder, 'heads'),
    readOnly,
    clock,
    startHashing: () => hashingInThreads(join(builtFolder(), 'core', 'hashing.js')),
  })
  const stopWatching = store.watch((change) => emit('catalogue', change))
  await rememberStore(stateFolder, path).catch(() => {
    // Recent stores are a convenience: a home folder that cannot be written must not keep a store closed.
  })
  // A store on a read-only medium has no cache of its own.
  const cacheFolder = await store.cacheFolder('parsed').catch(() => scratchFolder)
  const ingest = await ingestAccess(workers, limits, cacheFolder)
  const integrity = createIntegrity({
    store,
    stateFolder,
    knownStores: async () => (await recentStores(stateFolder)).map((known) => known.path),
    background,
    changed: () => emit('integrity', { store: path }),
  })
  return {
    path,
    store,
    workers,
    ingest,
    parsedFiles: createParsedFiles(ingest),
    integrity,
    async close() {
      stopWatching()
      await integrity.close()
      await store.close()
    },
  }
}

/** Makes an empty store in a folder that is empty or does not exist yet. */
export async function createWorkspaceFolder(path: string): Promise<void> {
  await initStore(path)
}

export function noStoreIsOpen(): FirnError {
  return new FirnError('no-store', 'No store is open.', {
    hint: 'Make one with "firn init", or open one on the start screen.',
  })
}
