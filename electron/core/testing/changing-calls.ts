import type { Contract } from '../../../shared/contract/contract.ts'
import { contract } from '../../../shared/contract/contract.ts'
import type { InputOf } from '../../../shared/contract/method.ts'

type Inputs = { readonly [Name in keyof Contract]?: InputOf<Contract[Name]> }

/** An input for every method that leaves something behind in the store or on the machine; `source` is a file. */
export function changingInputs(source: string, folder: string): Inputs {
  return {
    'application.openStore': { path: `${folder}/made`, create: true },
    'store.acceptHistory': {},
    'store.collect': {},
    'integrity.repair': {},
    'dataset.expire': { dataset: 'good', versions: [1] },
    'dataset.setPolicy': { dataset: 'good', keep: { last: 3 } },
    'dataset.setSettings': { dataset: 'good', keep: { last: 2 } },
    'schedule.run': { dataset: 'good', now: true },
    'schedule.agree': { dataset: 'good' },
    'snapshot.take': { dataset: 'good', sources: [source] },
    'snapshot.hold': { references: ['good@v1'], purpose: 'read good' },
    'snapshot.takeTogether': { parts: [{ dataset: 'good', sources: [source] }] },
    'snapshot.path': { reference: 'good@v1' },
    'snapshot.restore': { reference: 'good@v1' },
    'set.make': { dataset: 'held', members: ['good@v1'] },
    'branch.make': { reference: 'good@v1', name: 'side' },
    'branch.switch': { dataset: 'good', branch: 'side' },
    'tag.set': { reference: 'good@v1', name: 'prod' },
    'tag.remove': { dataset: 'good', name: 'kept' },
    'aggregate.run': {
      dataset: 'counted',
      recipe: { steps: [{ name: 'counted', sql: 'SELECT count(*) AS n FROM good' }], parameters: {} },
    },
    'freeze.run': { dataset: 'trained', from: 'good@v1', id: ['id'] },
    'settings.set': { threads: 1 },
  }
}

/** The same as calls, of those that change the store. */
export function storeChanges(
  source: string,
  folder: string,
): readonly (readonly [keyof Contract, unknown])[] {
  return Object.entries(changingInputs(source, folder)).flatMap(([name, input]) => {
    const method = name as keyof Contract
    return contract[method].changes?.(input) === 'store' ? [[method, input] as const] : []
  })
}

/**
 * Methods that leave nothing behind there, or only what `open…` of the application makes where none is. Whoever adds
 * a method decides: here, or above.
 */
const readingMethods: ReadonlySet<string> = new Set<keyof Contract>([
  'application.info',
  'application.recent',
  'application.processes',
  'application.reopenStore',
  'application.openDefault',
  'application.openSample',
  'jobs.list',
  'jobs.cancel',
  'jobs.history',
  'store.info',
  'store.verify',
  'integrity.state',
  'integrity.plan',
  'catalogue.list',
  'dataset.log',
  'dataset.versions',
  'dataset.policy',
  'dataset.branches',
  'dataset.settings',
  'schedule.list',
  'schedule.preview',
  'snapshot.commandLog',
  'snapshot.checkOut',
  'snapshot.show',
  'snapshot.reading',
  'snapshot.schema',
  'set.members',
  'files.list',
  'import.open',
  'import.read',
  'import.preview',
  'import.profile',
  'import.change',
  'import.close',
  'query.statements',
  'query.start',
  'query.view',
  'query.page',
  'query.cell',
  'query.close',
  'query.explain',
  'query.export',
  'query.history',
  'query.select',
  'query.chart',
  'profile.result',
  'profile.snapshot',
  'aggregate.plan',
  'aggregate.rebuild',
  'aggregate.recipe',
  'lineage.graph',
  'freeze.plan',
  'freeze.receipt',
  'compare.start',
  'compare.statistics',
  'compare.rows',
  'compare.next',
  'compare.badKeys',
  'compare.export',
  'compare.close',
  'diagnose.state',
  'diagnose.licences',
  'settings.get',
])

/** Methods that stand in neither list, or in both. */
export function undecidedMethods(): readonly string[] {
  const changing = new Set(Object.keys(changingInputs('', '')))
  return Object.keys(contract).filter((name) => changing.has(name) === readingMethods.has(name))
}
