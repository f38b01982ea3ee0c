import { appendFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '../harness/test.ts'
import { Dataset } from '../pages/dataset.ts'
import { Shell } from '../pages/shell.ts'
import { Versions } from '../pages/versions.ts'
import { answerOpenDialog } from '../pages/system-dialog.ts'

test.use({
  store: async ({ store }, use) => {
    const source = join(store.files, 'visits.csv')
    await writeFile(source, 'id\n7\n')
    await store.firn('snapshot', 'visits', 'visits.csv')
    await appendFile(source, '8\n9\n')
    await store.firn('snapshot', 'visits', 'visits.csv', '-m', 'twice by mistake')
    await use(store)
  },
})

test('an old version is made the newest again, and what came between stays', async ({ app }) => {
  const shell = new Shell(app)
  const dataset = new Dataset(app)
  const versions = new Versions(app)
  await shell.openDataset('visits')
  await dataset.show('Versions')
  await versions.version(2).click()
  await expect(shell.screen.getByRole('button', { name: 'Restore…' })).toBeHidden()

  await versions.version(1).click()
  await shell.screen.getByRole('button', { name: 'Restore…' }).click()
  const dialog = app.page.getByRole('dialog', { name: 'Restore v1' })
  await expect(dialog).toContainText('Becomes visits v3')
  await dialog.getByRole('textbox', { name: 'Message' }).fill('before the mistake')
  await expect(dialog.getByLabel('As command', { exact: true })).toContainText(
    "firn restore visits@v1 -m 'before the mistake'",
  )
  await dialog.getByRole('button', { name: 'Restore', exact: true }).click()
  await expect(dialog).toBeHidden()

  await expect(versions.all).toHaveText([/^v3before the mistakelatest/, /^v2twice by mistake/, /^v1/])
  await versions.version(3).click()
  await expect(shell.screen.getByRole('complementary')).toContainText('restoresv1')
  await versions.version(3).dblclick()
  expect(await dataset.rows.column('id')).toEqual(['7'])
})

test('the files of a version are written into a folder, and never over others', async ({ app }) => {
  const shell = new Shell(app)
  const { files } = app.store
  const folder = join(files, 'visits-v1')
  await shell.openDataset('visits')
  await new Dataset(app).show('Versions')
  await new Versions(app).version(1).click()
  const checkOut = async () => {
    await shell.screen.getByRole('button', { name: 'Check out…' }).click()
    const dialog = app.page.getByRole('dialog', { name: 'Check out v1' })
    if (app.electron === undefined) await dialog.getByRole('textbox', { name: 'Folder' }).fill(folder)
    else {
      await answerOpenDialog(app, [files])
      await dialog.getByRole('button', { name: 'Choose…' }).click()
      await expect(dialog.getByRole('textbox', { name: 'Folder' })).toHaveValue(folder)
    }
    await dialog.getByRole('button', { name: 'Check out', exact: true }).click()
    return dialog
  }
  await expect(await checkOut()).toBeHidden()
  expect(await readFile(join(folder, 'visits.csv'), 'utf8')).toBe('id\n7\n')
  const again = await checkOut()
  await expect(again.getByRole('alert')).toContainText('is there already, and is not an empty folder')
})

test('old versions go by rules, which are remembered; what stays and why is said before', async ({ app }) => {
  const shell = new Shell(app)
  const dataset = new Dataset(app)
  const versions = new Versions(app)
  await app.store.firn('tag', 'visits@v1', 'first')
  await writeFile(join(app.store.files, 'visits.csv'), 'id\n1\n')
  await app.store.firn('snapshot', 'visits', 'visits.csv')
  await shell.openDataset('visits')
  await dataset.show('Versions')
  await shell.screen.getByRole('button', { name: 'Expire…' }).click()
  const dialog = app.page.getByRole('dialog', { name: 'Expire old versions' })
  await dialog.getByRole('button', { name: 'Short' }).click()
  const plan = dialog.getByRole('status', { name: 'What will happen' })
  await expect(plan).toContainText('No version goes.')
  await dialog.getByRole('textbox', { name: 'Keep the last' }).fill('x')
  await expect(dialog.getByRole('button', { name: 'Nothing to expire' })).toBeDisabled()
  await dialog.getByRole('textbox', { name: 'Keep the last' }).fill('1')
  await expect(plan).toContainText('v2 goes; collection may then free')
  await expect(plan).toContainText('v1 stays: tagged first')
  await dialog.getByRole('checkbox', { name: 'Remember these rules' }).check()
  await expect(dialog.getByLabel('As command', { exact: true })).toContainText(
    'firn policy visits --keep-last 1 --keep-daily 7 && firn expire visits',
  )
  await dialog.getByRole('button', { name: 'Expire 1 version' }).click()
  await expect(dialog).toBeHidden()
  await expect(versions.all).toHaveText([/^v3/, /^v1/])
  expect(await app.store.firn('policy', 'visits')).toEqual({ dataset: 'visits', keep: { last: 1, daily: 7 } })
})
