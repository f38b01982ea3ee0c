import { readFileSync } from 'node:fs'
import type { App } from '../harness/app.ts'
import { endless } from '../harness/endless.ts'
import { expect, test } from '../harness/test.ts'
import { Query } from '../pages/query.ts'
import { Shell } from '../pages/shell.ts'

const answer = { sql: 'SELECT 42 AS answer' }

/** Processor time that the workers have used, in ticks of 10 ms, by their number. */
async function timeOfWorkers(app: App): Promise<ReadonlyMap<number, number>> {
  const { workers } = await app.processes()
  return new Map(workers.map((pid) => [pid, timeOf(pid)]))
}

function timeOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The command's name stands in parentheses and may hold anything; the user's time is the 12th field after it.
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[11])
}

/** Runs a query that does not end, and returns what became of it once a worker is really busy with it. */
async function startEndless(app: App): Promise<[Promise<string>]> {
  const idle = await timeOfWorkers(app)
  const outcome = app.call('query.start', { sql: endless }).then(
    () => 'answered',
    (error: Error) => error.message,
  )
  await expectBusier(app, idle)
  // In a list, because a promise for a promise would wait for it.
  return [outcome]
}

/** Starts a query in the window that does not end, and waits until a worker is really busy with it. */
async function queryAtWork(app: App): Promise<{ shell: Shell; query: Query }> {
  const shell = new Shell(app)
  await shell.newQuery()
  const query = new Query(app)
  const idle = await timeOfWorkers(app)
  await query.start(endless)
  await expectBusier(app, idle)
  return { shell, query }
}

/** Waits until a worker has been at work since it was looked at for much longer than its start takes. */
async function expectBusier(app: App, before: ReadonlyMap<number, number>): Promise<void> {
  const busiest = async () =>
    Math.max(0, ...[...(await timeOfWorkers(app))].map(([pid, time]) => time - (before.get(pid) ?? 0)))
  await expect.poll(busiest, { message: 'a worker is busy' }).toBeGreaterThan(200)
}

test('a worker that is killed rejects what it ran, and is replaced', async ({ app }) => {
  await app.call('query.start', answer)
  const before = await app.processes()
  expect(before.workers.length).toBeGreaterThan(0)
  const [outcome] = await startEndless(app)
  const { workers } = await app.processes()
  const killedAt = performance.now()
  for (const pid of workers) process.kill(pid, 'SIGKILL')
  expect(await outcome).toContain('worker-died')
  expect(performance.now() - killedAt).toBeLessThan(1000)
  const { firstPage } = await app.call('query.start', answer)
  expect(firstPage).toEqual([[42]])
  const after = await app.processes()
  expect(after.engine).toBe(before.engine)
  for (const pid of workers) expect(after.workers).not.toContain(pid)
})

test('an engine that is killed rejects what waits for it, and is replaced with its workers', async ({
  app,
}) => {
  await app.call('query.start', answer)
  const before = await app.processes()
  const [outcome] = await startEndless(app)
  const killedAt = performance.now()
  process.kill(before.engine ?? 0, 'SIGKILL')
  expect(await outcome).toContain('engine-died')
  expect(performance.now() - killedAt).toBeLessThan(1000)
  const shell = new Shell(app)
  await expect(shell.notices).toContainText('The engine ended unexpectedly')
  await expect(shell.notices).toContainText('Connected again.')
  await expect(shell.connection).toHaveText('Connected')
  const info = await app.call('application.info', {})
  expect(info.host).toBe(app.host)
  const { firstPage } = await app.call('query.start', answer)
  expect(firstPage).toEqual([[42]])
  const after = await app.processes()
  expect(after.engine).not.toBe(before.engine)
  await expect
    .poll(async () => {
      const { workers } = await app.processes()
      return workers.filter((pid) => before.workers.includes(pid))
    })
    .toEqual([])
})

test('a query that an engine took along runs once more by itself, and can be cancelled', async ({ app }) => {
  const { shell, query } = await queryAtWork(app)
  const { engine = 0 } = await app.processes()
  process.kill(engine, 'SIGKILL')
  await expect(app.page.getByText('it runs once more').first()).toBeVisible()
  await expect(shell.connection).toHaveText('Connected')
  const again = await timeOfWorkers(app)
  await expectBusier(app, again)
  await query.cancel()
  await expect(query.cancelled).toBeVisible()
  await query.run('SELECT 42 AS answer')
  await expect(query.facts).toContainText('1 row')
})

test('in the window a killed worker is said where it worked, and where it was idle', async ({ app }) => {
  const { shell, query } = await queryAtWork(app)
  const busy = await app.processes()
  for (const pid of busy.workers) process.kill(pid, 'SIGKILL')
  await expect(query.problem).toContainText('The query process ended unexpectedly; a new one is ready.')
  await expect(query.problem).toContainText('Run the query again.')
  await query.run('SELECT 42 AS answer')
  await expect(query.facts).toContainText('1 row')
  await shell.notices.getByRole('button', { name: 'Dismiss' }).click()
  await expect(shell.notices).toHaveCount(0)

  const { workers, engine } = await app.processes()
  expect(workers.length).toBeGreaterThan(0)
  for (const pid of workers) process.kill(pid, 'SIGKILL')
  await expect(shell.notices).toContainText('ended unexpectedly')
  await query.run('SELECT 43 AS answer')
  await expect(query.facts).toContainText('1 row')
  expect((await app.processes()).engine).toBe(engine)
})
