import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '../harness/test.ts'
import { Dataset } from '../pages/dataset.ts'
import { Shell } from '../pages/shell.ts'

test.use({
  store: async ({ store }, use) => {
    await writeFile(join(store.files, 'visits.csv'), 'id,page\n7,a\n8,b\n9,a\n')
    await store.firn('snapshot', 'visits', 'visits.csv')
    const script =
      'echo "<b>reading</b>"; grep -v ,b "$FIRN_INPUT_VISITS/visits.csv" > "$FIRN_OUTPUT/pages.csv"'
    await store.firn(
      'run',
      'pages',
      '--input',
      'visits',
      '--seed',
      '42',
      '--param',
      'without=b',
      '--',
      'sh',
      '-c',
      script,
    )
    await store.firn('snapshot', 'declared', 'visits.csv', '--input', 'visits@v1')
    await use(store)
  },
})

test('a version that a program made says which one, of what, and what it said', async ({ app }) => {
  const shell = new Shell(app)
  const dataset = new Dataset(app)
  await shell.openDataset('pages')
  expect(await dataset.rows.column('id')).toEqual(['7', '9'])
  await dataset.show('Recipe')
  await expect(shell.screen.getByLabel('Program', { exact: true }).first()).toContainText('sh -c')
  await expect(shell.screen.locator('.command-log')).toHaveText('<b>reading</b>\n')
  const made = shell.screen.getByRole('complementary', { name: 'How it was made' })
  await expect(made).toContainText('visits@v1')
  await expect(made).toContainText('$withoutb')
  await expect(made).toContainText('seed42')

  await shell.openDataset('declared')
  await dataset.show('Recipe')
  await expect(shell.screen).toContainText('declared@v1 was made outside of Firn')

  await shell.command('Show the lineage of the store')
  await expect(shell.screen.getByRole('option', { name: /^pages@v1, aggregation, 2 rows/ })).toBeVisible()
})
