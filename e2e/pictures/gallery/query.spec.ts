import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '../../harness/test.ts'
import { endless } from '../../harness/endless.ts'
import { Query } from '../../pages/query.ts'
import { Shell } from '../../pages/shell.ts'
import { photograph } from '../camera.ts'
import { everyKind } from './stores.ts'

const sales = `SELECT range AS id, DATE '2026-01-01' + (range % 90)::INTEGER AS day, ['north', 'south', 'east', 'west'][1 + range % 4] AS region,
  round(range % 97 * 3.7, 2) AS amount, CASE WHEN range % 9 = 0 THEN NULL ELSE range % 5 END AS rating FROM range(10000000)`

test.use({
  store: async ({ store }, use) => {
    await writeFile(join(store.files, 'sales.csv'), 'day,amount\n2026-01-01,10\n2026-01-02,11\n')
    await store.firn('snapshot', 'sales', 'sales.csv', '-m', 'first')
    await use(store)
  },
})

test('query', async ({ app }) => {
  const { page } = app
  const shell = new Shell(app)
  await shell.newQuery()
  const query = new Query(app)
  await expect(query.editor).toBeVisible()
  await photograph(page, 'query-empty')
  await query.start(endless)
  await expect(query.elapsed).toBeVisible()
  await photograph(page, 'query-running', { loading: true })
  await query.cancel()
  await expect(query.cancelled).toBeVisible()
  await photograph(page, 'query-cancelled')
  await query.run('SELECT day,\n  amuont\nFROM sales')
  await expect(query.problem).toBeVisible()
  await photograph(page, 'query-error')
  await query.run('SELECT * FROM sales WHERE false')
  await expect(query.facts).toContainText('0 rows')
  await photograph(page, 'query-no-rows')
  await query.run('SELECT * FROM sales;\nSELECT 2 AS two;\nSELECT nothing FROM sales;\nSELECT 4')
  await photograph(page, 'query-several')
  await page.getByRole('tab', { name: 'Result 4' }).click()
  await photograph(page, 'query-not-run')
  await query.write('SELECT * FROM sales WHERE amount > $least AND day > $since')
  await expect(shell.screen.getByRole('form', { name: 'Parameters' })).toBeVisible()
  await photograph(page, 'query-parameters')
  await query.run(sales)
  await expect(query.facts).toContainText('10,000,000 rows', { timeout: 120_000 })
  await query.result.showFigures('amount')
  await expect(query.inspector.getByRole('img').first()).toBeVisible({ timeout: 60_000 })
  await photograph(page, 'query-ten-million')
  await query.result.filter('rating', 'is', '3')
  await expect(query.facts).toContainText('of 10,000,000', { timeout: 120_000 })
  await photograph(page, 'query-filtered')
  await page.getByRole('button', { name: 'Menu of column region' }).click({ force: true })
  await photograph(page, 'query-column-menu')
  await page.keyboard.press('Escape')
  await shell.screen.getByRole('button', { name: 'Export…' }).click()
  await photograph(page, 'export')
  await page.keyboard.press('Escape')
  await shell.screen.getByRole('button', { name: 'Explain' }).click()
  await expect(page.getByRole('dialog', { name: 'Plan' })).toBeVisible()
  await photograph(page, 'plan')
  await page.keyboard.press('Escape')
  await shell.screen.getByRole('button', { name: 'History' }).click()
  await expect(shell.screen.getByRole('complementary')).toContainText('SELECT')
  await photograph(page, 'query-history')
})

test('chart', async ({ app }) => {
  const { page } = app
  await new Shell(app).newQuery()
  const query = new Query(app)
  await query.run(
    `SELECT DATE '2026-01-01' + (range % 90)::INTEGER AS day, ['north', 'south', 'east', 'west'][1 + range % 4] AS region, range % 97 * 3.7 AS amount FROM range(5000)`,
  )
  await query.chartButton.click()
  await expect(query.chart.locator('svg').first()).toBeVisible()
  await photograph(page, 'chart')
  const kinds = query.chart.getByRole('radio')
  for (const title of await kinds.allInnerTexts()) {
    await query.chart.getByRole('radio', { name: title, exact: true }).click()
    await photograph(page, `chart-${title.toLowerCase()}`)
  }
})

test('cells', async ({ app }) => {
  const { page } = app
  await new Shell(app).newQuery()
  const query = new Query(app)
  await query.run(everyKind)
  await expect(query.facts).toContainText('rows')
  await photograph(page, 'cells')
  for (const name of ['nothing', 'empty', 'lines', 'long_text', 'json', 'address']) {
    await query.result.row(0).cell(name).dblclick()
    await photograph(page, `cell-${name}`)
  }
  await query.run(
    `SELECT blob, huge, "a column whose name is a whole sentence, with a comma, and goes on for longer than any screen is wide" FROM (${everyKind})`,
  )
  await query.result.row(0).cell('blob').dblclick()
  await photograph(page, 'cell-blob')
  await query.result.showFigures('a column whose name')
  await photograph(page, 'column-long-name')
  await query.result.row(0).cell('huge').click({ button: 'right' })
  await photograph(page, 'cell-menu')
})
