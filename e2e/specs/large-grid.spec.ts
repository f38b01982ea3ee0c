import { expect, test } from '../harness/test.ts'
import { endless } from '../harness/endless.ts'
import { Query } from '../pages/query.ts'
import { Shell } from '../pages/shell.ts'

const rows = 10_000_000
/** Twelve columns; `mixed` is an order of its own: each number once, far from the row's own. */
const large = `SELECT range::INTEGER AS id, (range * 7919 % ${rows})::INTEGER AS mixed, (range % 10)::TINYINT AS digit,
  (range % 97)::TINYINT AS rest, range % 2 = 0 AS even, range % 3 = 0 AS third, (range % 256)::UTINYINT AS byte,
  (range // 1000)::SMALLINT AS thousand, (range % 7)::TINYINT AS weekday, (range % 24)::TINYINT AS hour,
  (range % 60)::TINYINT AS minute, 'group ' || range % 5 AS grouping
FROM range(${rows})`
test('ten million rows are scrolled, sorted and filtered, with few of them in the document', async ({
  app,
}) => {
  test.setTimeout(300_000)
  await new Shell(app).newQuery()
  const query = new Query(app)
  const grid = query.result
  const expectFewRows = async () => expect(await grid.rowsInDocument()).toBeLessThan(200)

  await test.step('the first page is there before all rows are', async () => {
    await query.run(large)
    expect((await grid.column('id')).slice(0, 3)).toEqual(['0', '1', '2'])
    await expect(query.facts).toContainText('10,000,000 rows', { timeout: 60_000 })
    await expectFewRows()
  })

  await test.step('the last row is one key away', async () => {
    await grid.goToEnd()
    const last = grid.row(rows - 1)
    await expect(last.cell('id')).toHaveText('9,999,999')
    await expect(last.cell('mixed')).toHaveText('9,992,081')
    await expect(last.cell('digit')).toHaveText('9')
    await expectFewRows()
    await grid.goToStart()
    await expect(grid.row(0).cell('id')).toHaveText('0')
  })

  await test.step('the engine sorts all of them', async () => {
    await grid.sortDescending('mixed')
    await expect(grid.row(0).cell('mixed')).toHaveText('9,999,999', { timeout: 60_000 })
    await expect(grid.row(1).cell('mixed')).toHaveText('9,999,998')
    await expect(query.facts).toContainText('10,000,000 rows', { timeout: 60_000 })
    await expectFewRows()
  })

  await test.step('the engine filters all of them', async () => {
    await grid.filter('rest', 'is', '96')
    await expect(query.facts).toContainText('103,092 rows of 10,000,000 rows', { timeout: 60_000 })
    await expect(grid.row(0).cell('rest')).toHaveText('96')
    await grid.goToEnd()
    await expect(grid.row(103_091).cell('rest')).toHaveText('96')
    await expectFewRows()
  })
})

test('a heavy query is cancelled within three seconds, and the next one answers', async ({ app }) => {
  await new Shell(app).newQuery()
  const query = new Query(app)
  await query.start(endless)
  await expect(query.elapsed).toBeVisible()
  const cancelledAt = performance.now()
  await query.cancel()
  await expect(query.cancelled).toBeVisible()
  await expect(query.runButton).toBeVisible()
  expect(performance.now() - cancelledAt).toBeLessThan(3000)
  await query.run('SELECT 42 AS answer')
  await expect(query.facts).toContainText('1 row')
  expect(await query.result.column('answer')).toEqual(['42'])
})
