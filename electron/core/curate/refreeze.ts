import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { FirnError } from '../../../shared/contract/errors.ts'
import type { CallContext } from '../../../shared/contract/responder.ts'
import type { Worker } from '../query/workers.ts'
import type { ResolvedSnapshot, Writer } from '../store/store.ts'
import type { CurateTools } from './curate-tools.ts'
import { writeSplits } from './freeze.ts'
import { prepareSource } from './freeze-source.ts'
import { workOutFreeze } from './freeze-work.ts'
import { pinnedRelations } from './pinned-relations.ts'
import { readReceipt } from './receipt.ts'
import type { WrittenTable } from './write-query.ts'

/**
 * Runs a freeze again on the input snapshots it had, with the roles and the rule of its receipt, and leaves
 * the splits in the writer's private folder.
 */
export async function refreeze(
  tools: CurateTools,
  work: { readonly worker: Worker; readonly writer: Writer; readonly resolved: ResolvedSnapshot },
  context: CallContext,
): Promise<WrittenTable[]> {
  const { worker, writer, resolved } = work
  const { receipt, lineage } = resolved.snapshot
  const [step] = lineage?.recipe?.steps ?? []
  if (receipt === undefined || lineage === undefined || step === undefined)
    throw new FirnError('internal', `${resolved.reference} does not say how it was frozen.`)
  const { columns, rule, where, dedupe } = readReceipt(receipt)
  const relations = pinnedRelations(tools.relations, lineage.inputs)
  const request = { sql: step.sql, ...(where === undefined ? {} : { where }), parameters: lineage.parameters }
  const source = await prepareSource(request, { worker, relations, signal: context.signal })
  const folder = join(writer.staging, 'rows')
  await mkdir(folder, { recursive: true })
  const again = await workOutFreeze(
    tools,
    {
      worker,
      folder,
      source,
      where,
      dedupe,
      choose: () => ({ columns, decided: { rule, measure: false, moves: [] } }),
    },
    context,
  )
  return writeSplits(again, folder)
}
