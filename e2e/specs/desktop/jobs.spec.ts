import type { App } from '../../harness/app.ts'
import { endless } from '../../harness/endless.ts'
import { expect, test } from '../../harness/test.ts'
import { ApplicationMenu } from '../../pages/application-menu.ts'
import { answerQuestions, askedQuestions } from '../../pages/system-dialog.ts'

/** Starts a job that does not end by itself; answers its outcome. */
function startJob(app: App, dataset: string, sql = endless): Promise<string> {
  return app
    .call('aggregate.run', { dataset, recipe: { steps: [{ name: 'count', sql }], parameters: {} } })
    .then(
      () => 'done',
      (error: Error) => error.message,
    )
}

const runningJobs = async (app: App) =>
  (await app.call('jobs.list', {})).jobs.filter(({ state }) => state === 'running').length

const windowCount = (app: App) =>
  app.electron?.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)

test('a window with running jobs asks before it closes, and keeps them if so wished', async ({ app }) => {
  const menu = new ApplicationMenu(app)
  // Another window, so that the program goes on.
  const opening = app.electron?.waitForEvent('window')
  await menu.choose('new-window')
  const other = await opening
  const outcomes = Promise.allSettled([startJob(app, 'first'), startJob(app, 'second')])
  await expect.poll(() => runningJobs(app)).toBe(2)
  const closeFirst = () =>
    app.electron?.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()
        .sort((a, b) => a.id - b.id)[0]
        ?.close()
    })
  await answerQuestions(app, 'Keep running')
  await closeFirst()
  await expect
    .poll(() => askedQuestions(app))
    .toEqual([
      {
        message: '2 jobs are running.',
        detail: 'Aggregate first\nAggregate second',
        buttons: ['Stop them and close', 'Keep running'],
      },
    ])
  expect(await runningJobs(app)).toBe(2)
  expect(await windowCount(app)).toBe(2)
  // The end of the program asks the same, once for all windows.
  await app.electron?.evaluate(({ app: program }) => program.quit())
  await expect.poll(async () => (await askedQuestions(app)).length).toBe(2)
  expect((await askedQuestions(app))[1]?.buttons[0]).toBe('Stop them and quit')
  expect(await windowCount(app)).toBe(2)
  await answerQuestions(app, 'Stop them and close')
  await closeFirst()
  await expect.poll(() => windowCount(app)).toBe(1)
  await outcomes
  expect(await other?.title()).toBe('Firn')
})

test('while jobs run the machine stays awake and their progress is shown', async ({ app }) => {
  await app.electron?.evaluate(({ powerSaveBlocker, BrowserWindow }) => {
    const seen = { held: 0, kinds: [] as string[], progress: [] as number[] }
    Object.assign(globalThis, { seen })
    const { start, stop } = powerSaveBlocker
    Object.assign(powerSaveBlocker, {
      start: (kind: 'prevent-app-suspension') => {
        seen.held += 1
        seen.kinds.push(kind)
        return start.call(powerSaveBlocker, kind)
      },
      stop: (id: number) => {
        seen.held -= 1
        return stop.call(powerSaveBlocker, id)
      },
    })
    BrowserWindow.prototype.setProgressBar = (progress: number) => void seen.progress.push(progress)
  })
  const seen = () =>
    app.electron?.evaluate(
      () => (globalThis as unknown as { seen: { held: number; kinds: string[]; progress: number[] } }).seen,
    )
  const outcome = startJob(app, 'first')
  await expect.poll(async () => (await seen())?.held).toBe(1)
  const running = await seen()
  expect(running?.kinds).toEqual(['prevent-app-suspension'])
  expect(running?.progress.at(-1)).toBeGreaterThanOrEqual(0)
  for (const { id } of (await app.call('jobs.list', {})).jobs) await app.call('jobs.cancel', { id })
  expect(await outcome).toContain('cancelled')
  await expect.poll(async () => (await seen())?.held).toBe(0)
  expect((await seen())?.progress.at(-1)).toBe(-1)
})

test('a job that ends while nobody looks is told by the system, and a click brings its tab', async ({
  app,
}) => {
  await app.electron?.evaluate(({ Notification, BrowserWindow }) => {
    const shown: Electron.Notification[] = []
    Object.assign(globalThis, { shown })
    Notification.isSupported = () => true
    // The method is a property of each notification, so each is changed when it is first listened to.
    const { once } = Notification.prototype
    Object.assign(Notification.prototype, {
      once(this: Electron.Notification, ...parameters: Parameters<typeof once>) {
        this.show = () => void shown.push(this)
        return once.apply(this, parameters)
      },
    })
    for (const window of BrowserWindow.getAllWindows()) window.isFocused = () => false
    // Jobs of a moment are not told.
    const { now } = Date
    Date.now = () => now() + 60_000
  })
  const shown = () =>
    app.electron?.evaluate(() =>
      (globalThis as unknown as { shown: Electron.Notification[] }).shown.map(({ title, body }) => ({
        title,
        body,
      })),
    )
  const menu = new ApplicationMenu(app)
  await expect.poll(async () => (await menu.item('new-query'))?.enabled).toBe(true)
  const tab = (title: string) => app.page.getByRole('tab', { name: title, exact: true })
  await menu.choose('new-query')
  await expect(tab('Query 1')).toBeVisible()
  expect(await startJob(app, 'numbers', 'SELECT range AS n FROM range(10)')).toBe('done')
  await menu.choose('new-query')
  await expect(tab('Query 2')).toHaveAttribute('aria-selected', 'true')
  expect(await startJob(app, 'numbers', "SELECT CAST('x' AS INTEGER) AS n")).not.toBe('done')
  await expect.poll(async () => (await shown())?.length).toBe(2)
  const [done, failed] = (await shown()) ?? []
  expect(done).toEqual({ title: 'Aggregate numbers', body: 'Done.' })
  expect(failed?.body).not.toBe('Done.')
  await app.electron?.evaluate(() => {
    const [first] = (globalThis as unknown as { shown: NodeJS.EventEmitter[] }).shown
    first?.emit('click', {})
  })
  await expect(tab('Query 1')).toHaveAttribute('aria-selected', 'true')
})
