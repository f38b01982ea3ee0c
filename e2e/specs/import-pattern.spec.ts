import { join } from 'node:path'
import { writeMessyShop } from '../harness/messy-shop.ts'
import { expect, test } from '../harness/test.ts'
import { Dataset } from '../pages/dataset.ts'
import { Grid } from '../pages/grid.ts'
import { Import } from '../pages/import.ts'

test('a log is read by a pattern from the list, at once and in the snapshot', async ({ app }) => {
  const shop = join(app.store.files, 'shop')
  await writeMessyShop(shop)
  const data = new Import(app)
  await data.open(app.store.files)
  await data.choose('access')
  await expect(data.pattern).toHaveText('Pattern: Apache combined')
  await expect(data.head).toContainText('120 rows')

  await data.choosePattern('plain lines')
  await expect(data.pattern).toHaveText('Pattern: plain lines')
  await expect(data.head).toContainText('121 rows')
  await expect(data.head).toContainText('1 column')
  await expect(data.rejected).toHaveCount(0)
  const preview = new Grid(data.shell.screen)
  await expect(async () => expect((await preview.column('line'))[0]).toContain('10.0.0.1 - - [')).toPass()

  await data.choosePattern('Recognised')
  await expect(data.pattern).toHaveText('Pattern: Apache combined')
  await expect(data.head).toContainText('120 rows')
  await expect(data.rejected).toHaveCount(1)

  await data.choosePattern('syslog with ISO time')
  await expect(data.head).toContainText('121 rejected')
  await data.choosePattern('plain lines')
  await expect(data.head).toContainText('121 rows')
  await data.takeSnapshot('shop')
  await expect(new Dataset(app).facts).toContainText('121 rows, 1 column')
})
