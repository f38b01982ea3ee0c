import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Value } from '../../../../shared/model/value.ts'
import { createForkSpawner } from '../../process/fork.ts'
import { defaultLimits } from '../../query/limits.ts'
import type { Relation } from '../../query/relations.ts'
import { readerSpec } from '../../query/results/session.ts'
import { createWorkers, type Workers } from '../../query/workers.ts'
import { type ComparedRelation, type ComparisonRequest, startComparison } from '../comparison.ts'
import type { OpenedComparison } from '../opened-comparison.ts'

/** Real workers and relations made from SQL: what a test of comparisons stands on. */
export interface CompareBench {
  readonly folder: string
  readonly workers: Workers
  /** The rows of a SELECT over the given files, with the types that the engine finds. */
  relation(sql: string, readPaths?: readonly string[]): Promise<Relation>
  /** Rows of a SELECT over the given files, by column name. */
  read(sql: string, readPaths?: readonly string[]): Promise<{ readonly [column: string]: Value }[]>
  /** Runs statements that write files into the bench's folder. */
  write(...statements: readonly string[]): Promise<void>
  compare(a: Relation, b: Relation, more?: CompareOptions): Promise<OpenedComparison>
  close(): Promise<void>
}

export type CompareOptions = Partial<Pick<ComparisonRequest, 'key' | 'rename' | 'signal' | 'progress'>> & {
  readonly content?: readonly [a: string, b: string]
}

export async function openCompareBench(): Promise<CompareBench> {
  const folder = await mkdtemp(join(tmpdir(), 'firn-compare-'))
  const workers = createWorkers({
    spawner: createForkSpawner(),
    scratchFolder: join(folder, 'scratch'),
    limits: { memoryBytes: 6e9 },
  })
  const limits = { ...defaultLimits(), memoryBytes: 2e9 }
  return {
    folder,
    workers,
    relation: (sql, readPaths = []) =>
      workers.using('interactive', async (worker) => {
        const spec = await readerSpec({ views: [], readPaths }, limits, worker.scratchFolder)
        await worker.call('instance.open', spec)
        const { columns } = await worker.call('instance.describe', { sql })
        const { rows } = await worker.call('instance.read', {
          sql: `SELECT count(*) FROM (${sql})`,
          limit: 1,
        })
        return {
          sql,
          readPaths,
          columns: columns.map(({ name, type }) => ({ name, type, nullable: true, present: 0 })),
          rows: Number(rows[0]?.[0]),
        }
      }),
    read: (sql, readPaths = []) =>
      workers.using('interactive', async (worker) => {
        const spec = await readerSpec({ views: [], readPaths }, limits, worker.scratchFolder)
        await worker.call('instance.open', spec)
        const { columns, rows } = await worker.call('instance.read', { sql, limit: 1000 })
        return rows.map((row) =>
          Object.fromEntries(columns.map(({ name }, index) => [name, row[index] ?? null])),
        )
      }),
    write: (...statements) =>
      workers.using('writer', async (worker) => {
        const spec = await readerSpec({ views: [], readPaths: [] }, limits, worker.scratchFolder)
        await worker.call('instance.open', { ...spec, writeFolder: folder })
        for (const sql of statements) await worker.call('instance.run', { sql })
      }),
    compare: (a, b, { content, signal, progress, ...more } = {}) =>
      startComparison(
        {
          a: compared('a@v1', a, content?.[0]),
          b: compared('b@v1', b, content?.[1]),
          ...more,
          signal: signal ?? new AbortController().signal,
          progress: progress ?? (() => {}),
        },
        workers,
        limits,
      ),
    async close() {
      await workers.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** A relation as a side of a comparison. */
export function compared(
  reference: string,
  relation: Relation,
  content: string | undefined,
): ComparedRelation {
  return {
    side: {
      reference,
      dataset: reference.split('@')[0] ?? reference,
      version: 1,
      id: reference,
      rows: relation.rows ?? 0,
      time: '2026-01-05T10:00:00Z',
      message: '',
    },
    relation,
    ...(content === undefined ? {} : { content }),
  }
}
