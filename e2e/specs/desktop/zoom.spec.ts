import { join } from 'node:path'
import { changeOrders, writeMessyShop } from '../../harness/messy-shop.ts'
import { expect, test } from '../../harness/test.ts'
import { ApplicationMenu } from '../../pages/application-menu.ts'
import { Compare } from '../../pages/compare.ts'
import { Dataset } from '../../pages/dataset.ts'
import { outOfReach } from '../../pages/reach.ts'
import { Shell } from '../../pages/shell.ts'
import { Versions } from '../../pages/versions.ts'

test.use({
  store: async ({ store }, use) => {
    const shop = join(store.files, 'shop')
    await writeMessyShop(shop)
    await store.firn('snapshot', 'orders', 'shop/orders.csv')
    await changeOrders(shop)
    await store.firn('snapshot', 'orders', 'shop/orders.csv')
    await use(store)
  },
})

test('at 200 % by the menu, two versions are still found, compared and understood', async ({ app }) => {
  const { page } = app
  const shell = new Shell(app)
  const menu = new ApplicationMenu(app)
  await app.electron?.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.setContentSize(1280, 800),
  )
  await expect(shell.connection).toHaveText('Connected')
  const zoom = () =>
    app.electron?.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.getZoomFactor(),
    )
  for (let step = 0; step < 8; step += 1) await menu.choose('zoom-in')
  expect(await zoom()).toBeGreaterThanOrEqual(2)
  await expect.poll(() => page.evaluate(() => innerWidth)).toBeLessThanOrEqual(640)
  await expect(page.getByRole('button', { name: 'Show the catalogue' })).toBeVisible()

  await shell.openDataset('orders')
  await new Dataset(app).show('Versions')
  expect(await page.evaluate(outOfReach)).toEqual([])
  await new Versions(app).compare(1, 2)
  const compare = new Compare(app)
  await expect(compare.count('changed')).toBeVisible()
  expect(await page.evaluate(outOfReach)).toEqual([])
  await compare.show('Statistics')
  await compare.statisticsOf('amount').click()
  await expect(compare.cell).toContainText('amount')
  expect(await page.evaluate(outOfReach)).toEqual([])
  await menu.choose('zoom-reset')
  expect(await zoom()).toBe(1)
})
