import { expect, test } from '../../harness/test.ts'
import { Shell } from '../../pages/shell.ts'

test('a page in a browser says what it is, too, and copies diagnostics', async ({ app }) => {
  const shell = new Shell(app)
  await expect(shell.connection).toHaveText('Connected')
  await shell.command('About Firn')
  const about = app.page.getByRole('dialog', { name: 'About Firn' })
  await expect(about.getByRole('term')).toHaveText(['Firn', 'DuckDB'])
  await about.getByRole('button', { name: 'Licences' }).click()
  await expect(app.page.getByRole('dialog', { name: 'Licences' }).locator('pre')).toContainText(
    'apache-arrow',
  )
  await app.page.keyboard.press('Escape')
  await app.page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await shell.command('Copy diagnostics')
  await expect(app.page.getByRole('status', { name: 'Announcements' })).toHaveText('Copied diagnostics')
  const copied = await app.page.evaluate(() => navigator.clipboard.readText())
  expect(copied).toMatch(/^Versions\n {2}Firn: \d/)
  expect(copied).toContain('engine started')
  expect(copied).not.toContain(app.store.path)
})

test.describe('on the start screen', () => {
  test.use({ withStore: false })

  test('keys work, and what needs a store does nothing', async ({ app }) => {
    await expect(app.page.getByRole('heading', { name: 'Recent stores' })).toBeVisible()
    await app.page.keyboard.press('Alt+T')
    await expect(app.page.getByRole('tab')).toHaveCount(0)
    await app.page.keyboard.press('F1')
    await expect(app.page.getByRole('dialog', { name: 'Keys' })).toBeVisible()
  })
})
