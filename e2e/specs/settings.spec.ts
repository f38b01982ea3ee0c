import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '../harness/test.ts'
import { ApplicationMenu } from '../pages/application-menu.ts'
import { makeStoreBy } from '../pages/file-picker.ts'
import { Query } from '../pages/query.ts'
import { Settings } from '../pages/settings.ts'
import { Shell } from '../pages/shell.ts'

const catalogue = 'Show or hide the catalogue'

test('how the window looks and writes values is chosen, and stays after a reload', async ({ app }) => {
  const settings = new Settings(app)
  const root = app.page.locator('html')
  const sizeOfText = () => app.page.evaluate(() => parseFloat(getComputedStyle(document.body).fontSize))
  await settings.open()
  await settings.choice('Theme', 'Dark').click()
  await expect(root).toHaveAttribute('data-theme', 'dark')
  const usual = await sizeOfText()
  await settings.choice('Font size', 'Large').click()
  expect(await sizeOfText()).toBeGreaterThan(usual)
  await expect(settings.shell.screen).toContainText('1,234,567.89')
  await settings.shell.screen.getByRole('checkbox', { name: 'Separate thousands' }).uncheck()
  await expect(settings.shell.screen).toContainText('1234567.89')

  const query = new Query(app)
  await settings.shell.newQuery()
  await query.run('SELECT 7654321 AS n')
  await expect(query.result.row(0).cell('n')).toHaveText('7654321')
  // A row is as high as its text needs: of a new grid, and of one that is open when the size is changed.
  await expect.poll(() => query.result.rowHeight()).toEqual({ row: 33, cutOff: 0 })
  await settings.open()
  await settings.choice('Font size', 'Small').click()
  await settings.shell.showTab('Query 1')
  await expect.poll(() => query.result.rowHeight()).toEqual({ row: 25, cutOff: 0 })
  await settings.open()
  await settings.choice('Font size', 'Large').click()
  await settings.shell.screen.getByRole('checkbox', { name: 'Separate thousands' }).check()
  await settings.shell.showTab('Query 1')
  await expect(query.result.row(0).cell('n')).toHaveText('7,654,321')

  await app.page.reload()
  await expect(root).toHaveAttribute('data-theme', 'dark')
  expect(await sizeOfText()).toBeGreaterThan(usual)
})

test('a command gets another key, which alone works then, also after a reload', async ({ app }) => {
  const settings = new Settings(app)
  const { page } = app
  const datasets = page.getByRole('navigation', { name: 'Datasets' })
  await settings.open()
  await expect(datasets).toBeVisible()

  await settings.changeKey(catalogue, 'ControlOrMeta+K')
  await expect(settings.shell.screen.getByRole('alert')).toContainText('belongs to “Search everything”')
  await settings.shell.screen.getByRole('button', { name: 'Use it here instead' }).click()
  await expect(settings.keyOf(catalogue)).toContainText('K')
  await expect(settings.keyOf('Search everything')).toContainText('none')
  await settings.shell.screen.getByRole('button', { name: 'Reset all keys' }).click()
  await expect(settings.keyOf('Search everything')).toContainText('K')
  await settings.changeKey(catalogue, 'ControlOrMeta+C')
  await expect(settings.shell.screen.getByRole('alert')).toContainText('copies')
  await settings.changeKey(catalogue, 'ControlOrMeta+J')
  await expect(settings.shell.screen.getByRole('alert')).toHaveCount(0)
  await expect(settings.keyOf(catalogue)).toContainText('J')

  await page.reload()
  await expect(datasets).toBeVisible()
  await page.keyboard.press('ControlOrMeta+J')
  await expect(datasets).toBeHidden()
  await page.keyboard.press('ControlOrMeta+B')
  await expect(settings.keyOf(catalogue)).toContainText('J')
  await expect(datasets).toBeHidden()

  if (app.host === 'desktop')
    await expect
      .poll(async () => (await new ApplicationMenu(app).item('side'))?.accelerator)
      .toBe('CommandOrControl+J')

  await settings.resetKey(catalogue)
  await page.keyboard.press('ControlOrMeta+B')
  await expect(datasets).toBeVisible()
})

test('a query ends with the deadline that was set; what this machine does not have is refused', async ({
  app,
}) => {
  const settings = new Settings(app)
  await settings.open()
  await settings.set('Threads', '100000')
  await expect(settings.field('Threads')).toHaveAttribute('aria-invalid', 'true')
  await expect(settings.shell.screen).toContainText('The number of threads is between 1 and')
  await settings.set('Threads', '1')
  await expect(settings.field('Threads')).not.toHaveAttribute('aria-invalid')
  await settings.set('Deadline', '1')
  await expect(settings.shell.screen.getByRole('button', { name: 'Reset deadline' })).toBeVisible()

  const query = new Query(app)
  await settings.shell.newQuery()
  await query.run('SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE a.range + b.range = 7')
  await expect(query.problem).toContainText('deadline')
  await expect(query.problem).toContainText('stopped after 1 s')

  await app.page.reload()
  await settings.open()
  await expect(settings.field('Deadline')).toHaveValue('1')
  await expect(settings.field('Threads')).toHaveValue('1')
  await settings.shell.screen.getByRole('button', { name: 'Reset deadline' }).click()
  await expect(settings.field('Deadline')).toHaveValue('')
  expect((await app.call('settings.get', {})).chosen).toEqual({ threads: 1 })
})

test.describe('on the start screen', () => {
  test.use({ withStore: false })

  test('settings are reached by button, key, palette and menu, and lead back', async ({ app }) => {
    const { page } = app
    const shell = new Shell(app)
    const button = page.getByRole('button', { name: 'Settings…' })
    const screen = page.getByRole('main', { name: 'Settings' })
    // The screen moves a little when this list has come, away from under a pointer that is pressed.
    await expect(page.getByRole('region', { name: 'Recent stores' })).toContainText('None yet')
    await button.click()
    await screen.getByRole('radio', { name: 'Dark', exact: true }).click()
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
    await expect(screen.getByRole('textbox', { name: 'Threads' })).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(screen).toHaveCount(0)
    await expect(button).toBeFocused()

    await page.keyboard.press('ControlOrMeta+,')
    const back = screen.getByRole('button', { name: 'Back to the start' })
    await expect(back).toBeFocused()
    await back.click()
    await shell.command('Settings…')
    await expect(screen.getByRole('heading', { name: 'Settings' })).toBeVisible()
    await back.click()
    if (app.host === 'desktop') await new ApplicationMenu(app).choose('settings')
    else await button.click()
    await expect(screen).toBeVisible()
    await page.keyboard.press('ControlOrMeta+K')
    await makeStoreBy(app, 'mine', page.getByRole('option', { name: 'New store…' }))
    await expect(shell.storeButton).toHaveText('mine')
    await expect(screen).toHaveCount(0)
  })
})

test.describe('damaged settings', () => {
  test.use({
    store: async ({ store }, use) => {
      await writeFile(join(store.stateFolder, 'settings.json'), '{"threads":')
      await use(store)
    },
  })

  test('are told at once, and can be set anew', async ({ app }) => {
    const settings = new Settings(app)
    const notice = app.page.getByText('The settings were damaged and are as at first again.')
    await expect(notice.first()).toBeVisible()
    await app.page.getByRole('button', { name: 'Open settings' }).click()
    await expect(settings.shell.notices).toContainText('settings.json.damaged')
    await settings.set('Threads', '1')
    await expect(settings.shell.notices).toHaveCount(0)
  })
})
