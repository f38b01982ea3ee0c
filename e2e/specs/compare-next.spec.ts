import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '../harness/test.ts'
import { Compare } from '../pages/compare.ts'
import { Dataset } from '../pages/dataset.ts'
import { Shell } from '../pages/shell.ts'
import { Versions } from '../pages/versions.ts'

test('going from change to change lands on cells that are there', async ({ app }) => {
  const file = join(app.store.files, 'prices.csv')
  await writeFile(file, 'id,city,price\n1,Oslo,5\n2,Bern,6\n3,Rome,7\n4,Riga,8\n')
  await app.store.firn('snapshot', 'prices', 'prices.csv')
  await writeFile(file, 'id,city,price\n1,Oslo,5\n3,Rome,70\n4,Riga,8\n5,Kiel,9\n')
  await app.store.firn('snapshot', 'prices', 'prices.csv')
  await new Shell(app).openDataset('prices')
  await new Dataset(app).show('Versions')
  await new Versions(app).compare(1, 2)
  const compare = new Compare(app)
  await expect(compare.count('removed')).toHaveText('− 1 removed')
  const before = compare.focused('prices@v1')
  const after = compare.focused('prices@v2')
  const { keyboard } = app.page

  await compare.rows('prices@v2').focus()
  await keyboard.press('n')
  await expect(before).toHaveText('2')
  await expect(compare.rows('prices@v1')).toBeFocused()
  await keyboard.press('Enter')
  await expect(compare.cell).toContainText('id')
  await compare.rows('prices@v1').focus()
  await keyboard.press('n')
  await expect(before).toHaveText('7 changed')
  await keyboard.press('n')
  await expect(after).toHaveText('9')
  await expect(compare.rows('prices@v2')).toBeFocused()
})
