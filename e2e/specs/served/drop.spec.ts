import { expect, test } from '../../harness/test.ts'
import { Grid } from '../../pages/grid.ts'
import { Import } from '../../pages/import.ts'
import { Query } from '../../pages/query.ts'
import { Shell } from '../../pages/shell.ts'

test('a file that is dropped on the window becomes a table that answers', async ({ app }) => {
  const { page } = app
  await expect(new Shell(app).connection).toHaveText('Connected')
  const transfer = await page.evaluateHandle(() => {
    const dropped = new DataTransfer()
    dropped.items.add(
      new File(['shop,amount\nNorth,10\nSouth,32\n'], 'täglich – 1.csv', { type: 'text/csv' }),
    )
    return dropped
  })
  const veil = page.getByText('Drop to look at it')
  await page.dispatchEvent('body', 'dragenter', { dataTransfer: transfer })
  await expect(veil).toBeVisible()
  await page.dispatchEvent('body', 'dragover', { dataTransfer: transfer })
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer })
  await expect(veil).toBeHidden()

  const data = new Import(app)
  await expect(data.head).toContainText('2 rows')
  await expect(data.found).toContainText('täglich – 1.csv')
  await expect(async () =>
    expect(await new Grid(data.shell.screen).column('shop')).toEqual(['North', 'South']),
  ).toPass()
  await data.queryNow()
  const query = new Query(app)
  await expect(query.facts).toContainText('2 rows')
  expect(await query.result.column('amount')).toEqual(['10', '32'])
})

test('text that is dragged over the window is no file', async ({ app }) => {
  const { page } = app
  await expect(new Shell(app).connection).toHaveText('Connected')
  const transfer = await page.evaluateHandle(() => {
    const dragged = new DataTransfer()
    dragged.setData('text/plain', 'some words')
    return dragged
  })
  await page.dispatchEvent('body', 'dragenter', { dataTransfer: transfer })
  await expect(page.getByText('Drop to look at it')).toBeHidden()
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer })
  await expect(page.getByRole('tab', { name: /^Import/ })).toHaveCount(0)
})
