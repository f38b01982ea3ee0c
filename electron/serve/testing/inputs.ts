import type { Contract } from '../../../shared/contract/contract.ts'
import type { InputOf } from '../../../shared/contract/method.ts'

/**
 * What a method would do with a good input: only answer; change the store or the machine; or lead the line itself
 * elsewhere, whatever its input says.
 */
export type Effect = 'reads' | 'writes' | 'leads'

export type GoodInputs = {
  readonly [Name in keyof Contract]: readonly [effect: Effect, input: InputOf<Contract[Name]>]
}

/** For every method an input that passes its schema and would do its work on a store that has the dataset `good`. */
export function goodInputs(folder: string): GoodInputs {
  const file = `${folder}/good.csv`
  const id = '00000000-0000-4000-8000-000000000000'
  const recipe = { steps: [{ name: 'all', sql: 'SELECT * FROM good' }], parameters: { p: '1' } }
  const aggregation = { dataset: 'made', recipe, parameters: { p: '2' }, message: 'x', folder }
  const freeze: InputOf<Contract['freeze.plan']> = {
    dataset: 'train',
    from: 'good',
    id: ['id'],
    label: 'name',
    where: 'id > 0',
    dedupe: 'exact',
    split: [{ name: 'train', share: 100 }],
    seed: '1',
    message: 'x',
    tag: 'frozen',
  }
  const view: Pick<InputOf<Contract['query.start']>, 'sort' | 'filters' | 'where'> = {
    sort: [{ column: 'id', descending: true }],
    filters: [{ column: 'id', operator: 'equals', value: '1' }],
    where: 'id > 0',
  }
  return {
    'application.info': ['reads', {}],
    'application.recent': ['reads', {}],
    'application.processes': ['reads', {}],
    'application.openStore': ['leads', { path: `${folder}/another`, create: true }],
    'application.reopenStore': ['leads', { path: `${folder}/another`, id: 'x' }],
    'application.openDefault': ['leads', {}],
    'application.openSample': ['leads', {}],
    'jobs.list': ['reads', {}],
    'jobs.cancel': ['reads', { id: 1 }],
    'jobs.history': ['reads', {}],
    'store.info': ['reads', {}],
    'store.verify': ['reads', { data: true }],
    'store.acceptHistory': ['leads', {}],
    'store.collect': ['leads', { dryRun: false }],
    'integrity.state': ['reads', {}],
    'integrity.plan': ['reads', { data: true }],
    'integrity.repair': ['writes', { data: true }],
    'catalogue.list': ['reads', {}],
    'dataset.log': ['reads', { dataset: 'good' }],
    'dataset.versions': ['reads', { dataset: 'good' }],
    'dataset.expire': ['writes', { dataset: 'good', keep: { last: 1 }, dryRun: false }],
    'dataset.policy': ['reads', { dataset: 'good' }],
    'dataset.setPolicy': ['writes', { dataset: 'good', keep: { last: 1, daily: 7 } }],
    'dataset.settings': ['reads', { dataset: 'good' }],
    'dataset.setSettings': [
      'writes',
      {
        dataset: 'good',
        sources: [file],
        schedule: { times: { kind: 'cron', cron: '0 9 * * *', zone: 'UTC' }, expire: true },
        keep: { last: 1 },
      },
    ],
    'schedule.list': ['reads', {}],
    'schedule.preview': ['reads', { times: { kind: 'every', every: '6h' } }],
    'schedule.run': ['writes', { dataset: 'good', now: true }],
    'schedule.agree': ['writes', { dataset: 'good' }],
    'snapshot.take': ['writes', { dataset: 'good', sources: [file], message: 'x', tag: 'new', rehash: true }],
    'snapshot.takeTogether': ['writes', { parts: [{ dataset: 'good', sources: [file] }], message: 'x' }],
    'snapshot.show': ['reads', { reference: 'good' }],
    'snapshot.reading': ['reads', { reference: 'good' }],
    'snapshot.schema': ['reads', { reference: 'good@v1' }],
    'snapshot.commandLog': ['reads', { reference: 'good' }],
    'snapshot.hold': ['reads', { references: ['good'], purpose: 'read good' }],
    'snapshot.path': ['reads', { reference: 'good' }],
    'snapshot.checkOut': ['writes', { reference: 'good', folder: `${folder}/out` }],
    'snapshot.restore': ['writes', { reference: 'good@v1', message: 'x', tag: 'again' }],
    'set.make': ['writes', { dataset: 'held', members: ['good'], message: 'x', tag: 'first' }],
    'set.members': ['reads', { reference: 'good' }],
    'dataset.branches': ['reads', { dataset: 'good' }],
    'branch.make': ['writes', { reference: 'good@v1', name: 'side' }],
    'branch.switch': ['writes', { dataset: 'good', branch: 'main' }],
    'tag.set': ['writes', { reference: 'good@v2', name: 'prod' }],
    'tag.remove': ['writes', { dataset: 'good', name: 'prod' }],
    'query.statements': ['reads', { sql: 'SELECT 1; SELECT 2' }],
    'query.start': ['reads', { sql: 'SELECT * FROM good WHERE id < $p', parameters: { p: '9' }, ...view }],
    'query.view': ['reads', { resultId: id, ...view }],
    'query.page': ['reads', { resultId: id, from: 0, count: 10 }],
    'query.cell': ['reads', { resultId: id, row: 0, column: 'id' }],
    'query.close': ['reads', { resultId: id }],
    'query.select': ['reads', { resultId: id, columns: ['id'] }],
    'query.explain': ['reads', { sql: 'SELECT * FROM good', parameters: { p: '1' } }],
    'query.export': [
      'writes',
      {
        resultId: id,
        format: 'csv',
        columns: ['id'],
        target: `${folder}/out.csv`,
        spreadsheetSafe: true,
      },
    ],
    'query.history': ['reads', {}],
    'query.chart': ['reads', { resultId: id, x: 'id', y: 'name', measure: 'sum' }],
    'profile.result': ['reads', { resultId: id, columns: ['id'] }],
    'profile.snapshot': ['reads', { reference: 'good', columns: ['id'] }],
    'files.list': ['reads', { folder }],
    'import.open': ['reads', { sources: [file] }],
    'import.read': ['reads', { importId: id }],
    'import.preview': ['reads', { importId: id, table: 'good' }],
    'import.profile': ['reads', { importId: id, table: 'good', columns: ['id'] }],
    'import.change': ['reads', { importId: id, table: 'good', types: { id: 'VARCHAR' }, recognise: true }],
    'import.close': ['reads', { importId: id }],
    'aggregate.plan': ['reads', aggregation],
    'aggregate.run': ['writes', aggregation],
    'aggregate.rebuild': ['reads', { reference: 'good' }],
    'aggregate.recipe': ['reads', { reference: 'good' }],
    'lineage.graph': ['reads', { reference: 'good', direction: 'both' }],
    'freeze.plan': ['reads', freeze],
    'freeze.run': ['writes', freeze],
    'freeze.receipt': ['reads', { reference: 'good' }],
    'compare.start': ['reads', { a: 'good@v1', b: 'good@v2', key: ['id'], rename: 'auto' }],
    'compare.statistics': ['reads', { comparisonId: id, columns: ['id'] }],
    'compare.rows': ['reads', { comparisonId: id, kinds: ['added'], column: 'id', from: 0, count: 10 }],
    'compare.next': ['reads', { comparisonId: id, kinds: ['added'], column: 'id', from: 0 }],
    'compare.badKeys': ['reads', { comparisonId: id, from: 0, count: 10 }],
    'compare.export': ['writes', { comparisonId: id, target: `${folder}/out.csv`, format: 'csv' }],
    'compare.close': ['reads', { comparisonId: id }],
    'settings.get': ['reads', {}],
    'settings.set': ['leads', { threads: 1, memoryBytes: 1_000_000_000, scratchFolder: folder }],
    'diagnose.state': ['reads', {}],
    'diagnose.licences': ['reads', {}],
  }
}
