import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openServed } from '../../harness/served.ts'
import { expect, test } from '../../harness/test.ts'
import { Dataset } from '../../pages/dataset.ts'
import { Query } from '../../pages/query.ts'
import { Shell } from '../../pages/shell.ts'
import { Versions } from '../../pages/versions.ts'

test('a server for reading only says so, and offers nothing that would write', async ({
  store,
  machine,
  viewport,
}) => {
  await writeFile(join(store.files, 'events.csv'), 'id\n1\n2\n')
  await store.firn('snapshot', 'events', 'events.csv')
  const served = await openServed(await machine.browser(), viewport, store, true, ['--read-only'])
  const { app } = served
  const { page } = app
  const shell = new Shell(app)
  await expect(shell.statusBar).toContainText('Read only: Firn was started for reading only.')
  await shell.openDataset('events')
  await expect(shell.screen.getByRole('button', { name: 'Query' })).toBeVisible()
  const writing = /^(Take snapshot|Freeze…|Save as aggregation…|Tag…|Expire…)$/
  await expect(page.getByRole('button', { name: writing })).toHaveCount(0)
  await new Dataset(app).show('Versions')
  await expect(new Versions(app).version(1)).toBeVisible()
  await expect(page.getByRole('button', { name: writing })).toHaveCount(0)
  const query = new Query(app)
  await shell.newQuery()
  await query.run('SELECT sum(id) AS total FROM events')
  await expect(shell.screen.getByRole('gridcell', { name: '3', exact: true })).toBeVisible()
  await expect(page.getByRole('button', { name: writing })).toHaveCount(0)
  await page.keyboard.press('ControlOrMeta+K')
  const search = page.getByRole('combobox', { name: 'Search datasets, versions, commands' })
  await search.fill('New query')
  await expect(page.getByRole('option', { name: 'New query' })).toBeVisible()
  for (const command of ['New aggregation', 'Freeze a training set…']) {
    await search.fill(command)
    await expect(page.getByRole('option', { name: command })).toHaveCount(0)
  }
  expect(await app.problems.found()).toEqual([])
  await served.close()
})

test.describe('of a store that can be written', () => {
  test('the same buttons are there', async ({ app, store }) => {
    await writeFile(join(store.files, 'events.csv'), 'id\n1\n')
    await store.firn('snapshot', 'events', 'events.csv')
    const shell = new Shell(app)
    await shell.openDataset('events')
    await expect(shell.screen.getByRole('button', { name: 'Take snapshot' })).toBeVisible()
    await expect(shell.statusBar).not.toContainText('Read only')
  })
})
