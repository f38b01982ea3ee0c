import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '../../harness/test.ts'
import { Import } from '../../pages/import.ts'

test('several files are chosen in the dialog for files, a folder in the one for folders', async ({ app }) => {
  const files = [join(app.store.files, 'a.csv'), join(app.store.files, 'b.csv')]
  for (const file of files) await writeFile(file, 'id,city\n1,Oslo\n')
  await writeFile(join(app.store.files, 'c.jsonl'), '{"other":1}\n')
  await app.electron?.evaluate(
    ({ dialog }, answers) => {
      // Called with a window in front; what is chosen depends on what may be chosen.
      dialog.showOpenDialog = (...given: unknown[]) => {
        const { properties = [] } = given.at(-1) as { properties?: string[] }
        const several = properties.includes('openFile') && properties.includes('multiSelections')
        return Promise.resolve({ canceled: false, filePaths: several ? answers.files : answers.folder })
      }
    },
    { files, folder: [app.store.files] },
  )
  const data = new Import(app)
  const button = app.page.getByRole('banner').getByRole('button', { name: 'Import…' })
  await button.click()
  await app.page.getByRole('menuitem', { name: 'Choose files…' }).click()
  await expect(data.found).toContainText('2 files')
  await expect(data.found).not.toContainText('c.jsonl')
  await button.click()
  await app.page.getByRole('menuitem', { name: 'Choose a folder…' }).click()
  await expect(data.found).toContainText('3 files')
})
