import { createHash } from 'node:crypto'
import { appendFile, chmod, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '../harness/test.ts'
import { Dataset } from '../pages/dataset.ts'
import { Shell } from '../pages/shell.ts'
import { Versions } from '../pages/versions.ts'

test.use({
  store: async ({ store }, use) => {
    const source = join(store.files, 'visits.csv')
    const total = ['aggregate', 'total', '--sql', 'SELECT sum(id) AS id FROM visits']
    await writeFile(source, 'id\n7\n')
    await store.firn('snapshot', 'visits', 'visits.csv')
    await store.firn(...total)
    await appendFile(source, '8\n')
    const { id } = (await store.firn('snapshot', 'visits', 'visits.csv')) as { id: string }
    await store.firn(...total)
    await rm(join(store.path, 'objects', id.slice(0, 2), id))
    await use(store)
  },
})

test('what is lost of the newest version is named, and older ones open', async ({ app }) => {
  const shell = new Shell(app)
  const dataset = new Dataset(app)
  await shell.openDataset('visits')
  const banner = shell.screen.locator('.banner')
  await expect(banner).toContainText('(snapshot visits@v2) is missing from the store')
  await expect(shell.screen.getByRole('alert')).toContainText('is missing')

  await dataset.show('Versions')
  const versions = new Versions(app)
  await expect(versions.version(2)).toContainText('cannot be read')
  await expect(versions.version(1)).toContainText('1row')
  await versions.version(1).dblclick()
  await expect(dataset.title).toContainText('visits@v1')
  expect(await dataset.rows.column('id')).toEqual(['7'])
  await expect(banner.first()).toContainText('is missing from the store')

  await shell.command('Show the lineage of the store')
  const lost = shell.screen.getByRole('list', { name: 'What cannot be read' })
  await expect(lost.getByRole('listitem')).toHaveText([/^visits@v2: .* is missing/])
  await expect(shell.screen.getByRole('option', { name: 'visits@v2, raw, cannot be read' })).toBeVisible()
  await expect(shell.screen.getByRole('option', { name: /^total@v1, aggregation, 1 row$/ })).toBeVisible()
})

test('rebuilding tells that the rows are the same, and that their stored copy is damaged', async ({
  app,
}) => {
  const { store } = app
  const { path } = (await store.firn('path', 'total@v1')) as { path: string }
  const bytes = await readFile(join(path, 'total.parquet'))
  const hash = createHash('sha256').update(bytes).digest('hex')
  const object = join(store.path, 'objects', hash.slice(0, 2), hash)
  await chmod(object, 0o644)
  await truncate(object, 8)
  const shell = new Shell(app)
  await shell.command('Show the lineage of the store')
  await shell.screen.getByRole('option', { name: /^total@v1,/ }).click()
  await shell.screen.getByRole('button', { name: 'Rebuild and verify' }).click()
  const verdict = shell.screen.getByRole('status', { name: 'Verdict' })
  await expect(verdict).toContainText('The same rows again: total@v1 can be rebuilt')
  await expect(verdict).toContainText('But what is stored of total@v1 cannot be read:')
  await expect(verdict.getByRole('listitem')).toContainText(['is damaged'])
})
