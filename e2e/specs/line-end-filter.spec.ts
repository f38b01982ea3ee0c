import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '../harness/test.ts'
import { Dataset } from '../pages/dataset.ts'
import { Shell } from '../pages/shell.ts'

test('a value that holds a line end can be filtered by', async ({ app }) => {
  await writeFile(
    join(app.store.files, 'notes.csv'),
    'id,note\n1,"first\nsecond"\n2,"first\nsecond"\n3,other\n4,"first\nsecond"\n',
  )
  await app.store.firn('snapshot', 'notes', 'notes.csv')
  const shell = new Shell(app)
  await shell.openDataset('notes')
  const { rows } = new Dataset(app)
  expect(await rows.column('id')).toEqual(['1', '2', '3', '4'])
  await rows.showFigures('note')
  const figures = shell.screen.getByRole('complementary')
  await figures.getByRole('button', { name: /^first.second: 3 rows/ }).click()
  await expect.poll(() => rows.column('id')).toEqual(['1', '2', '4'])
  await expect(shell.screen.getByRole('alert')).toHaveCount(0)
})
