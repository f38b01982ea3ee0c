import { join } from 'node:path'
import { changeOrders, writeMessyShop } from '../harness/messy-shop.ts'
import { expect, test } from '../harness/test.ts'
import { Aggregate } from '../pages/aggregate.ts'
import { Compare } from '../pages/compare.ts'
import { Dataset } from '../pages/dataset.ts'
import { Freeze } from '../pages/freeze.ts'
import { Import } from '../pages/import.ts'
import { Query } from '../pages/query.ts'
import { Shell } from '../pages/shell.ts'
import { Start } from '../pages/start.ts'
import { Versions } from '../pages/versions.ts'

test.use({ withStore: false })

test('a newcomer goes from a messy folder to an answer, versions, a comparison and a training set', async ({
  app,
}) => {
  test.setTimeout(300_000)
  const shop = join(app.store.files, 'shop')
  await writeMessyShop(shop)
  const shell = new Shell(app)
  const data = new Import(app)
  const query = new Query(app)
  const dataset = new Dataset(app)
  const versions = new Versions(app)

  await test.step('the folder is opened on the start screen, and what cannot be read is shown', async () => {
    await new Start(app).openFolder(shop)
    await expect(data.found).toContainText('3 files')
    await data.choose('events')
    await expect(data.head).toContainText('30 rows')
    await expect(data.rejected).toHaveCount(0)
    await data.choose('orders')
    await expect(data.head).toContainText('25 rows')
    await expect(data.head).toContainText('1 rejected')
    await expect(data.rejected).toHaveText(['orders.csv, line 12: 2 cells instead of 311b,2026-01-11'])
    await data.choose('access')
    await expect(data.head).toContainText('120 rows')
    await expect(data.head).toContainText('1 rejected')
    await expect(data.rejected).toHaveCount(1)
    await expect(data.rejected).toContainText('access.log, line 61: there is no path after the time')
    await expect(data.rejected).toContainText('10.0.0.9 - - [05/Jan/2026:10:01 "GET /torn')
  })

  await test.step('the files answer before anything is imported', async () => {
    await data.queryNow()
    await expect(query.facts).toContainText('120 rows')
    const file = join(shop, 'access.log')
    await query.run(`SELECT status, count(*) AS requests FROM '${file}' GROUP BY status ORDER BY status`)
    await expect(query.facts).toContainText('4 rows')
    expect(await query.result.column('status')).toEqual(['200', '304', '404', '500'])
    expect(await query.result.column('requests')).toEqual(['60', '20', '20', '20'])
  })

  await test.step('the first snapshot is v1', async () => {
    await shell.showTab('Import shop')
    await data.takeSnapshot('shop', 'as it came')
    await expect(dataset.title).toContainText('shop@v1')
    await expect(dataset.facts).toContainText('120 rows, 11 columns · 1 rejected row')
    await dataset.chooseTable('orders')
    await expect(dataset.facts).toContainText('25 rows, 3 columns · 1 rejected row')
  })

  await test.step('the changed folder becomes v2, and both stand on the timeline', async () => {
    await changeOrders(shop)
    await dataset.takeSnapshot('a day later')
    await expect(dataset.title).toContainText('shop@v2')
    await expect(dataset.facts).toContainText('26 rows, 3 columns')
    await dataset.show('Versions')
    await expect(versions.all).toHaveCount(2)
    await expect(versions.version(1)).toContainText('as it came')
    await expect(versions.version(1)).toContainText('175rows')
    await expect(versions.version(2)).toContainText('a day later')
    await expect(versions.version(2)).toContainText('176rows')
    await expect(versions.version(2)).toContainText('+ 1')
  })

  await test.step('the two are compared', async () => {
    await versions.compare(1, 2)
    const compare = new Compare(app)
    await expect(compare.count('added')).toHaveText('+ 2 added')
    await expect(compare.count('removed')).toHaveText('− 1 removed')
    await expect(compare.count('changed')).toHaveText('± 1 changed')
    await expect(compare.count('same')).toHaveText('= 23 same')
    await expect(compare.rows('shop@v1/orders').getByRole('gridcell', { name: '110 changed' })).toBeVisible()
    await expect(compare.rows('shop@v2/orders').getByRole('gridcell', { name: '999 changed' })).toBeVisible()
    await compare.choose('events')
    await expect(compare.count('same')).toHaveText('= 30 same')
  })

  await test.step('a query is saved as an aggregation', async () => {
    await shell.newQuery()
    await query.run(
      'SELECT client, count(*) AS requests, sum(bytes) AS bytes, count(*) FILTER (status = 200) > 1 AS good FROM "shop/access" GROUP BY client ORDER BY client',
    )
    await expect(query.facts).toContainText('40 rows')
    await query.saveAsAggregation()
    const aggregate = new Aggregate(app)
    await expect(aggregate.preview(1)).toContainText('4 columns · all 40 rows')
    await aggregate.run('clients')
    await expect(dataset.title).toContainText('clients@v1')
    await expect(dataset.facts).toContainText('40 rows, 4 columns')
    expect(new Set(await dataset.rows.column('requests'))).toEqual(new Set(['3']))
  })

  await test.step('a training set is frozen from it, and its receipt says what it holds', async () => {
    await dataset.freeze()
    const freeze = new Freeze(app)
    await freeze.role('client', 'id')
    await freeze.role('good', 'label')
    await freeze.name('good-clients')
    await freeze.freeze()
    const frozen = freeze.frozen('good-clients@v1')
    await expect(frozen).toContainText('40 rows in 3 splits')
    const { all, ...splits } = await freeze.rowsBySplit(frozen)
    expect(all).toBe(40)
    expect(Object.keys(splits)).toEqual(['train', 'validation', 'test'])
    expect(Object.values(splits).reduce((sum, rows) => sum + rows, 0)).toBe(40)
    await expect(frozen).toContainText('clients@v1')
    await expect(frozen).toContainText('no equal rows in two splits')
    await frozen.getByRole('button', { name: 'Open good-clients' }).click()
    await expect(dataset.title).toContainText('good-clients@v1')
    await dataset.show('Data')
    await expect(dataset.facts).toContainText('40 rows in 3 splits, 4 columns')
  })
})
