import { spawn } from 'node:child_process'
import { cp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { App } from '../../harness/app.ts'
import { openDesktop } from '../../harness/desktop.ts'
import type { Machine } from '../../harness/machine.ts'
import { expect, test } from '../../harness/test.ts'
import { Import } from '../../pages/import.ts'
import { Shell } from '../../pages/shell.ts'

/** Starts the program once more, as a double click on a file does; answers its exit code. */
async function startAgain(app: App, machine: Machine, parameters: readonly string[]): Promise<number | null> {
  const { electron, display } = await machine.desktop()
  const { DISPLAY = display, ELECTRON_RUN_AS_NODE: _, ...env } = process.env
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const child = spawn(electron.executable, [...electron.parameters, ...sandbox, ...parameters], {
    env: { ...env, FIRN_STATE: app.store.stateFolder, ...(DISPLAY === undefined ? {} : { DISPLAY }) },
    cwd: app.store.files,
    stdio: 'ignore',
  })
  return await new Promise((resolve) => child.once('exit', resolve))
}

test('a second start hands its files over and ends', async ({ app, machine }) => {
  await expect(new Shell(app).connection).toHaveText('Connected')
  await writeFile(join(app.store.files, 'second.csv'), 'a,b\n1,2\n')
  expect(await startAgain(app, machine, ['second.csv'])).toBe(0)
  await expect(new Import(app).takeButton).toBeVisible()
  await expect(app.page.getByRole('tab', { name: 'Import second.csv' })).toBeVisible()
  expect(app.electron?.windows()).toHaveLength(1)
})

test('a store that is opened by the system has a window of its own, and only one', async ({ app }) => {
  await expect(new Shell(app).connection).toHaveText('Connected')
  const other = join(app.store.files, 'other.firn')
  await cp(app.store.path, other, { recursive: true })
  const open = (path: string) =>
    app.electron?.evaluate(({ app: program }, asked) => {
      let isTaken = false
      program.emit('open-file', { preventDefault: () => (isTaken = true) }, asked)
      return isTaken
    }, path)
  const opening = app.electron?.waitForEvent('window')
  expect(await open(other)).toBe(true)
  const second = await opening
  await expect(
    second?.getByRole('button', { name: 'Store other.firn' }) ?? app.page.locator('x'),
  ).toBeVisible()
  await open(join(other, 'firn.json'))
  await app.page.waitForTimeout(500)
  expect(app.electron?.windows()).toHaveLength(2)
})

test('what the program is started with is shown at once', async ({ store, machine }) => {
  await writeFile(join(store.files, 'first.csv'), 'a,b\n1,2\n')
  const { app, close } = await openDesktop(await machine.desktop(), store, false, ['first.csv', store.path])
  try {
    await expect(new Import(app).takeButton).toBeVisible()
    await expect(app.page.getByRole('button', { name: 'Store store' })).toBeVisible()
    await expect(app.page.getByRole('tab', { name: 'Import first.csv' })).toBeVisible()
    expect(app.electron?.windows()).toHaveLength(1)
  } finally {
    await close()
  }
})

test('a file that is opened by the system is looked at in the window in front', async ({ app }) => {
  await expect(new Shell(app).connection).toHaveText('Connected')
  const file = join(app.store.files, 'opened.jsonl')
  await writeFile(file, '{"a":1}\n{"a":2}\n')
  await app.electron?.evaluate(({ app: program }, asked) => {
    program.emit('open-file', { preventDefault: () => {} }, asked)
  }, file)
  await expect(new Import(app).takeButton).toBeVisible()
  // It counts as opened by the person.
  const { discovery } = await app.call('import.open', { sources: [file] })
  expect(discovery.tables).toHaveLength(1)
})
