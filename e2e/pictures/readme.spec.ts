import { fileURLToPath } from 'node:url'
import { type App } from '../harness/app.ts'
import { expect, test } from '../harness/test.ts'
import { Compare } from '../pages/compare.ts'
import { Dataset } from '../pages/dataset.ts'
import { Query } from '../pages/query.ts'
import { Shell } from '../pages/shell.ts'
import { Start } from '../pages/start.ts'
import { Versions } from '../pages/versions.ts'

test.use({ withStore: false })
test.setTimeout(120_000)

const file = (name: string) => fileURLToPath(new URL(`../../docs/${name}.png`, import.meta.url))

/** The folder of the test would be the loudest word of the picture. */
async function take({ page }: App, name: string): Promise<void> {
  await page.locator('.title-bar-store .muted').evaluate((path) => path.remove())
  await page.screenshot({ path: file(name) })
}

async function openSample(app: App): Promise<void> {
  const shell = new Shell(app)
  await new Start(app).openSample()
  await expect(shell.dataset('penguin-species')).toBeVisible({ timeout: 60_000 })
  await shell.theme('Light')
}

test('two versions compared', async ({ app }) => {
  await openSample(app)
  await new Shell(app).openDataset('constituents')
  await new Dataset(app).show('Versions')
  await new Versions(app).compare(5, 6)
  const compare = new Compare(app)
  await expect(compare.rows('constituents@v6').getByRole('gridcell').first()).toBeVisible()
  await compare.count('same').click()
  await expect(compare.count('same')).toHaveAttribute('aria-pressed', 'false')
  await take(app, 'compare')
})

test('a query and its result', async ({ app }) => {
  await openSample(app)
  await new Shell(app).newQuery()
  const query = new Query(app)
  await query.run(`SELECT path, count(*) AS requests, count(DISTINCT client) AS clients,
  count(*) FILTER (status >= 400) AS failed
FROM "access@v2"
GROUP BY path
ORDER BY requests DESC`)
  await expect(query.facts).toContainText('all rows of v2')
  expect((await query.result.column('requests')).length).toBeGreaterThan(10)
  await query.result.row(0).cell('requests').click()
  await expect(query.inspector.getByRole('img').first()).toBeVisible()
  await take(app, 'query')
})
