import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { App } from '../../harness/app.ts'
import { openElsewhere, openServed } from '../../harness/served.ts'
import { expect, test as base } from '../../harness/test.ts'
import { openTunnel, type Tunnel } from '../../harness/tunnel.ts'
import { Query } from '../../pages/query.ts'
import { Shell } from '../../pages/shell.ts'

interface Tunnelled {
  tunnel: Tunnel
  /** A window whose browser reaches the server through the tunnel. */
  window: App
}

const test = base.extend<Tunnelled>({
  store: async ({ store }, use) => {
    await writeFile(join(store.files, 'events.csv'), 'id\n1\n2\n')
    await store.firn('snapshot', 'events', 'events.csv')
    await use(store)
  },
  tunnel: async ({ app }, use) => {
    const tunnel = await openTunnel(Number(new URL(app.page.url()).port))
    await use(tunnel)
    await tunnel.close()
  },
  window: async ({ app, tunnel }, use) => {
    const opened = await openElsewhere(app, tunnel.port)
    // A browser says of each connection that fails that it failed.
    opened.app.problems.tolerate(/^console: (WebSocket connection|Failed to load resource)/)
    await use(opened.app)
    const problems = await opened.app.problems.found()
    await opened.close()
    expect(problems, 'problems of the window').toEqual([])
  },
})

/** Takes some seconds. */
const long = "SELECT 'counted ' || count(DISTINCT md5(i::VARCHAR)) AS n FROM range(1500000) AS t(i)"

test('a query goes on while the network is away, and its answer is there afterwards', async ({
  window,
  tunnel,
  app,
}) => {
  const shell = new Shell(window)
  const query = new Query(window)
  await shell.newQuery()
  await query.start(long)
  await expect(
    shell.screen.getByRole('toolbar', { name: 'Query' }).getByRole('button', { name: 'Cancel' }),
  ).toBeVisible()
  tunnel.cut()
  await expect(shell.connection).toHaveText('Connecting again…')
  await expect(shell.notices).toContainText('What runs there goes on')
  await shell.newQuery()
  await query.write("SELECT 'typed while it was away'")
  // Another browser, whose line was not cut, goes on meanwhile.
  await app.call('tag.set', { reference: 'events@v1', name: 'seen' })
  tunnel.mend()
  await expect(shell.connection).toHaveText('Connected')
  await expect(shell.notices).toHaveCount(0)
  await expect(query.editor).toContainText('typed while it was away')
  await query.run()
  await expect(shell.screen.getByRole('gridcell', { name: 'typed while it was away' })).toBeVisible()
  await window.page.getByRole('tablist', { name: 'Open tabs' }).getByRole('tab').first().click()
  await expect(shell.screen.getByRole('gridcell', { name: 'counted 1500000' })).toBeVisible({
    timeout: 30_000,
  })
})

test('a tunnel that hangs without a word is noticed when the network is back', async ({ window, tunnel }) => {
  const shell = new Shell(window)
  const query = new Query(window)
  await shell.newQuery()
  await query.write('SELECT 6 * 7 AS answer')
  const before = tunnel.connections
  tunnel.hang()
  await window.page.evaluate(() => globalThis.dispatchEvent(new Event('online')))
  await query.run()
  await expect(shell.screen.getByRole('gridcell', { name: '42' })).toBeVisible()
  expect(tunnel.connections).toBeGreaterThan(before)
  await expect(shell.connection).toHaveText('Connected')
})

test('a server that was started again lets the window in by a new link, and nothing typed is lost', async ({
  window,
  tunnel,
  store,
  machine,
  viewport,
}) => {
  const shell = new Shell(window)
  const query = new Query(window)
  await shell.newQuery()
  await query.write("SELECT 'typed before'")
  const again = await openServed(await machine.browser(), viewport, store, true)
  try {
    tunnel.leadTo(Number(new URL(again.app.page.url()).port))
    tunnel.cut()
    tunnel.mend()
    await expect(shell.connection).toHaveText('Not let in')
    await expect(shell.notices).toContainText('Open the newest link')
    await query.write("SELECT 'typed meanwhile'")
    const { path } = (await again.app.callAny('host.newLink', {})) as { path: string }
    const beside = await window.page.context().newPage()
    await beside.goto(`http://127.0.0.1:${tunnel.port}${path}`)
    await expect(shell.connection).toHaveText('Connected')
    await expect(query.editor).toContainText('typed meanwhile')
    await query.run()
    await expect(shell.screen.getByRole('gridcell', { name: 'typed meanwhile' })).toBeVisible()
    await beside.close()
  } finally {
    await again.close()
  }
})

test('a server that is stopped says so, and the window keeps what was typed', async ({
  store,
  machine,
  viewport,
}) => {
  const served = await openServed(await machine.browser(), viewport, store, true)
  const shell = new Shell(served.app)
  const query = new Query(served.app)
  await shell.newQuery()
  await query.write("SELECT 'typed before'")
  await served.stop()
  await expect(shell.notices).toContainText('The server was stopped. What you typed is kept')
  await expect(shell.connection).toHaveText('Connecting again…')
  await expect(query.editor).toContainText('typed before')
  await served.close()
})
