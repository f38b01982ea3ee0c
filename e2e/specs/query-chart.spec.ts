import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '../harness/test.ts'
import { Query } from '../pages/query.ts'
import { Shell } from '../pages/shell.ts'

const sales = [
  'day,shop,amount',
  '2026-01-01,North,10',
  '2026-01-01,South,32000',
  '2026-01-02,North,7',
  '2026-01-03,South,1',
]

test('a result is drawn over time, by names and as a spread of numbers', async ({ app }) => {
  await writeFile(join(app.store.files, 'sales.csv'), `${sales.join('\n')}\n`)
  await app.store.firn('snapshot', 'sales', 'sales.csv')
  await new Shell(app).newQuery()
  const query = new Query(app)
  await query.run('FROM sales')
  await query.chartButton.focus()
  await app.page.keyboard.press('Enter')
  const chart = query.chart
  await expect(chart.getByRole('status')).toHaveText('all 4 rows, 3 values')
  await expect(query.drawn('sum of amount by day')).toHaveText([
    '2026-01-0132,010',
    '2026-01-027',
    '2026-01-031',
  ])
  await expect(chart.getByRole('radio', { name: 'Line' })).toBeChecked()

  await chart.getByLabel('by', { exact: true }).selectOption('shop')
  await expect(query.drawn('sum of amount by shop')).toHaveText(['South32,001', 'North17'])
  await chart.getByLabel('Measure', { exact: true }).selectOption('maximum of')
  await expect(query.drawn('maximum of amount by shop')).toHaveText(['South32,000', 'North10'])

  await chart.getByLabel('Measure', { exact: true }).selectOption('number of rows')
  await chart.getByLabel('by', { exact: true }).selectOption('amount')
  await expect(query.drawn('rows by amount')).toHaveText(['11', '71', '101', '32,0001'])

  await query.chartButton.click()
  await expect(chart).toBeHidden()
})
