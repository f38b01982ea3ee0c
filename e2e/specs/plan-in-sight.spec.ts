import { appendFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '../harness/test.ts'
import { Dataset } from '../pages/dataset.ts'
import { Freeze } from '../pages/freeze.ts'
import { Shell } from '../pages/shell.ts'

test.use({
  store: async ({ store }, use) => {
    const rows = Array.from({ length: 200 }, (_, id) => `${id},${id % 2}`)
    await writeFile(join(store.files, 'people.csv'), `id,kind\n${rows.join('\n')}\n`)
    await store.firn('snapshot', 'people', 'people.csv')
    await use(store)
  },
})

test('what is frozen is what the dialog showed, or the new plan is shown first', async ({ app }) => {
  await new Shell(app).openDataset('people')
  await new Dataset(app).freeze()
  const freeze = new Freeze(app)
  await freeze.dialog.getByLabel('from', { exact: true }).fill('people')
  await freeze.name('frozen-people')
  await expect(freeze.dialog).toContainText('from people@v1 · 200 rows')
  await appendFile(join(app.store.files, 'people.csv'), '200,0\n')
  await app.store.firn('snapshot', 'people', 'people.csv')
  await freeze.freeze()
  await expect(freeze.dialog.getByRole('alert')).toContainText(
    '"people" is people@v2 by now; the plan was made of v1.',
  )
  await expect(freeze.dialog).toContainText('from people@v2 · 201 rows')
  await freeze.freeze()
  await expect(freeze.frozen('frozen-people@v1')).toBeVisible()
})
