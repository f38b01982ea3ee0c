import type { Page } from '@playwright/test'
import type { App } from '../../harness/app.ts'
import { openDesktop } from '../../harness/desktop.ts'
import { expect, test } from '../../harness/test.ts'
import { ApplicationMenu } from '../../pages/application-menu.ts'
import { answerOpenDialog } from '../../pages/system-dialog.ts'

/** Opens one more window by the menu and waits for its start screen. */
async function openSecond(app: App): Promise<Page> {
  const menu = new ApplicationMenu(app)
  const opening = app.electron?.waitForEvent('window')
  await menu.choose('new-window')
  const page = await opening
  if (page === undefined) throw new Error('no window was opened')
  await expect(page.getByRole('heading', { name: 'Firn' })).toBeVisible()
  return page
}

const storeButton = (page: Page) => page.getByRole('banner').getByRole('button', { name: /^Store / })
const connection = (page: Page) => page.getByRole('status', { name: 'Connection' })

test('two windows show two stores; the death and the end of one leave the other alone', async ({ app }) => {
  const second = await openSecond(app)
  await answerOpenDialog(app, [`${app.store.files}/other`])
  await second.getByRole('button', { name: 'New store…' }).click()
  await expect(storeButton(second)).toHaveText('other')
  await expect(storeButton(app.page)).toHaveText('store')
  // Both live through the end of the engine that they share, each with its own store.
  const { engine } = await app.processes()
  process.kill(engine ?? 0, 'SIGKILL')
  for (const page of [app.page, second]) {
    await expect(page.locator('.banner')).toContainText('The engine ended unexpectedly')
    await expect(connection(page)).toHaveText('Connected')
  }
  await expect(storeButton(second)).toHaveText('other')
  await expect(storeButton(app.page)).toHaveText('store')
  const info = await app.call('application.info', {})
  expect(info.store).toBe(app.store.path)
  await new ApplicationMenu(app).choose('close-window')
  await expect.poll(() => app.electron?.windows().length).toBe(1)
})

test('two windows show the same store, and both see what changes in it', async ({ app, store }) => {
  const second = await openSecond(app)
  await answerOpenDialog(app, [store.path])
  await second.getByRole('button', { name: 'Open a store…' }).click()
  await expect(storeButton(second)).toHaveText('store')
  const recipe = { steps: [{ name: 'n', sql: 'SELECT range AS n FROM range(10)' }], parameters: {} }
  await app.call('aggregate.run', { dataset: 'numbers', recipe })
  for (const page of [app.page, second]) {
    await expect(
      page.getByRole('navigation', { name: 'Datasets' }).getByRole('button', { name: 'numbers' }),
    ).toBeVisible()
  }
})

test('windows come back with their stores, at their places', async ({ app, store, machine }) => {
  await expect(connection(app.page)).toHaveText('Connected')
  const place = { x: 90, y: 70, width: 1010, height: 720 }
  await app.electron?.evaluate(({ BrowserWindow }, bounds) => {
    BrowserWindow.getAllWindows()[0]?.setBounds(bounds)
  }, place)
  const bounds = (of: App) =>
    of.electron?.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()
        .sort((a, b) => a.id - b.id)
        .map((window) => window.getBounds()),
    )
  await expect.poll(() => bounds(app)).toEqual([place])
  const second = await openSecond(app)
  await answerOpenDialog(app, [`${store.files}/other`])
  await second.getByRole('button', { name: 'New store…' }).click()
  await expect(storeButton(second)).toHaveText('other')
  await app.electron?.close()
  const again = await openDesktop(await machine.desktop(), store, false)
  try {
    await expect.poll(() => again.app.electron?.windows().length).toBe(2)
    const names = async () => {
      const buttons = (again.app.electron?.windows() ?? []).map((page) => storeButton(page).innerText())
      return (await Promise.all(buttons)).sort()
    }
    await expect.poll(names).toEqual(['other', 'store'])
    expect(await bounds(again.app)).toContainEqual(place)
  } finally {
    await again.close()
  }
})

test('a window that would be out of sight is brought back', async ({ app, store, machine }) => {
  await expect(connection(app.page)).toHaveText('Connected')
  await app.electron?.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.setBounds({ x: 5000, y: 4000, width: 900, height: 700 })
  })
  const isInSight = (of: App) =>
    of.electron?.evaluate(({ BrowserWindow, screen }) => {
      const { x, y, width } = BrowserWindow.getAllWindows()[0]?.getBounds() ?? { x: -1, y: -1, width: 0 }
      const area = screen.getPrimaryDisplay().workArea
      return x >= area.x && y >= area.y && x + width <= area.x + area.width
    })
  // Until it is written down where the window is.
  await app.page.waitForTimeout(1000)
  expect(await isInSight(app)).toBe(false)
  await app.electron?.close()
  const again = await openDesktop(await machine.desktop(), store, false)
  try {
    expect(await isInSight(again.app)).toBe(true)
    // The same when the screen that it was on is taken away.
    await again.app.electron?.evaluate(({ BrowserWindow, screen }) => {
      BrowserWindow.getAllWindows()[0]?.setBounds({ x: 5000, y: 4000, width: 900, height: 700 })
      screen.emit('display-removed', {}, screen.getPrimaryDisplay())
    })
    await expect.poll(() => isInSight(again.app)).toBe(true)
  } finally {
    await again.close()
  }
})
