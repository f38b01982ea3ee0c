import { mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SnapshotResult } from '../../../shared/contract/store.ts'
import type { Reject } from '../../../shared/model/table.ts'
import type { Row } from '../../../shared/model/value.ts'
import { withReader } from '../ingest/engine-reader.ts'
import { createParsedFiles } from '../ingest/parsed-files.ts'
import { type SnapshotRequest, takeSnapshot } from '../ingest/take-snapshot.ts'
import { type IngestEngine } from '../ingest/testing/ingest-engine.ts'
import { snapshotRelation } from '../snapshot-relation.ts'
import type { ChunkSizes } from '../store/cut-rule.ts'
import { initStore, openStore, type Store } from '../store/store.ts'

/** Small files are cut. */
export const smallChunks: ChunkSizes = { least: 300, usual: 900, most: 4_000 }

/** A store with the part of the engine that takes snapshots and reads their tables. */
export interface TableStore {
  readonly store: Store
  take(dataset: string, source: string, more?: Partial<SnapshotRequest>): Promise<SnapshotResult>
  /** All rows of the table, in their order. */
  rows(reference: string): Promise<readonly Row[]>
  rejects(reference: string): Promise<Reject[]>
  /** How many pieces the files of a version lie in. */
  pieces(reference: string): Promise<number>
}

/** A new store. Without sizes it cuts nothing that a test would write. */
export async function openTableStore(engine: IngestEngine, chunkSizes?: ChunkSizes): Promise<TableStore> {
  const path = await mkdtemp(join(engine.folder, '..', 'store-'))
  await initStore(path)
  const store = await openStore(path, chunkSizes === undefined ? {} : { chunkSizes })
  const workspace = { store, parsedFiles: createParsedFiles(engine.access) }
  const { signal } = new AbortController()
  const rowsOf = async (reference: string) => {
    const { sql, readPaths } = await snapshotRelation(workspace, reference, { signal })
    return await withReader(engine.access, readPaths, {}, (reader) => reader.rows(sql))
  }
  return {
    store,
    take: (dataset, source, more = {}) =>
      takeSnapshot(
        { store, ingest: engine.access },
        { dataset, sources: [source], named: [source], ...more },
        { signal, progress: () => {} },
      ),
    rows: rowsOf,
    async rejects(reference) {
      const rows = await rowsOf(`${reference}/rejected`)
      return rows.map(([file, line, reason, text]) => ({
        file: String(file),
        line: Number(line),
        reason: String(reason),
        text: String(text),
      }))
    },
    async pieces(reference) {
      const entries = await store.tree(await store.resolve(reference))
      return entries.reduce((sum, { chunks }) => sum + (chunks?.length ?? 1), 0)
    },
  }
}

/** Writes a file of the test's own. */
export async function writeSource(
  engine: IngestEngine,
  name: string,
  text: string | Buffer,
): Promise<string> {
  const folder = await mkdtemp(join(engine.folder, 'source-'))
  await writeFile(join(folder, name), text)
  return join(folder, name)
}
