import { expect } from '@playwright/test'
import type { App } from '../harness/app.ts'
import { test } from '../harness/test.ts'
import { Dataset } from '../pages/dataset.ts'
import { Query } from '../pages/query.ts'
import { Shell } from '../pages/shell.ts'

test.use({
  store: async ({ store }, use) => {
    for (const factor of [1, 2])
      await store.firn('aggregate', 'numbers', '--sql', `SELECT range * ${factor} AS n FROM range(3000)`)
    await use(store)
  },
})

/** Watches each picture that is drawn: how often the grid in front showed no row at all, or was not there. */
async function watchRows(app: App): Promise<() => Promise<number>> {
  await app.page.evaluate(() => {
    const seen = { empty: 0, watching: true }
    Object.assign(window, { seen })
    const look = () => {
      const cells = document.querySelectorAll('[role=tabpanel][data-active] .ag-row .ag-cell[col-id=n]')
      if (![...cells].some((cell) => cell.textContent !== '')) seen.empty += 1
      if (seen.watching) requestAnimationFrame(look)
    }
    look()
  })
  return () =>
    app.page.evaluate(() => {
      const { seen } = window as unknown as { seen: { empty: number; watching: boolean } }
      seen.watching = false
      return seen.empty
    })
}

test('rows stay in sight until those that take their place are there', async ({ app }) => {
  const shell = new Shell(app)
  const data = new Dataset(app)
  await shell.openDataset('numbers')
  await expect(data.rows.row(1).cell('n')).toHaveText('2')
  const ofData = await watchRows(app)
  await data.rows.sortDescending('n')
  await expect(data.rows.row(0).cell('n')).toHaveText('5998')
  await data.rows.filter('n', 'is less than', '100')
  await expect(data.rows.row(0).cell('n')).toHaveText('98')
  await shell.screen.getByRole('button', { name: /choose another/ }).click()
  await app.page.getByRole('menuitemradio', { name: /^v1/ }).click()
  await expect(data.rows.row(1).cell('n')).toHaveText('1')
  expect(await ofData()).toBe(0)

  const query = new Query(app)
  await shell.newQuery()
  await query.run('SELECT range AS n FROM range(2000)')
  await expect(query.result.row(1).cell('n')).toHaveText('1')
  const ofQuery = await watchRows(app)
  await query.run('SELECT range + 5 AS n FROM range(2000)')
  await expect(query.result.row(1).cell('n')).toHaveText('6')
  await query.result.sortDescending('n')
  await expect(query.result.row(0).cell('n')).toHaveText('2004')
  expect(await ofQuery()).toBe(0)
})
