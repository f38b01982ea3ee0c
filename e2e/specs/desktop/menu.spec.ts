import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '../../harness/test.ts'
import { ApplicationMenu } from '../../pages/application-menu.ts'
import { Shell } from '../../pages/shell.ts'
import { answerOpenDialog } from '../../pages/system-dialog.ts'

test('every command of the palette stands in the menu, with its key', async ({ app }) => {
  const shell = new Shell(app)
  const menu = new ApplicationMenu(app)
  await expect(shell.connection).toHaveText('Connected')
  await expect.poll(async () => (await menu.item('palette'))?.enabled).toBe(true)
  await app.page.keyboard.press('ControlOrMeta+K')
  const group = app.page.getByRole('group', { name: 'Commands' })
  const offered = await group.getByRole('option').evaluateAll((options) =>
    options.map((option) => {
      const key = option.querySelector('kbd')
      return [
        option.textContent.slice(0, -(key?.textContent.length ?? 0) || undefined),
        key !== null,
      ] as const
    }),
  )
  expect(offered.length).toBeGreaterThan(20)
  const items = await menu.items()
  for (const [title, hasKey] of offered) {
    const item = items.find(({ label, id }) => label === title && id !== '')
    expect(item, title).toMatchObject({ enabled: true })
    expect(item?.accelerator !== undefined, title).toBe(hasKey)
  }
  await app.page.keyboard.press('Escape')
})

test('the menu runs commands of the window and shows which ones make sense', async ({ app }) => {
  const shell = new Shell(app)
  const menu = new ApplicationMenu(app)
  await expect(shell.connection).toHaveText('Connected')
  const closeTab = async () => (await menu.item('close-tab'))?.enabled
  await expect.poll(closeTab).toBe(false)
  await menu.choose('new-query')
  await expect(shell.screen.getByRole('textbox', { name: 'SQL' })).toBeVisible()
  await expect.poll(closeTab).toBe(true)
  await menu.choose('close-tab')
  await expect(app.page.getByRole('tab')).toHaveCount(0)
  await expect.poll(closeTab).toBe(false)
  await menu.choose('help')
  await expect(app.page.getByRole('dialog', { name: 'Keys' })).toBeVisible()
})

test('what the system knows how to do is there as well', async ({ app }) => {
  const menu = new ApplicationMenu(app)
  await expect.poll(async () => (await menu.item('palette'))?.enabled).toBe(true)
  const labels = (await menu.items('edit-menu')).map(({ label }) => label)
  expect(labels).toEqual(expect.arrayContaining(['Undo', 'Redo', 'Cut', 'Copy', 'Paste', 'Select All']))
  const roles = await app.electron?.evaluate(({ Menu }) =>
    Menu.getApplicationMenu()?.items.map(({ id, role }) => [id, role?.toLowerCase()]),
  )
  expect(roles).toEqual([
    ['file-menu', undefined],
    ['edit-menu', 'editmenu'],
    ['view-menu', undefined],
    ['data-menu', undefined],
    ['window-menu', 'window'],
    ['help-menu', 'help'],
  ])
  expect((await menu.items('window-menu')).map(({ label }) => label)).toContain('Minimize')
})

test.describe('on the start screen', () => {
  test.use({ withStore: false })

  test('stores are opened by the menu, and offered again from then on', async ({ app, emptyStore }) => {
    const mine = join(app.store.files, 'mine')
    await cp(emptyStore, mine, { recursive: true })
    const menu = new ApplicationMenu(app)
    await expect.poll(async () => (await menu.item('open-store'))?.enabled).toBe(true)
    expect(await menu.item('new-query')).toMatchObject({ enabled: false })
    expect(await menu.item('recent-stores')).toMatchObject({ enabled: false })
    await answerOpenDialog(app, [mine])
    await menu.choose('open-store')
    await expect(app.page).toHaveTitle(/ – Firn$/)
    await expect.poll(async () => (await menu.item('recent-stores'))?.enabled).toBe(true)
    await expect.poll(() => menu.item('new-query')).toMatchObject({ enabled: true })
    await answerOpenDialog(app, [join(app.store.files, 'other')])
    await menu.choose('new-store')
    await expect(app.page).toHaveTitle('other – Firn')
    // The window keeps its store; the other one comes in a window of its own, once.
    const opening = app.electron?.waitForEvent('window')
    await menu.openRecent(mine)
    const second = await opening
    await expect.poll(() => second?.title()).toBe('mine – Firn')
    await menu.openRecent(mine)
    await expect(app.page).toHaveTitle('other – Firn')
    expect(app.electron?.windows()).toHaveLength(2)
  })
})

test('the size of everything is changed by menu and keys, and remembered', async ({ app }) => {
  const menu = new ApplicationMenu(app)
  const level = () =>
    app.electron?.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.getZoomLevel(),
    )
  await menu.choose('zoom-in')
  await menu.choose('zoom-in')
  expect(await level()).toBe(1)
  await app.page.keyboard.press('ControlOrMeta+-')
  await expect.poll(level).toBe(0.5)
  await app.page.reload()
  await expect.poll(level).toBe(0.5)
  await menu.choose('zoom-reset')
  expect(await level()).toBe(0)
})
