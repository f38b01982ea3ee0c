import { chmod, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '../harness/test.ts'
import { Integrity } from '../pages/integrity.ts'

const text = 'id\n7\n'

test.use({
  store: async ({ store }, use) => {
    await writeFile(join(store.files, 'visits.csv'), text)
    await store.firn('snapshot', 'visits', 'visits.csv')
    await store.firn('path', 'visits@v1')
    await use(store)
  },
})

test('damage is found and shown with its versions, and mended by a plan; a history that went back is accepted', async ({
  app,
}) => {
  const { store, page } = app
  const integrity = new Integrity(app)
  await integrity.open()
  await expect(integrity.verdict).toHaveText('This store was not checked yet on this machine.')
  await integrity.button('Check the structure').click()
  await expect(integrity.verdict).toContainText('Its bytes were not looked at yet')

  await damageObjectWith(store.path, text)
  await integrity.button('Check every byte').click()
  await expect(integrity.verdict).toHaveText('! 1 finding in 1 version')
  await expect(integrity.findings).toHaveText([
    /Damaged.*its bytes have changed.*visits@v1.*Take the same data/,
  ])
  await page.reload()
  await expect(integrity.findings).toHaveCount(1)

  await integrity.button('Repair…').click()
  await expect(integrity.dialog.getByRole('listitem')).toContainText([
    /^Put the bytes back from .*visits\.csv/,
  ])
  await integrity.dialog.getByRole('button', { name: 'Repair: 1 step' }).click()
  await expect(integrity.dialog.getByRole('status', { name: 'What was done' })).toContainText(
    'Nothing is wrong any more.',
  )
  await integrity.dialog.getByRole('button', { name: 'Close' }).last().click()
  await expect(integrity.verdict).toContainText('Sound')
  expect(await store.firn('verify', '--data')).toMatchObject({ ok: true })

  await store.firn('tag', 'visits@v1', 'prod')
  // From then on the engine has seen the tag.
  await integrity.button('Check the structure').click()
  await expect(integrity.shell.screen).toContainText('3 log entries')
  const entry = join(store.path, 'datasets', 'visits', 'log', '0000000003.json')
  await rename(entry, join(store.files, 'kept.json'))
  await integrity.button('Check the structure').click()
  await expect(integrity.findings).toHaveText([/Went back in time.*log ends at entry 2 now/])
  await integrity.button('Accept the present history…').click()
  await integrity.dialog.getByRole('button', { name: 'Accept', exact: true }).click()
  await expect(integrity.verdict).toContainText('Sound')

  const background = integrity.shell.screen.getByRole('checkbox', { name: /^Read objects again/ })
  await expect(background).toBeChecked()
  await background.click()
  await expect(integrity.shell.screen).toContainText(/In the background\s*off/)
})

/** Changes one bit of the object that has these bytes. */
async function damageObjectWith(store: string, bytes: string): Promise<void> {
  for (const name of await readdir(join(store, 'objects'), { recursive: true })) {
    if (name.length < 60) continue
    const file = join(store, 'objects', name)
    if ((await readFile(file, 'utf8')) !== bytes) continue
    await chmod(file, 0o644)
    await writeFile(file, bytes.replace('7', '6'))
    return
  }
  throw new Error('there is no such object')
}
