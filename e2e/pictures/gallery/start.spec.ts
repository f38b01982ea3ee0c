import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '../../harness/test.ts'
import { Shell } from '../../pages/shell.ts'
import { Start } from '../../pages/start.ts'
import { photograph } from '../camera.ts'
import { longName } from './stores.ts'

test.describe('without a store', () => {
  test.use({ withStore: false })

  test('start', async ({ app }) => {
    const { page, store } = app
    await expect(page.getByText('None yet')).toBeVisible()
    await photograph(page, 'start-no-stores')
    await new Start(app).newStore('web-shop')
    const shell = new Shell(app)
    await expect(shell.storeButton).toHaveText('web-shop')
    await photograph(page, 'store-empty')
    for (const name of ['gone', longName]) await shell.newStore(name)
    await rm(join(store.files, 'gone'), { recursive: true })
    await page.goto(new URL('/', page.url()).href)
    await page.evaluate(() => {
      sessionStorage.clear()
      localStorage.clear()
    })
    await page.reload()
    await photograph(page, 'start-or-store-after-reload')
    await shell.storeButton.click()
    await photograph(page, 'store-menu')
    await page.keyboard.press('Escape')
    await shell.storeButton.click()
    await page.getByRole('menuitem', { name: 'Open a store…' }).click()
    await expect(page.getByRole('listitem').first()).toBeVisible()
    await photograph(page, 'picker-store')
    await page.keyboard.press('Escape')
    await mkdir(join(store.files, 'nothing in here'))
    await page.keyboard.press('ControlOrMeta+O')
    await expect(page.getByRole('dialog').getByRole('listitem').first()).toBeVisible()
    await photograph(page, 'picker-data')
  })

  test('sample', async ({ app }) => {
    const { page } = app
    const shell = new Shell(app)
    await new Start(app).openSample()
    await expect(shell.dataset('penguin-species')).toBeVisible({ timeout: 60_000 })
    await photograph(page, 'store-sample')
    await page.keyboard.press('ControlOrMeta+K')
    await expect(page.getByRole('option').first()).toBeVisible()
    await photograph(page, 'palette')
    await page.keyboard.insertText('access')
    await expect(page.getByRole('option').first()).toContainText('access')
    await photograph(page, 'palette-found')
    await page.keyboard.insertText('xyzzy')
    await expect(page.getByRole('option')).toHaveCount(0)
    await photograph(page, 'palette-nothing')
    await page.keyboard.press('Escape')
    await page.keyboard.press('F1')
    await photograph(page, 'keys')
    await page.keyboard.press('Escape')
    for (const [title, name] of [
      ['About Firn', 'about'],
      ['Licences', 'licences'],
    ] as const) {
      await shell.command(title)
      await expect(page.getByRole('dialog')).toBeVisible()
      await photograph(page, name)
      await page.keyboard.press('Escape')
    }
    await shell.command('Settings…')
    await expect(shell.screen.getByRole('heading', { name: 'Settings', exact: true })).toBeVisible()
    await photograph(page, 'settings')
    await page.keyboard.press('End')
    await shell.screen.getByRole('heading').last().scrollIntoViewIfNeeded()
    await photograph(page, 'settings-end')
    await page.getByRole('banner').getByRole('button', { name: 'Theme' }).click()
    await photograph(page, 'theme-menu')
    await page.keyboard.press('Escape')
    await shell.dataset('constituents').click({ button: 'right' })
    await photograph(page, 'catalogue-menu')
  })
})

test.describe('a crowded store', () => {
  test.use({
    store: async ({ store }, use) => {
      for (let at = 0; at < 40; at++)
        await store.firn('aggregate', at === 7 ? longName : `daily-${at}`, '--sql', `SELECT ${at} AS n`)
      await use(store)
    },
  })

  test('catalogue', async ({ app }) => {
    const { page } = app
    const shell = new Shell(app)
    await expect(shell.dataset('daily-39')).toBeAttached()
    await photograph(page, 'catalogue-many')
    await page.getByLabel('Find a dataset').fill('nothing like it')
    await photograph(page, 'catalogue-nothing-found')
    await page.getByLabel('Find a dataset').fill('')
    for (let at = 0; at < 14; at++) await shell.openDataset(`daily-1${at % 10}`)
    await shell.openDataset(longName)
    await expect(shell.screen.getByRole('grid')).toBeVisible()
    await photograph(page, 'tabs-many')
  })
})
