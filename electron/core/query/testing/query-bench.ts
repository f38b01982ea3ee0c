import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FirnError } from '../../../../shared/contract/errors.ts'
import type { ResultEvent } from '../../../../shared/contract/query.ts'
import { createForkSpawner } from '../../process/fork.ts'
import { defaultLimits, type QueryLimits } from '../limits.ts'
import type { Relation, RelationSource } from '../relations.ts'
import { createResults, type QueryResults } from '../results/results.ts'
import { createWorkers, type Workers, type WorkerLimits } from '../workers.ts'

/** Real workers, a folder of its own and named relations: what a test of queries stands on. */
export interface QueryBench {
  readonly folder: string
  readonly workers: Workers
  readonly relations: RelationSource & {
    readonly asked: string[]
    set(name: string, relation: Partial<Relation> & { sql: string }): void
  }
  readonly results: QueryResults
  readonly limits: QueryLimits
  readonly events: ResultEvent[]
  readonly signal: AbortSignal
  event(resultId: string, state: ResultEvent['state']): Promise<ResultEvent>
  close(): Promise<void>
}

export async function openBench(
  options: { limits?: Partial<QueryLimits>; workerLimits?: Partial<WorkerLimits> } = {},
): Promise<QueryBench> {
  const folder = await mkdtemp(join(tmpdir(), 'firn-query-'))
  const limits: QueryLimits = { ...defaultLimits(), memoryBytes: 2e9, ...options.limits }
  const workers = createWorkers({
    spawner: createForkSpawner(),
    scratchFolder: join(folder, 'scratch'),
    limits: { memoryBytes: 6e9, ...options.workerLimits },
  })
  const relations = namedRelations()
  const events: ResultEvent[] = []
  const listeners = new Set<() => void>()
  const results = createResults({
    workers,
    relations,
    limits,
    tell: (event) => {
      events.push(event)
      for (const listener of listeners) listener()
    },
  })
  return {
    folder,
    workers,
    relations,
    results,
    limits,
    events,
    signal: new AbortController().signal,
    event: (resultId, state) =>
      new Promise((resolve) => {
        const look = () => {
          const found = events.find((event) => event.resultId === resultId && event.state === state)
          if (found === undefined) return
          listeners.delete(look)
          resolve(found)
        }
        listeners.add(look)
        look()
      }),
    close: async () => {
      await results.closeAll()
      await workers.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function namedRelations(): QueryBench['relations'] {
  const named = new Map<string, Relation>()
  const asked: string[] = []
  return {
    asked,
    set: (name, relation) => void named.set(name, { readPaths: [], columns: [], ...relation }),
    relation: (name) => {
      asked.push(name)
      const relation = named.get(name)
      if (relation !== undefined) return Promise.resolve(relation)
      return Promise.reject(
        new FirnError('not-found', `There is no dataset "${name}".`, {
          hint: `There are: ${[...named.keys()].join(', ')}.`,
        }),
      )
    },
  }
}
