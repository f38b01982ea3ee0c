import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '../../harness/test.ts'
import { ApplicationMenu } from '../../pages/application-menu.ts'

test('the log names methods, codes and deaths, and nothing of the data', async ({ app }) => {
  const secret = 'salary_of_ada'
  await expect(
    app.call('query.start', { sql: `SELECT ${secret} FROM "/tmp/${secret}.csv" WHERE x = '${secret}'` }),
  ).rejects.toThrow()
  const log = () => readFile(join(app.store.stateFolder, 'logs', 'firn.log'), 'utf8').catch(() => '')
  await expect.poll(log).toMatch(/engine:\d+ call failed method=query\.start code=[\w-]+ ms=\d+$/m)
  const { engine } = await app.processes()
  process.kill(engine ?? 0, 'SIGKILL')
  await expect.poll(log).toMatch(/desktop:\d+ engine died$/m)
  expect(await log()).toMatch(/desktop:\d+ program started version=\S+ electron=\S+$/m)
  expect(await log()).not.toContain(secret)
  expect(await log()).not.toContain('SELECT')
  expect(await log()).not.toContain(app.store.files)
})

test('diagnostics are copied, and the log is shown', async ({ app }) => {
  const menu = new ApplicationMenu(app)
  await app.electron?.evaluate(({ shell }) => {
    shell.showItemInFolder = (path: string) => void Object.assign(globalThis, { shownPath: path })
  })
  await menu.choose('show-log')
  const shown = await app.electron?.evaluate(() => (globalThis as unknown as { shownPath: string }).shownPath)
  expect(await readFile(shown ?? '', 'utf8')).toContain('program started')
  await menu.choose('copy-diagnostics')
  const copied = () => app.electron?.evaluate(({ clipboard }) => clipboard.readText())
  await expect.poll(copied).toMatch(/^Versions\n {2}Firn: \d/)
  await expect(app.page.getByRole('status', { name: 'Announcements' })).toHaveText('Copied diagnostics')
  const text = (await copied()) ?? ''
  for (const part of ['DuckDB:', 'Electron:', 'Chromium:', 'Settings', 'Processes', 'Firn engine', 'Log\n'])
    expect(text).toContain(part)
  expect(text).not.toContain(app.store.path)
  expect(text).not.toContain(app.store.files)
})

test('the program says what it is and what it is made of', async ({ app }) => {
  const menu = new ApplicationMenu(app)
  await menu.choose('about')
  const about = app.page.getByRole('dialog', { name: 'About Firn' })
  for (const part of ['Firn', 'DuckDB', 'Electron', 'Chromium', 'Node']) {
    await expect(about.getByRole('term').filter({ hasText: new RegExp(`^${part}$`) })).toBeVisible()
  }
  await about.getByRole('button', { name: 'Licences' }).click()
  const licences = app.page.getByRole('dialog', { name: 'Licences' })
  for (const part of ['apache-arrow', 'react', 'DuckDB', 'Chromium'])
    await expect(licences.locator('pre')).toContainText(part)
})
