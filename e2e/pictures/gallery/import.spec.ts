import { cp, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeMessyShop } from '../../harness/messy-shop.ts'
import { expect, test } from '../../harness/test.ts'
import { openFolderBy } from '../../pages/file-picker.ts'
import { Import } from '../../pages/import.ts'
import { photograph } from '../camera.ts'
import { longName, writeWide } from './stores.ts'

const own = new URL('../../../../shared/data/', import.meta.url)

test('import', async ({ app }) => {
  const { page, store } = app
  const data = new Import(app)
  await writeMessyShop(join(store.files, 'shop'))
  await writeWide(join(store.files, 'wide'))
  const odd = join(store.files, 'odd')
  await mkdir(odd)
  await writeFile(join(odd, 'empty.csv'), '')
  await writeFile(
    join(odd, `${longName}.csv`),
    'a;b;"a very long name of a column that says too much"\n1;2;3\n',
  )
  await writeFile(join(odd, 'picture.png'), Buffer.from([137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 0]))
  await writeFile(join(odd, 'broken.parquet'), 'PAR1 and then nothing')
  await writeFile(
    join(odd, 'mixed.jsonl'),
    '{"id":1,"at":"2026-01-01","deep":{"a":1}}\n{"id":"two","at":null}\n{"id":3,"extra":[1,2]}\n',
  )
  await cp(new URL('tables-vega/flights-200k.arrow', own), join(odd, 'flights.arrow')).catch(() => undefined)
  await cp(new URL('parquet-tables/penguins.parquet', own), join(odd, 'penguins.parquet')).catch(
    () => undefined,
  )
  await data.open(store.files)
  for (const table of ['access', 'orders', 'events', 'expression', 'mixed', 'penguins', 'flights']) {
    await data.choose(table)
    await photograph(page, `import-${table}`)
  }
  await data.choose('access')
  await data.pattern.click()
  await photograph(page, 'import-pattern-menu')
  await page.keyboard.press('Escape')
  await data.shell.screen.getByRole('button', { name: 'Edit pattern…' }).click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await photograph(page, 'import-pattern')
  await page.keyboard.press('Escape')
  await data.takeButton.click()
  await photograph(page, 'import-take-snapshot')
})

for (const [name, content] of [
  ['empty', ''],
  ['broken', 'PAR1 and then nothing'],
] as const) {
  test(`import of a file that is ${name}`, async ({ app }) => {
    const folder = join(app.store.files, name)
    await mkdir(folder)
    await writeFile(join(folder, name === 'empty' ? 'empty.csv' : 'broken.parquet'), content)
    const data = new Import(app)
    await openFolderBy(app, folder, app.page.getByRole('banner').getByRole('button', { name: 'Import…' }))
    await expect(data.found.or(data.shell.screen.getByRole('alert'))).toBeVisible()
    await photograph(app.page, `import-only-${name}`)
  })
}
