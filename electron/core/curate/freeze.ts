import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { FirnError } from '../../../shared/contract/errors.ts'
import type { CallContext } from '../../../shared/contract/responder.ts'
import type { Lineage, PlannedInput } from '../../../shared/model/lineage.ts'
import type { FreezeRequest, Receipt } from '../../../shared/model/receipt.ts'
import { selectorNameProblem } from '../../../shared/model/names.ts'
import { engineVersion, inputIds, requireDatasetName, warningsOf } from './aggregate.ts'
import type { CurateTools } from './curate-tools.ts'
import { earlierFreeze } from './earlier-freeze.ts'
import { filterOf } from './freeze-plan.ts'
import { prepareSource } from './freeze-source.ts'
import { chooseFor, type FreezeWork, workOutFreeze } from './freeze-work.ts'
import { requirePlanned } from './planned-inputs.ts'
import { writeReceipt } from './receipt.ts'
import { nextVersion } from './next-version.ts'
import { receiptOf } from './stored-receipt.ts'
import { adoptTables, writeTable, type WrittenTable } from './write-query.ts'

/** Other freezes of the same dataset may end first this many times before this one gives up. */
const mostAttempts = 5

/** What is to be frozen, and the inputs as a plan of it showed them. */
export interface FreezeOrder extends FreezeRequest {
  readonly planned?: readonly PlannedInput[]
}

/**
 * Makes a training set: one Parquet file per split, and a receipt. A later freeze of the same dataset inherits
 * the split rule of the one before; when another one ends while this one is at work, it begins anew and
 * inherits that one's. Throws `invalid-input` with the failed checks, `conflict` when an input is another one than
 * in the plan, and what planning and committing throw;
 * then nothing is left behind.
 */
export async function runFreeze(
  tools: CurateTools,
  request: FreezeOrder,
  context: CallContext,
): Promise<Receipt> {
  requireNames(request)
  for (let attempt = 1; ; attempt += 1) {
    const after = (await nextVersion(tools.store, request.dataset)) - 1
    try {
      return await receiptOf(tools.store, await freezeAfter(tools, request, after, context))
    } catch (error) {
      const overtaken = error instanceof FirnError && error.context['overtakenBy'] !== undefined
      if (!overtaken || attempt === mostAttempts) throw error
    }
  }
}

/** Freezes on top of the version with this number (0: none), and throws `conflict` when it is not the last one. */
async function freezeAfter(
  tools: CurateTools,
  request: FreezeOrder,
  after: number,
  context: CallContext,
): Promise<string> {
  const { store, workers, programVersion } = tools
  const { dataset } = request
  const earlier = await earlierFreeze(store, dataset)
  return workers.using('writer', async (worker) => {
    const source = await prepareSource(request, {
      worker,
      relations: tools.relations,
      signal: context.signal,
    })
    const { inputs } = source.source
    requirePlanned(inputs, request.planned)
    const writer = await store.begin(`freeze ${dataset}`, { datasets: [dataset], inputs: inputIds(inputs) })
    try {
      const folder = join(writer.staging, 'rows')
      await mkdir(folder, { recursive: true })
      const work = await workOutFreeze(
        tools,
        {
          worker,
          folder,
          source,
          where: filterOf(request),
          dedupe: request.dedupe ?? 'none',
          choose: chooseFor(request, earlier),
        },
        context,
      )
      refuseFailed(work)
      const written = await writeSplits(work, folder)
      const { tree } = await adoptTables(writer, written, context.signal)
      const parameters = request.parameters ?? {}
      const lineage: Lineage = {
        inputs,
        recipe: { steps: [source.step], parameters },
        parameters,
        seed: work.facts.rule.seed,
        program: programVersion,
        engine: await engineVersion(work.instance),
      }
      const { version } = await writer.commitSnapshot({
        dataset,
        kind: 'training',
        tree,
        tables: written.map(({ table }) => table),
        lineage,
        receipt: writeReceipt(work.facts),
        after,
        warnings: warningsOf(source.filtered),
        ...(request.message === undefined ? {} : { message: request.message }),
        ...(request.tag === undefined || request.tag === '' ? {} : { tag: request.tag }),
      })
      return `${dataset}@v${version}`
    } finally {
      await writer.release()
    }
  })
}

/** One Parquet file per split, in the order of the rule, empty ones too. */
export async function writeSplits(work: FreezeWork, folder: string): Promise<WrittenTable[]> {
  const written: WrittenTable[] = []
  for (const { name } of work.facts.rule.shares)
    written.push(await writeTable(work.instance, { name, select: work.splitSelect(name), folder }))
  return written
}

function requireNames({ dataset, tag }: FreezeRequest): void {
  requireDatasetName(dataset)
  const problem = tag === undefined || tag === '' ? undefined : selectorNameProblem(tag)
  if (problem !== undefined)
    throw new FirnError('invalid-name', `"${tag}" cannot be a tag: ${problem}.`, { context: { tag } })
}

function refuseFailed({ facts }: FreezeWork): void {
  const failed = facts.checks.filter(({ state }) => state === 'fail')
  if (failed.length === 0) return
  throw new FirnError('invalid-input', failed.map((check) => check.text).join(' '), {
    context: { checks: failed.map(({ name }) => name) },
  })
}
