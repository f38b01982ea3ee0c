import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '../harness/test.ts'
import { Dataset } from '../pages/dataset.ts'
import { Import } from '../pages/import.ts'
import { Query } from '../pages/query.ts'
import { Shell } from '../pages/shell.ts'
import { Start } from '../pages/start.ts'

const sales = 'day,shop,amount\n2026-01-01,North,10\n2026-01-02,South,32\n2026-01-03,North,7\n'

test.describe('from files to an answer', () => {
  test('a file becomes a dataset, and a dataset is queried', async ({ app }) => {
    await writeFile(join(app.store.files, 'sales.csv'), sales)
    const data = new Import(app)
    await data.open(join(app.store.files, 'sales.csv'))
    await data.takeSnapshot('sales', 'first days')
    const dataset = new Dataset(app)
    await expect(dataset.title).toContainText('sales')
    expect(await dataset.rows.column('amount')).toEqual(['10', '32', '7'])

    await new Shell(app).newQuery()
    const query = new Query(app)
    await query.run('SELECT shop, sum(amount) AS total FROM sales GROUP BY shop ORDER BY shop')
    expect(await query.result.column('total')).toEqual(['17', '32'])
  })
})

test.describe('without a store', () => {
  test.use({ withStore: false })

  test('a new store is made from the start screen', async ({ app }) => {
    await new Start(app).newStore('fresh')
    const shell = new Shell(app)
    await expect(shell.connection).toHaveText('Connected')
    const info = await app.call('application.recent', {})
    expect(info.stores.map(({ name }) => name)).toEqual(['fresh'])
  })
})
