import type { App } from '../../harness/app.ts'
import { expect, test } from '../../harness/test.ts'
import { Query } from '../../pages/query.ts'
import { Shell } from '../../pages/shell.ts'

/** A further tab of the same browser. */
async function openTab(app: App): Promise<App> {
  const page = await app.page.context().newPage()
  await page.goto(app.page.url())
  await expect(new Shell({ ...app, page }).connection).toHaveText('Connected')
  return { ...app, page }
}

async function writeQuery(app: App, sql: string): Promise<void> {
  await new Shell(app).newQuery()
  await new Query(app).write(sql)
}

const tabsOf = (app: App) => app.page.getByRole('tablist', { name: 'Open tabs' }).getByRole('tab')

test('two tabs on one store keep what was typed in each', async ({ app }) => {
  const other = await openTab(app)
  await writeQuery(app, "SELECT 'first'")
  await writeQuery(other, "SELECT 'second'")
  for (const tab of [app, other]) await tab.page.reload()
  await expect(new Query(app).editor).toContainText('first')
  await expect(new Query(other).editor).toContainText('second')
  for (const tab of [app, other]) await expect(tabsOf(tab)).toHaveCount(1)
})

test('what closed tabs held comes back, each once', async ({ app }) => {
  const older = await openTab(app)
  const newer = await openTab(app)
  await writeQuery(older, "SELECT 'older'")
  await writeQuery(newer, "SELECT 'newer'")
  for (const tab of [older, newer]) await tab.page.close()
  const third = await openTab(app)
  await expect(new Query(third).editor).toContainText('newer')
  const fourth = await openTab(app)
  await expect(new Query(fourth).editor).toContainText('older')
  const fifth = await openTab(app)
  await expect(fifth.page.getByRole('heading', { name: 'store' })).toBeVisible()
  await expect(tabsOf(fifth)).toHaveCount(0)
})
