import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '../harness/test.ts'
import { Jobs } from '../pages/jobs.ts'
import { Shell } from '../pages/shell.ts'

test.use({
  store: async ({ store }, use) => {
    await writeFile(join(store.files, 'visits.csv'), 'id\n7\n')
    await store.firn('snapshot', 'visits', 'visits.csv')
    await use(store)
  },
})

test('what ran is told over the status bar and on a page, also of the command line, and why it failed', async ({
  app,
}) => {
  const jobs = new Jobs(app)
  await expect(jobs.button).toHaveText('No jobs')
  await jobs.openPopover()
  await expect(jobs.popover).toContainText('Nothing has run since the program was started')
  await app.page.keyboard.press('Escape')
  const aggregate = (sql: string) =>
    app.call('aggregate.run', { dataset: 'numbers', recipe: { steps: [{ name: 'n', sql }], parameters: {} } })
  await aggregate('SELECT 7 AS n')
  await expect(aggregate("SELECT CAST('x' AS INTEGER) AS n")).rejects.toThrow('x')
  await expect(jobs.button).toHaveText('! No jobs · 1 failed')
  await jobs.openPopover()
  await expect(jobs.popover.getByRole('listitem')).toHaveText([
    /Aggregate numbers! failed/,
    /Aggregate numbers✓ done.*numbers@v1/,
  ])
  await jobs.popover.getByRole('button', { name: 'All jobs of this store' }).click()
  await expect(jobs.button).toHaveText('No jobs')
  await expect(jobs.rows).toHaveCount(3)
  await expect(jobs.rows.last()).toContainText('visits@v1')
  await jobs.rows.last().getByRole('button', { name: 'Snapshot of visits' }).click()
  await expect(jobs.table).toContainText('the command line')

  await jobs.show('Failed')
  await expect(jobs.rows).toHaveCount(1)
  await app.page.reload()
  await expect(jobs.rows).toHaveCount(1)
  await jobs.show('All')
  await jobs.rows.nth(1).getByRole('button', { name: 'Open numbers@v1' }).click()
  await expect(new Shell(app).screen.getByRole('heading', { level: 1 })).toContainText('numbers')
})
