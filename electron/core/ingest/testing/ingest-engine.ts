import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DiscoveredTable } from '../../../../shared/model/discovery.ts'
import type { Row } from '../../../../shared/model/value.ts'
import { createForkSpawner } from '../../process/fork.ts'
import { createWorkers } from '../../query/workers.ts'
import { type Discovered, type DiscoverRequest, discoverSources } from '../discover.ts'
import { type CallWatch, type IngestAccess, withReader } from '../engine-reader.ts'
import { listInputs } from '../input-files.ts'
import { createParsedFiles } from '../parsed-files.ts'
import { relationOf } from '../relation.ts'

/** Real workers, a cache and a scratch folder for tests; `close` removes everything. */
export interface IngestEngine {
  readonly access: IngestAccess
  /** An empty folder for files of the tests. */
  readonly folder: string
  discover(
    sources: readonly string[],
    request?: Partial<DiscoverRequest>,
    watch?: CallWatch,
  ): Promise<Discovered>
  /** Rows of a SELECT over one table, which is called `rows` in it. */
  query(sources: readonly string[], table: DiscoveredTable, select: string): Promise<readonly Row[]>
  close(): Promise<void>
}

export function openIngestEngine(): IngestEngine {
  const base = mkdtempSync(join(tmpdir(), 'firn-ingest-'))
  const workers = createWorkers({
    spawner: createForkSpawner(),
    scratchFolder: join(base, 'scratch'),
    limits: { memoryBytes: 4e9 },
  })
  const access: IngestAccess = {
    workers,
    cacheFolder: join(base, 'cache'),
    memoryBytes: 1e9,
    threads: 2,
    scratchBytes: 10e9,
  }
  return {
    access,
    folder: mkdtempSync(join(base, 'files-')),
    discover: (sources, request = {}, watch = {}) =>
      discoverSources(sources, { depth: 'all', ...request }, access, watch),
    async query(sources, table, select) {
      const { files } = await listInputs(sources)
      const byPath = new Map(files.map((file) => [file.path, file]))
      const relation = await relationOf(
        table,
        (path) => {
          const file = byPath.get(path)
          if (file === undefined) throw new Error(`The sources have no file ${path}.`)
          return file
        },
        createParsedFiles(access),
      )
      return await withReader(access, relation.readPaths, {}, (reader) =>
        reader.rows(`WITH rows AS (${relation.sql}) ${select}`),
      )
    },
    async close() {
      await workers.close()
      rmSync(base, { recursive: true, force: true })
    },
  }
}
