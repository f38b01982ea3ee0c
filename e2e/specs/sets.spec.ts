import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '../harness/test.ts'
import { Compare } from '../pages/compare.ts'
import { Dataset } from '../pages/dataset.ts'
import { Import } from '../pages/import.ts'
import { Shell } from '../pages/shell.ts'
import { Versions } from '../pages/versions.ts'

test.use({
  store: async ({ store }, use) => {
    await writeFile(join(store.files, 'visits.csv'), 'id,page\n1,a\n2,b\n')
    await writeFile(join(store.files, 'labels.csv'), 'id,label\n1,bot\n2,human\n')
    await store.firn('snapshot', 'visits', 'visits.csv')
    await store.firn('snapshot', 'labels', 'labels.csv', '--tag', 'prod')
    await use(store)
  },
})

test('datasets are held together as a set, whose versions are compared by their members', async ({ app }) => {
  const shell = new Shell(app)
  const dataset = new Dataset(app)
  await shell.command('New set of datasets…')
  const dialog = app.page.getByRole('dialog', { name: 'New set' })
  await dialog.getByRole('textbox', { name: 'Name' }).fill('release')
  const make = dialog.getByRole('button', { name: 'Make set' })
  await expect(make).toBeDisabled()
  await dialog.getByRole('checkbox', { name: 'visits' }).check()
  await dialog.getByRole('checkbox', { name: 'labels' }).check()
  await dialog.getByLabel('Version of labels').selectOption('prod')
  await expect(dialog.getByLabel('As command', { exact: true })).toContainText(
    'firn set release labels@prod visits',
  )
  await make.click()
  await expect(dialog).toBeHidden()

  await expect(dataset.title).toContainText('release')
  await expect(dataset.facts).toContainText('set · 4 rows in 2 tables')
  const members = shell.screen.getByRole('table', { name: 'Members of release@v1' })
  await expect(members.getByRole('row')).toHaveText([/^Dataset/, /^labels.*v1.*labels@prod/, /^visits.*v1/])
  await members
    .getByRole('row', { name: /^visits/ })
    .getByRole('button', { name: 'Query' })
    .click()
  await expect(shell.screen.getByText('release@v1/visits').first()).toBeVisible()

  await writeFile(join(app.store.files, 'visits.csv'), 'id,page\n1,a\n2,c\n3,c\n')
  await app.store.firn('snapshot', 'visits', 'visits.csv')
  await shell.openDataset('release')
  await expect(members.getByRole('row', { name: /^visits/ })).toContainText('now v2')
  await shell.screen.getByRole('button', { name: 'New version…' }).click()
  const again = app.page.getByRole('dialog', { name: 'New version of a set' })
  await again.getByRole('button', { name: 'Make set of 2' }).click()
  await expect(again).toBeHidden()

  await dataset.show('Versions')
  await new Versions(app).compare(1, 2)
  const changes = shell.screen.getByRole('table', { name: 'Members of both versions' })
  await expect(changes.getByRole('row')).toHaveText([/^Member/, /^labels.*same/, /^visits.*changed.*v1v2/])
  await changes.getByRole('button', { name: 'Compare visits' }).click()
  await expect(new Compare(app).count('added')).toContainText('1')

  await shell.openDataset('visits')
  await dataset.show('Versions')
  await shell.screen.getByRole('button', { name: 'Expire…' }).click()
  const expire = app.page.getByRole('dialog', { name: 'Expire old versions' })
  await expect(expire.getByRole('status', { name: 'What will happen' })).toContainText(
    'v1 stays: release@v1 holds it',
  )
  await app.page.keyboard.press('Escape')

  // What a set holds is often taken together, too. What a window may read was opened there.
  if (app.electron !== undefined) await new Import(app).open(app.store.files)
  await writeFile(join(app.store.files, 'visits.csv'), 'id,page\n9,z\n')
  await writeFile(join(app.store.files, 'labels.csv'), 'id,label\n9,bot\n')
  await shell.command('Take snapshots together…')
  const together = app.page.getByRole('dialog', { name: 'Take snapshots together' })
  await together.getByRole('checkbox', { name: 'visits' }).check()
  await together.getByRole('checkbox', { name: 'labels' }).check()
  await together.getByLabel('Message').fill('of one evening')
  const [labels, visits] = ['labels', 'visits'].map((name) => join(app.store.files, `${name}.csv`))
  await expect(together.getByLabel('As command', { exact: true })).toHaveText(
    `firn snapshot --into labels=${labels} --into visits=${visits} -m 'of one evening'`,
  )
  await together.getByRole('button', { name: 'Take 2 snapshots' }).click()
  await expect(together).toBeHidden()
  await expect(shell.dataset('labels')).toContainText('v2')
  await expect(shell.dataset('visits')).toContainText('v3')
})
