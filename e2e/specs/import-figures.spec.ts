import { join } from 'node:path'
import { writeMessyShop } from '../harness/messy-shop.ts'
import { expect, test } from '../harness/test.ts'
import { Import } from '../pages/import.ts'

test('the fields of files are looked at before anything is imported', async ({ app }) => {
  await writeMessyShop(join(app.store.files, 'shop'))
  const data = new Import(app)
  await data.open(app.store.files)
  await data.choose('orders')
  await data.chooseField('amount')
  const amount = data.field('amount')
  await expect(amount).toContainText('all 25 rows')
  await expect(amount.getByText('maximum')).toBeVisible()
  await expect(amount.getByRole('term')).toHaveText([
    'distinct',
    'minimum',
    'median',
    'mean',
    'maximum',
    'sum',
    'missing',
  ])
  await expect(amount.getByRole('definition').nth(0)).toHaveText('25')
  await expect(amount.getByRole('definition').nth(1)).toHaveText('10')
  await expect(amount.getByRole('definition').nth(5)).toHaveText('3250')
  await expect(amount.getByRole('group', { name: 'Distribution of amount' })).toBeVisible()

  await data.choose('access')
  await data.chooseField('method')
  await expect(data.field('method').locator('.frequent-row')).toHaveText(['GET120'])
})
