import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { App } from '../harness/app.ts'
import { openOn } from '../harness/open.ts'
import { expect, test } from '../harness/test.ts'
import { Import } from '../pages/import.ts'
import { Query } from '../pages/query.ts'
import { Shell } from '../pages/shell.ts'
import { Start } from '../pages/start.ts'

async function killEngine(app: App): Promise<void> {
  const { engine } = await app.processes()
  process.kill(engine ?? 0, 'SIGKILL')
  await expect(new Shell(app).notices).toContainText('The engine ended unexpectedly')
}

test('a window goes on with its store when the engine is replaced', async ({ app }) => {
  const shell = new Shell(app)
  const query = new Query(app)
  await shell.newStore('another')
  await shell.newQuery()
  await query.write("SELECT 'typed and not run'")
  await writeFile(join(app.store.files, 'late.csv'), 'id\n1\n')
  const data = new Import(app)
  await data.open(app.store.files)
  await killEngine(app)
  // At once: what is asked for now must not go to the store that the program was started on.
  await data.takeSnapshot('late')
  await expect(shell.dataset('late')).toBeVisible()
  await expect(shell.storeButton).toHaveText('another')
  expect(await app.store.firn('list')).toMatchObject({ datasets: [] })
  await shell.showTab('Query 1')
  await expect(query.editor).toContainText('typed and not run')
  await query.run('FROM late')
  await expect(query.facts).toContainText('1 row')
})

test('a store that is gone is waited for, and no other one is shown', async ({ app }) => {
  const shell = new Shell(app)
  await shell.newStore('another')
  const path = join(app.store.files, 'another')
  await rename(path, `${path}-away`)
  await killEngine(app)
  await expect(shell.connection).toHaveText('Connected')
  await expect(shell.storeProblem).toContainText(`There is no store in ${path}`)
  await expect(shell.storeButton).toHaveText('another')
  await rename(`${path}-away`, path)
  await shell.storeProblem.getByRole('button', { name: 'Try again' }).click()
  await expect(shell.storeProblem).toHaveCount(0)
  await expect(shell.storeButton).toHaveText('another')
})

test('a window that is loaded again shows the store that it showed', async ({ app }) => {
  const shell = new Shell(app)
  await shell.newStore('another')
  await app.page.reload()
  await expect(shell.storeButton).toHaveText('another')
})

test('stores of before are opened again by a click', async ({ host, store, machine, viewport }) => {
  // Another process has remembered it.
  await store.firn('list')
  const first = await openOn(host, machine, viewport, store, false)
  const shell = new Shell(first.app)
  await new Start(first.app).recent(store.path).click()
  await expect(shell.storeButton).toHaveText('store')
  await shell.newStore('another')
  await shell.openRecentStore('store')
  await expect(shell.storeButton).toHaveText('store')
  const problems = [...(await first.app.problems.found())]
  await first.close()

  const second = await openOn(host, machine, viewport, store, false)
  const again = new Shell(second.app)
  const recent = new Start(second.app).recent(join(store.files, 'another'))
  await recent.or(again.storeButton).first().waitFor()
  // A window of the desktop may begin with the store that it showed at its end.
  if (await recent.isVisible()) await recent.click()
  else await again.openRecentStore('another')
  await expect(again.storeButton).toHaveText('another')
  problems.push(...(await second.app.problems.found()))
  await second.close()
  expect(problems).toEqual([])
})
