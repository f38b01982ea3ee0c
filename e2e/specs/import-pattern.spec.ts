import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeMessyShop } from '../harness/messy-shop.ts'
import { expect, test } from '../harness/test.ts'
import { Dataset } from '../pages/dataset.ts'
import { Grid } from '../pages/grid.ts'
import { Import } from '../pages/import.ts'

test('a log is read by a pattern from the list, at once, after loading again, and in each snapshot', async ({
  app,
}) => {
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

  // What was chosen is there again with the window, and goes with the dataset.
  await app.page.reload()
  await expect(data.pattern).toHaveText('Pattern: plain lines')
  await expect(data.head).toContainText('121 rows')
  const dialog = app.page.getByRole('dialog', { name: 'Take snapshot' })
  await data.takeButton.click()
  await expect(dialog.locator('.command-line')).toContainText(' --table access --pattern lines')
  await app.page.keyboard.press('Escape')
  await data.takeSnapshot('shop')
  const dataset = new Dataset(app)
  await expect(dataset.facts).toContainText('121 rows, 1 column')

  await appendFile(join(shop, 'access.log'), 'one more line\n')
  await dataset.shell.screen.getByRole('button', { name: 'Take snapshot' }).click()
  await expect(dialog.getByLabel('Read', { exact: true })).toHaveValue('before')
  await expect(dialog).toContainText('--table access --pattern lines')
  await dialog.getByRole('button', { name: 'Take snapshot' }).click()
  await expect(dataset.facts).toContainText('122 rows, 1 column')
})
