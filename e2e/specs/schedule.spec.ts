import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '../harness/test.ts'
import { Dataset } from '../pages/dataset.ts'
import { DatasetSettings } from '../pages/dataset-settings.ts'
import { Jobs } from '../pages/jobs.ts'
import { Shell } from '../pages/shell.ts'
import { answerOpenDialog } from '../pages/system-dialog.ts'
import { Versions } from '../pages/versions.ts'

test.use({
  store: async ({ store }, use) => {
    const source = join(store.files, 'visits.csv')
    for (const rows of ['7', '7\n8', '7\n8\n9']) {
      await writeFile(source, `id\n${rows}\n`)
      await store.firn('snapshot', 'visits', 'visits.csv')
    }
    await store.firn('tag', 'visits@v1', 'first')
    await writeFile(source, 'id\n7\n8\n9\n10\n')
    await use(store)
  },
})

test('a dataset is taken by a schedule, at once when wanted, and old versions go by its policy', async ({
  app,
}) => {
  const shell = new Shell(app)
  const dataset = new Dataset(app)
  const settings = new DatasetSettings(app)
  await shell.openDataset('visits')
  await dataset.show('Settings')
  await expect(settings.sources).toHaveValue(join(app.store.files, 'visits.csv'))
  await expect(settings.save).toBeDisabled()
  if (app.electron !== undefined) {
    // What a window may read is what was opened there by dialog.
    await answerOpenDialog(app, [join(app.store.files, 'visits.csv')])
    await settings.form.getByRole('button', { name: 'Choose files…' }).click()
  }
  await settings.mode.selectOption('Daily')
  await settings.clock.fill('25:00')
  await expect(settings.form).toContainText('A time of day, such as 09:00')
  await expect(settings.save).toBeDisabled()
  await settings.clock.fill('09:30')
  await settings.zone.fill('Europe/Berlin')
  await expect(settings.next).toContainText('Next: ')
  await expect(settings.command).toContainText(
    "firn schedule visits --cron '30 9 * * *' --zone Europe/Berlin",
  )
  await settings.save.click()
  await expect(settings.schedule).toContainText('Taken daily at 09:30, Europe/Berlin · next ')

  await settings.runNow.click()
  await expect(settings.schedule).toContainText('visits@v4: 1 file')
  const jobs = new Jobs(app)
  await jobs.openPopover()
  await expect(jobs.popover.getByRole('listitem').first()).toHaveText(
    /Scheduled snapshot of visits✓ done.*visits@v4: 1 file/,
  )
  await app.page.keyboard.press('Escape')

  await settings.keep('last').fill('1')
  await expect(settings.plan).toContainText('v2, v3 go; collection may then free')
  await expect(settings.plan).toContainText('v1 stays: tagged first')
  await expect(settings.plan).toContainText('v4 stays: the newest')
  await settings.form.getByRole('checkbox', { name: 'Let old versions go' }).check()
  await settings.save.click()
  await expect(settings.save).toBeDisabled()
  await settings.form.getByRole('button', { name: 'Apply the policy now…' }).click()
  const dialog = app.page.getByRole('dialog', { name: 'Expire old versions' })
  await dialog.getByRole('button', { name: 'Expire 2 versions' }).click()
  await expect(dialog).toBeHidden()
  await expect(settings.plan).toContainText('No version goes.')
  await dataset.show('Versions')
  await expect(new Versions(app).all).toHaveText([/^v4.*scheduled/, /^v1/])
  await shell.statusBar
    .getByRole('button', { name: /^Next snapshot (today|tomorrow) \d\d:\d\d: visits$/ })
    .click()
  await expect(settings.schedule).toBeVisible()
  const { entries } = (await app.store.firn('log', 'visits')) as { entries: { action: string }[] }
  expect(entries.filter(({ action }) => action === 'settings')).toHaveLength(2)
  expect(await app.store.firn('schedule', 'visits')).toMatchObject({
    schedule: { times: { kind: 'cron', cron: '30 9 * * *', zone: 'Europe/Berlin' }, expire: true },
    keep: { last: 1 },
  })
})
