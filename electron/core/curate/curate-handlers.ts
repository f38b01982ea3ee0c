import type { curateMethods } from '../../../shared/contract/curate.ts'
import { FirnError } from '../../../shared/contract/errors.ts'
import type { Handlers } from '../../../shared/contract/responder.ts'
import type { Store } from '../store/store.ts'
import { runAggregate } from './aggregate.ts'
import { planAggregate } from './aggregate-plan.ts'
import type { CurateTools } from './curate-tools.ts'
import { definedFields } from './defined-fields.ts'
import { planFreeze } from './freeze-plan.ts'
import { runFreeze } from './freeze.ts'
import { lineageGraph } from './lineage.ts'
import { loadingSnippets } from './loading-snippets.ts'
import { rebuildSnapshot } from './rebuild.ts'
import { writeRecipeFile } from './recipe-file.ts'
import { madeOutcome } from '../jobs/outcomes.ts'
import { receiptOf } from './stored-receipt.ts'

/** What the handlers stand on; the store is asked for anew at each call, because a session may open another. */
export interface CurateDependencies extends Omit<CurateTools, 'store'> {
  readonly store: () => Promise<Store>
}

/** The methods of `curate.ts` over the open store. What takes long runs as a job. */
export function curateHandlers(dependencies: CurateDependencies): Handlers<typeof curateMethods> {
  const open = async (): Promise<CurateTools> => ({ ...dependencies, store: await dependencies.store() })
  return {
    'aggregate.plan': async (request, context) =>
      planAggregate(await open(), definedFields(request), context),
    'aggregate.run': async (request, context) => {
      const tools = await open()
      return tools.jobs.run(
        `Aggregate ${request.dataset}`,
        context,
        (job) => runAggregate(tools, definedFields(request), job),
        madeOutcome,
      )
    },
    'aggregate.rebuild': async ({ reference }, context) => {
      const tools = await open()
      return tools.jobs.run(
        `Rebuild ${reference}`,
        context,
        (job) => rebuildSnapshot(tools, reference, job),
        ({ same }) => ({ text: same ? 'The same rows' : 'Other rows', reference }),
      )
    },
    'aggregate.recipe': async ({ reference }) => {
      const { store } = await open()
      const { snapshot, reference: found } = await store.resolve(reference, { expired: true })
      const recipe = snapshot.lineage?.recipe
      if (recipe === undefined)
        throw new FirnError('wrong-usage', `${found} was not made by a recipe.`, {
          context: { reference: found },
        })
      return { recipe, text: writeRecipeFile(recipe) }
    },
    'lineage.graph': async (question) => lineageGraph((await open()).store, question),
    'freeze.plan': async (request, context) => {
      const tools = await open()
      return tools.jobs.run(`Plan the freeze of ${request.dataset}`, context, (job) =>
        planFreeze(tools, definedFields(request), job),
      )
    },
    'freeze.run': async (request, context) => {
      const tools = await open()
      return tools.jobs.run(
        `Freeze ${request.dataset}`,
        context,
        (job) => runFreeze(tools, definedFields(request), job),
        madeOutcome,
      )
    },
    'freeze.receipt': async ({ reference }) => {
      const receipt = await receiptOf((await open()).store, reference)
      return { receipt, snippets: loadingSnippets(receipt) }
    },
  }
}
