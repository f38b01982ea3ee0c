import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { SnapshotTable } from '../../../../shared/model/snapshot.ts'
import {
  type CommittedSnapshot,
  type OpenOptions,
  type SnapshotDraft,
  type Store,
  initStore,
  openStore,
  walkSources,
} from '../store.ts'

/** A folder of its own for one test, removed afterwards. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'firn-store-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }))
  return folder
}

export interface TemporaryStore {
  readonly folder: string
  readonly path: string
  readonly store: Store
  /** Opens the same store once more, as another program would. */
  reopen(options?: OpenOptions): Promise<Store>
}

export async function temporaryStore(options: OpenOptions = {}): Promise<TemporaryStore> {
  const folder = await temporaryFolder()
  const path = join(folder, 'store')
  await initStore(path)
  const reopen = async (again: OpenOptions = options) => {
    const store = await openStore(path, again)
    onTestFinished(() => store.close())
    return store
  }
  return { folder, path, store: await reopen(), reopen }
}

/** Writes small files below a folder. */
export async function writeFiles(
  folder: string,
  files: { readonly [path: string]: string | Uint8Array },
): Promise<void> {
  for (const [path, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), bytes)
  }
}

/** Takes a snapshot of sources as the importer does. */
export async function snapshot(
  store: Store,
  dataset: string,
  sources: readonly string[],
  more: Partial<SnapshotDraft> = {},
): Promise<CommittedSnapshot> {
  const writer = await store.begin(`snapshot ${dataset}`)
  try {
    const taken = await writer.takeFiles(await walkSources(sources))
    const tree = await writer.writeTree(taken.entries)
    return await writer.commitSnapshot({
      dataset,
      kind: 'raw',
      tree,
      tables: [],
      warnings: taken.warnings,
      ...more,
    })
  } finally {
    await writer.release()
  }
}

/** A table as a reader of CSV would describe it. */
export function csvTable(
  name: string,
  files: readonly string[],
  more: Partial<SnapshotTable> = {},
): SnapshotTable {
  return {
    name,
    format: 'csv',
    compression: 'none',
    options: {
      kind: 'delimited',
      delimiter: ',',
      quote: '"',
      escape: '"',
      header: true,
      skip: 0,
      nullTexts: [],
    },
    files,
    columns: [{ name: 'a', type: 'BIGINT', nullable: false, present: '2' }],
    rows: '2',
    rejected: '0',
    conflicts: [],
    ...more,
  }
}
