import type { Page } from '@playwright/test'
import { expect, test } from '../../harness/test.ts'
import { Query } from '../../pages/query.ts'
import { Shell } from '../../pages/shell.ts'

/** The window's own script, not the one that runs before it. */
const script = /\/assets\/.+\.js$/

const groundOf = (page: Page) =>
  page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
const dark = 'rgb(16, 21, 27)'

test('the ground has the chosen theme before the window is there, and words follow when it does not come', async ({
  app,
}) => {
  app.problems.tolerate(/ERR_FAILED/)
  const { page } = app
  await new Shell(app).theme('Dark')
  await page.emulateMedia({ colorScheme: 'light' })
  await page.route(script, (route) => route.abort())
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Firn cannot show its window' })).toBeVisible()
  await expect(page.getByRole('alert')).toContainText('A file of the window is missing or damaged: index-')
  await expect(page.getByRole('alert')).toContainText('Your data is untouched')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await expect.poll(() => page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(dark)
  await page.unroute(script)
  await page.getByRole('button', { name: 'Load again' }).click()
  await expect(new Shell(app).connection).toHaveText('Connected')
})

test('without any style and script of the window its ground is not white in a dark system', async ({
  app,
}) => {
  app.problems.tolerate(/ERR_FAILED|broken part/)
  const { page } = app
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.route(/\.css$/, (route) => route.abort())
  await page.route(script, (route) =>
    route.fulfill({ contentType: 'text/javascript', body: "throw new Error('broken part')" }),
  )
  await page.reload()
  await expect(page.getByRole('alert')).toContainText('An error stopped it: Uncaught Error: broken part.')
  expect(await groundOf(page)).toBe(dark)
})

test('an answer that cannot be drawn leaves words and a way back instead of an empty window', async ({
  app,
}) => {
  app.problems.tolerate(/./)
  const { page } = app
  const shell = new Shell(app)
  await shell.newQuery()
  await new Query(app).write("SELECT 'typed and not run'")
  let isBroken = true
  await page.routeWebSocket(/\/engine\b/, (socket) => {
    const server = socket.connectToServer()
    server.onMessage((message) => {
      const text = String(message)
      socket.send(isBroken ? text.replace(/"datasets":\[.*?\]/, '"datasets":7') : text)
    })
  })
  await page.reload()
  const problem = page.getByRole('alert')
  await expect(problem).toContainText('The window cannot be drawn')
  await expect(problem.getByRole('button', { name: 'Copy diagnostics' })).toBeVisible()
  isBroken = false
  await problem.getByRole('button', { name: 'Reload', exact: true }).click()
  await expect(shell.connection).toHaveText('Connected')
  await expect(new Query(app).editor).toContainText('typed and not run')
})

test('tabs that were damaged are put aside and said; one that cannot be drawn takes no other along', async ({
  app,
}) => {
  app.problems.tolerate(/./)
  const { page } = app
  const shell = new Shell(app)
  await shell.newQuery()
  await new Query(app).write("SELECT 'typed and not run'")
  await expect(shell.connection).toHaveText('Connected')
  const change = (damage: string) =>
    page.evaluate((how) => {
      const key = Object.keys(localStorage).find((name) => /^firn:[^:]+:tabs:/.test(name)) ?? ''
      // The page writes once more when it is left.
      addEventListener('pagehide', () => {
        const kept = JSON.parse(localStorage.getItem(key) ?? '{}') as { tabs: object[] }
        if (how === 'shape') localStorage.setItem(key, '{"tabs":7}')
        else
          localStorage.setItem(
            key,
            JSON.stringify({
              ...kept,
              tabs: [...kept.tabs, { id: 'x', kind: 'query', title: 'Bad', input: { sql: 5 } }],
            }),
          )
      })
    }, damage)
  await change('tab')
  await page.reload()
  await shell.showTab('Bad')
  await expect(shell.screen.getByRole('alert').getByRole('button', { name: 'Try again' })).toBeVisible()
  await shell.showTab('Query 1')
  await expect(new Query(app).editor).toContainText('typed and not run')

  await change('shape')
  await page.reload()
  await expect(page.getByRole('status', { name: 'Announcements' })).toContainText(
    'What was open here could not be read',
  )
  await expect(shell.storeButton).toHaveText('store')
  expect(await page.evaluate(() => Object.keys(localStorage).join(' '))).toContain('firn:damaged:')
})
