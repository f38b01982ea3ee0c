import { expect, test } from '../harness/test.ts'
import { Query } from '../pages/query.ts'
import { Shell } from '../pages/shell.ts'

test('an engine that hangs is noticed, said, and replaced when the person wants it', async ({ app }) => {
  const shell = new Shell(app)
  await shell.newQuery()
  await new Query(app).write("SELECT 'typed and not run'")
  await expect(shell.connection).toHaveText('Connected')
  const { engine = 0 } = await app.processes()
  process.kill(engine, 'SIGSTOP')
  await expect(shell.notices).toContainText('The engine has not answered for some seconds')
  await shell.notices.getByRole('button', { name: 'Start a new engine' }).click()
  await expect(shell.notices).toContainText('The engine ended unexpectedly')
  await expect(shell.connection).toHaveText('Connected')
  expect((await app.processes()).engine).not.toBe(engine)
  await expect(new Query(app).editor).toContainText('typed and not run')
  expect((await app.call('query.start', { sql: 'SELECT 42 AS answer' })).firstPage).toEqual([[42]])
})

test('an engine that was only held up goes on, and nothing is replaced', async ({ app }) => {
  const shell = new Shell(app)
  await expect(shell.connection).toHaveText('Connected')
  const { engine = 0 } = await app.processes()
  process.kill(engine, 'SIGSTOP')
  await expect(shell.notices).toContainText('The engine has not answered for some seconds')
  process.kill(engine, 'SIGCONT')
  await expect(shell.notices).toHaveCount(0)
  expect((await app.processes()).engine).toBe(engine)
})

test('an engine that keeps dying is given up, said, and started once more when the person wants it', async ({
  app,
}) => {
  // Browsers write down each socket that is refused.
  app.problems.tolerate(/WebSocket connection|status of (503|426)/)
  const shell = new Shell(app)
  await shell.newQuery()
  await new Query(app).write("SELECT 'typed and not run'")
  await expect(shell.connection).toHaveText('Connected')
  const killed = new Set<number>()
  await expect(async () => {
    const { engine } = await app.processes()
    if (engine !== undefined && !killed.has(engine)) {
      killed.add(engine)
      process.kill(engine, 'SIGKILL')
    }
    await expect(shell.connection).toHaveText('No engine', { timeout: 50 })
  }).toPass({ intervals: [50], timeout: 45_000 })
  await expect(shell.notices).toContainText('several times in a row')
  // One that ran, and one after each pause.
  expect(killed.size).toBe(6)
  await shell.notices.getByRole('button', { name: 'Try again' }).click()
  await expect(shell.connection).toHaveText('Connected')
  await expect(new Query(app).editor).toContainText('typed and not run')
  expect((await app.call('query.start', { sql: 'SELECT 42 AS answer' })).firstPage).toEqual([[42]])
})
