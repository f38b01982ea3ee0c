import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '../harness/test.ts'
import { Dataset } from '../pages/dataset.ts'
import { Shell } from '../pages/shell.ts'
import { Versions } from '../pages/versions.ts'

test.use({
  store: async ({ store }, use) => {
    const source = join(store.files, 'visits.csv')
    await writeFile(source, 'id\n1\n')
    await store.firn('snapshot', 'visits', 'visits.csv', '-m', 'raw')
    await writeFile(source, 'id\n1\n2\n')
    await store.firn('snapshot', 'visits', 'visits.csv', '-m', 'more')
    await use(store)
  },
})

test('a branch begins at an old version, and new ones go onto it while the name still means main', async ({
  app,
}) => {
  const shell = new Shell(app)
  const dataset = new Dataset(app)
  const versions = new Versions(app)
  await shell.openDataset('visits')
  await dataset.show('Versions')
  await versions.version(1).click()
  await shell.screen.getByRole('button', { name: 'Branch…' }).click()
  const dialog = app.page.getByRole('dialog', { name: 'Branch at v1' })
  await dialog.getByRole('textbox', { name: 'Name' }).fill('main')
  await expect(dialog.getByRole('button', { name: 'Make branch' })).toBeDisabled()
  await dialog.getByRole('textbox', { name: 'Name' }).fill('cleanup')
  await expect(dialog.getByLabel('As command', { exact: true })).toContainText(
    'firn branch visits@v1 cleanup --switch',
  )
  await dialog.getByRole('button', { name: 'Make branch' }).click()
  await expect(dialog).toBeHidden()
  const current = shell.screen.getByRole('button', { name: /^New versions go onto/ })
  await expect(current).toHaveText('cleanup')

  await writeFile(join(app.store.files, 'visits.csv'), 'id\n9\n')
  await app.store.firn('snapshot', 'visits', 'visits.csv', '-m', 'cleaned')
  await expect(versions.all).toHaveText([/^v3cleaned.*cleanup/, /^v2more.*latest/, /^v1raw/])
  await versions.version(3).click()
  await expect(shell.screen.getByRole('complementary')).toContainText('parentv1branchcleanup')
  await versions.version(3).dblclick()
  await expect(shell.screen.getByText('This is v3 of branch cleanup; the latest is v2.')).toBeVisible()
  // Rows of the version before stay until the new ones are there.
  await expect.poll(() => dataset.rows.column('id')).toEqual(['9'])
  await dataset.show('Versions')

  await current.click()
  await app.page.getByRole('menuitemradio', { name: /^main/ }).click()
  await expect(current).toHaveText('main')
  expect(await app.store.firn('branch', 'visits')).toMatchObject({
    current: 'main',
    branches: [
      { name: 'main', version: 2, versions: 2 },
      { name: 'cleanup', version: 3, versions: 1 },
    ],
  })
  expect(await app.store.firn('sql', 'SELECT max(id) AS id FROM "visits@cleanup"')).toEqual([{ id: '9' }])
})
