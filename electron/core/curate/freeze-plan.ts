import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { CallContext } from '../../../shared/contract/responder.ts'
import type { FreezePlan, FreezeRequest } from '../../../shared/model/receipt.ts'
import { requireDatasetName } from './aggregate.ts'
import { freezeCommand } from './as-command.ts'
import type { CurateTools } from './curate-tools.ts'
import { earlierFreeze } from './earlier-freeze.ts'
import { prepareSource } from './freeze-source.ts'
import { chooseFor, planFacts, workOutFreeze } from './freeze-work.ts'
import { nextVersion } from './next-version.ts'

/**
 * Works a freeze out without keeping anything: roles, rule, rows and classes per split, duplicates, checks,
 * size. It reads every row, so its figures are those of the freeze as long as no input changes.
 */
export async function planFreeze(
  tools: CurateTools,
  request: FreezeRequest,
  context: CallContext,
): Promise<FreezePlan> {
  requireDatasetName(request.dataset)
  const earlier = await earlierFreeze(tools.store, request.dataset)
  return tools.workers.using('writer', async (worker) => {
    const source = await prepareSource(request, {
      worker,
      relations: tools.relations,
      signal: context.signal,
    })
    const folder = join(worker.scratchFolder, 'plan')
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
    return {
      dataset: request.dataset,
      nextVersion: await nextVersion(tools.store, request.dataset),
      inputs: source.source.inputs,
      ...planFacts(work.facts),
      estimatedBytes: await work.estimateBytes(),
      command: freezeCommand(request),
    }
  })
}

/** The filter, if there is one. */
export function filterOf({ where }: Pick<FreezeRequest, 'where'>): string | undefined {
  return where === undefined || where.trim() === '' ? undefined : where
}
