import { DuckDBInstance, type Json } from '@duckdb/node-api'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CallContext } from '../../../../shared/contract/responder.ts'
import type { SnapshotTable } from '../../../../shared/model/snapshot.ts'
import { createJobs } from '../../jobs/jobs.ts'
import { createForkSpawner } from '../../process/fork.ts'
import { defaultLimits, type QueryLimits } from '../../query/limits.ts'
import type { RelationSource } from '../../query/relations.ts'
import { identifier, text } from '../../query/sql-text.ts'
import { createWorkers } from '../../query/workers.ts'
import { initStore, openStore, type Store, theTable } from '../../store/store.ts'
import type { CurateTools } from '../curate-tools.ts'

/** A real store in a folder of its own, real workers, and tables made by SQL: what a test of curating stands on. */
export interface CurateBench extends CurateTools {
  readonly folder: string
  readonly context: CallContext
  /** Takes the rows of a SELECT as the next raw version of a dataset. Returns its reference. */
  take(dataset: string, select: string): Promise<string>
  /** All rows of a query in which `{reference}` stands for the rows of a table of the store. */
  rows(query: string): Promise<readonly Json[][]>
  /** The same bench with another number of threads. */
  withThreads(threads: number): CurateBench
  close(): Promise<void>
}

export async function openCurateBench(limits: Partial<QueryLimits> = {}): Promise<CurateBench> {
  const folder = await mkdtemp(join(tmpdir(), 'firn-curate-'))
  const path = join(folder, 'store')
  await initStore(path)
  const store = await openStore(path)
  const workers = createWorkers({
    spawner: createForkSpawner(),
    scratchFolder: join(folder, 'scratch'),
    limits: { memoryBytes: 6e9 },
  })
  const database = await DuckDBInstance.create(':memory:', { threads: '1' })
  const connection = await database.connect()
  await connection.run(`SET TimeZone = 'UTC'`)
  const relations = storedRelations(store)
  const context: CallContext = { signal: new AbortController().signal, progress: () => {} }
  const bench: CurateBench = {
    folder,
    store,
    workers,
    relations,
    context,
    jobs: createJobs(() => {}),
    limits: { ...defaultLimits(), memoryBytes: 2e9, ...limits },
    programVersion: '0.0.0-test',
    async take(dataset, select) {
      const writer = await store.begin(`take ${dataset}`)
      try {
        const file = join(writer.staging, 'rows.parquet')
        await connection.run(`COPY (${select}) TO ${text(file)} (FORMAT parquet)`)
        const described = await connection.runAndReadAll(`DESCRIBE FROM read_parquet(${text(file)})`)
        const counted = await connection.runAndReadAll(`SELECT count(*) FROM read_parquet(${text(file)})`)
        const rows = textOf(counted.getRowsJson()[0]?.[0])
        const { sha256, bytes } = await writer.adopt(file)
        const tree = await writer.writeTree([
          { path: 'rows.parquet', kind: 'file', size: bytes, mtime: '0', sha256 },
        ])
        const table: SnapshotTable = {
          name: 'rows',
          format: 'parquet',
          compression: 'none',
          options: { kind: 'parquet' },
          files: ['rows.parquet'],
          columns: described.getRowsJson().map(([name, type]) => ({
            name: textOf(name),
            type: textOf(type),
            nullable: true,
            present: rows,
          })),
          rows,
          rejected: '0',
          conflicts: [],
        }
        const { version } = await writer.commitSnapshot({ dataset, kind: 'raw', tree, tables: [table] })
        return `${dataset}@v${version}`
      } finally {
        await writer.release()
      }
    },
    async rows(query) {
      let sql = query
      for (const [whole, reference = ''] of query.matchAll(/\{([^}]+)\}/g))
        sql = sql.replace(whole, `(${(await relations.relation(reference, context)).sql})`)
      return (await connection.runAndReadAll(sql)).getRowsJson()
    },
    withThreads: (threads) => ({ ...bench, limits: { ...bench.limits, threads } }),
    async close() {
      connection.closeSync()
      database.closeSync()
      await workers.close()
      await store.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
  return bench
}

/** Tables of the store's snapshots, as long as they lie in Parquet files. */
function storedRelations(store: Store): RelationSource {
  return {
    async relation(name, { expired = false }) {
      const resolved = await store.resolve(name, { expired })
      const table = theTable(resolved)
      const entries = await store.tree(resolved)
      const paths: string[] = []
      for (const file of table.files) {
        const sha256 = entries.find((entry) => entry.path === file)?.sha256
        if (sha256 !== undefined) paths.push(await store.objectPath(sha256))
      }
      const { dataset, version, id } = resolved
      return {
        sql: `SELECT ${table.columns.map((column) => identifier(column.name)).join(', ')} FROM read_parquet([${paths.map(text).join(', ')}])`,
        readPaths: paths,
        columns: table.columns.map((column) => ({ ...column, present: Number(column.present) })),
        rows: Number(table.rows),
        input: { dataset, version, id, named: name, table: table.name },
      }
    },
  }
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
