import { execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { needs } from '../../electron/core/testing/requirements.ts'
import { createMachine } from '../harness/machine.ts'
import { openOn } from '../harness/open.ts'
import { expect, test } from '../harness/test.ts'
import { openTrace } from '../harness/trace.ts'
import { Dataset } from '../pages/dataset.ts'
import { Import } from '../pages/import.ts'
import { Query } from '../pages/query.ts'
import { Shell } from '../pages/shell.ts'

/**
 * Nothing leaves the machine: from files to an answer, with server, engine and workers, or the whole desktop, under a
 * trace of the system's calls. `npm run soak` runs every end-to-end test like this.
 */

test('no process of ours connects to another machine or asks for a name', async ({
  host,
  store,
  viewport,
  playwright,
  launchOptions,
}) => {
  needs(test, 'strace', host === 'desktop' ? 'test-electron' : 'chromium')
  test.setTimeout(300_000)
  const trace = openTrace()
  // The browser that shows a served page is the person's own and asks what it likes; its page is looked at instead.
  const machine = createMachine(
    () => playwright.chromium.launch(launchOptions),
    process.env['ELECTRON_OVERRIDE_DIST_PATH'],
    trace,
  )
  try {
    const opened = await openOn(host, machine, viewport, store, true)
    const { app } = opened
    const asked: string[] = []
    app.page.context().on('request', (request) => asked.push(new URL(request.url()).origin))
    const { origin } = new URL(app.page.url())
    await app.page.reload()
    await writeFile(
      join(store.files, 'sales.csv'),
      'day,shop,amount\n2026-01-01,North,10\n2026-01-02,South,32\n',
    )
    const data = new Import(app)
    await data.open(join(store.files, 'sales.csv'))
    await data.takeSnapshot('sales', 'first days')
    await expect(new Dataset(app).title).toContainText('sales')
    await new Shell(app).newQuery()
    const query = new Query(app)
    await query.run('SELECT shop, amount FROM sales ORDER BY shop')
    expect(await query.result.column('amount')).toEqual(['10', '32'])
    await opened.close()
    await machine.close()
    const { calls, left } = await trace.outside()
    expect(calls).toBeGreaterThan(0)
    expect(left).toEqual([])
    expect(new Set(asked)).toEqual(new Set([origin]))
  } finally {
    await machine.close()
    trace.remove()
  }
})

test('the trace sees connections and look-ups', async () => {
  needs(test, 'strace')
  const trace = openTrace()
  // A socket for datagrams that is only connected sends nothing.
  const program = `
    const socket = require('node:dgram').createSocket('udp4')
    socket.connect(9, '192.0.2.1', () => socket.close())
    require('node:child_process').execFileSync(process.execPath, ['-e', \`
      for (const port of [53, 1]) require('node:net').connect(port, '127.0.0.1').on('error', () => {})
    \`])`
  execFileSync(trace.around(process.execPath), ['-e', program])
  const { calls, left } = await trace.outside()
  expect(calls).toBeGreaterThanOrEqual(3)
  expect(left).toHaveLength(2)
  expect(left.join('\n')).toMatch(/192\.0\.2\.1/)
  expect(left.join('\n')).toMatch(/htons\(53\)/)
  trace.remove()
})
