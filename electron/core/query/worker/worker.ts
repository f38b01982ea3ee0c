import { DuckDBInstance } from '@duckdb/node-api'
import { FirnError } from '../../../../shared/contract/errors.ts'
import { createResponder, type Handlers } from '../../../../shared/contract/responder.ts'
import { ingestWorkerHandlers } from '../../ingest/worker/ingest-methods.ts'
import { connectToParent } from '../../process/parent.ts'
import { type Instance, openInstance } from './instance.ts'
import { createParser } from './parser.ts'
import { type Lane as LaneName, workerMethods, type WorkerMethods } from './worker-contract.ts'

/**
 * The query worker: a process that holds one DuckDB instance and answers the engine. It may be killed at any
 * moment; nothing that matters lives here.
 */
const transport = await connectToParent()
const parse = await createParser(await DuckDBInstance.create(':memory:', { threads: '1' }))
let instance: Instance | undefined

function opened(): Instance {
  if (instance === undefined) throw new FirnError('internal', 'The worker has no open instance.')
  return instance
}

/** Runs one statement; its progress goes out while it runs. */
async function watched<Result>(
  context: {
    progress(progress: { done: number; total: number; unit: 'percent' }): void
  },
  action: (instance: Instance) => Promise<Result>,
  lane: LaneName = 'work',
): Promise<Result> {
  const current = opened()
  const timer = setInterval(() => {
    const percent = current.progress(lane)
    if (percent !== undefined) context.progress({ done: percent, total: 100, unit: 'percent' })
  }, 250)
  try {
    return await action(current)
  } finally {
    clearInterval(timer)
  }
}

const handlers: Handlers<WorkerMethods> = {
  ...ingestWorkerHandlers,
  'sql.parse': ({ sql }) => parse(sql),
  'instance.open': async (spec) => {
    instance?.close()
    instance = undefined
    instance = await openInstance(spec)
    return null
  },
  'instance.run': ({ sql, parameters, lane }, context) =>
    watched(context, (current) => current.run(sql, { parameters, lane, signal: context.signal }), lane),
  'instance.read': ({ sql, ...options }, context) =>
    watched(context, (current) => current.read(sql, { ...options, signal: context.signal }), options.lane),
  'instance.describe': async ({ sql, parameters, lane }, context) => ({
    columns: await watched(
      context,
      (current) => current.describe(sql, { parameters, lane, signal: context.signal }),
      lane,
    ),
  }),
  'instance.writeArrow': async ({ table, columns, file }, { signal }) => {
    // Only exports need Arrow; every other worker starts faster without it.
    const { writeArrowFile } = await import('./arrow-file.ts')
    return { rows: await writeArrowFile(opened(), table, columns, file, signal) }
  },
  'instance.close': () => {
    instance?.close()
    instance = undefined
    return null
  },
  'process.memory': () => ({ bytes: process.memoryUsage.rss() }),
}

createResponder(transport, workerMethods, handlers)
// Without its engine a worker has no purpose; a running query must not keep it alive.
transport.onClose(() => process.exit(0))
