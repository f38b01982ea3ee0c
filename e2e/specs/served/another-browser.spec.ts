import { openElsewhere } from '../../harness/served.ts'
import { expect, test } from '../../harness/test.ts'
import { Query } from '../../pages/query.ts'
import { Shell } from '../../pages/shell.ts'

test('a link that is copied in the window lets another browser in, once, with tabs of its own', async ({
  app,
  machine,
  playwright,
}) => {
  await new Shell(app).newQuery()
  await new Query(app).write("SELECT 'mine'")
  await app.page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await new Shell(app).command('Copy link for another browser')
  await expect(app.page.getByRole('status', { name: 'Announcements' })).toContainText('Copied a link')
  const link = await app.page.evaluate(() => navigator.clipboard.readText())
  expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}$/)
  const context = await (await machine.browser()).newContext()
  const page = await context.newPage()
  await page.goto(link)
  const other = new Shell({ ...app, page })
  await expect(other.connection).toHaveText('Connected')
  await expect(page.getByRole('tablist', { name: 'Open tabs' }).getByRole('tab')).toHaveCount(0)
  const stranger = await playwright.request.newContext()
  expect((await stranger.get(link)).status()).toBe(401)
  await stranger.dispose()
  await context.close()
})

test('what one browser begins is seen by the other, and can be cancelled there', async ({ app }) => {
  const elsewhere = await openElsewhere(app, Number(new URL(app.page.url()).port))
  const sql = 'SELECT md5(a.range::VARCHAR || b.range) AS hash FROM range(1000000000) a, range(1000000) b'
  const freezing = app
    .call('aggregate.run', { dataset: 'large', recipe: { steps: [{ name: 'all', sql }], parameters: {} } })
    .then(
      () => 'done',
      (error: Error) => error.message,
    )
  const bar = new Shell(elsewhere.app).statusBar
  await bar.getByRole('button', { name: 'Cancel Aggregate large' }).click()
  expect(await freezing).toContain('cancelled')
  await expect(bar).toContainText('No jobs')
  expect(await elsewhere.app.problems.found()).toEqual([])
  await elsewhere.close()
})
