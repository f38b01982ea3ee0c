import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '../../harness/test.ts'
import { Dataset } from '../../pages/dataset.ts'
import { Shell } from '../../pages/shell.ts'
import { Versions } from '../../pages/versions.ts'
import { photograph } from '../camera.ts'
import { everyKind, longName, writeManyVersions, writeWide } from './stores.ts'

test.use({
  store: async ({ store }, use) => {
    await writeManyVersions(store, 'orders', 12)
    await store.firn('snapshot', 'expression', await writeWide(store.files), '-m', 'all genes')
    await store.firn('aggregate', longName, '--sql', everyKind)
    await store.firn('aggregate', 'one-row', '--sql', 'SELECT 42 AS answer')
    await store.firn(
      'aggregate',
      'ten-million',
      '--sql',
      `SELECT range AS id, range % 97 AS rest, 'group ' || range % 5 AS grouping, range / 7.0 AS ratio FROM range(10000000)`,
    )
    const { id } = (await store.firn('aggregate', 'lost', '--sql', 'SELECT 7 AS n')) as { id: string }
    await store.firn('aggregate', 'lost', '--sql', 'SELECT 8 AS n')
    await rm(join(store.path, 'objects', id.slice(0, 2), id))
    await use(store)
  },
})

test('dataset', async ({ app }) => {
  const { page } = app
  const shell = new Shell(app)
  const dataset = new Dataset(app)
  for (const name of ['orders', 'expression', longName, 'one-row', 'ten-million', 'lost']) {
    const short = name === longName ? 'long-name' : name
    await shell.openDataset(name)
    await expect(shell.screen.getByRole('grid')).toBeVisible()
    await photograph(page, `data-${short}`)
    await dataset.show('Schema')
    await expect(
      shell.screen.getByRole('tabpanel', { name: 'Schema' }).locator('svg, .field-card').first(),
    ).toBeVisible()
    await photograph(page, `schema-${short}`)
    await dataset.show('Versions')
    await expect(new Versions(app).all.first()).toBeVisible()
    await photograph(page, `versions-${short}`)
  }

  await shell.openDataset('orders')
  await dataset.show('Versions')
  const versions = new Versions(app)
  await versions.version(11).click()
  await versions.version(9).click({ modifiers: ['ControlOrMeta'] })
  await photograph(page, 'versions-two')
  await versions.version(9).click()
  await shell.screen.getByRole('button', { name: 'Tag…' }).click()
  await photograph(page, 'tag')
  await page.keyboard.press('Escape')
  await shell.screen.getByRole('button', { name: 'Expire…' }).click()
  await expect(page.getByRole('dialog')).toContainText('go')
  await photograph(page, 'expire')
  await page.keyboard.press('Escape')
  for (const [button, name] of [
    ['Check out…', 'checkout'],
    ['Restore…', 'restore'],
  ] as const) {
    await shell.screen.getByRole('button', { name: button }).click()
    await expect(page.getByRole('dialog')).toBeVisible()
    await photograph(page, name)
    await page.keyboard.press('Escape')
  }
  await versions.version(9).click({ button: 'right' })
  await photograph(page, 'versions-menu')
  await page.keyboard.press('Escape')
  await shell.screen.getByRole('button', { name: 'Take snapshot' }).click()
  await photograph(page, 'take-snapshot')
  await page.getByRole('dialog').getByRole('button', { name: 'Take snapshot' }).click()
  await expect(page.locator('.toast')).toBeVisible()
  await photograph(page, 'toast')
})
