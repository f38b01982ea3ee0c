import { expect, test } from '../../harness/test.ts'
import { Dataset } from '../../pages/dataset.ts'
import { Shell } from '../../pages/shell.ts'

test.use({
  store: async ({ store }, use) => {
    await store.firn('aggregate', 'numbers', '--sql', 'SELECT range AS n FROM range(5000)')
    await use(store)
  },
})

/** How many methods may be asked until a window has its first rows: each is work of the engine that they wait for. */
const mostMethods = 14

/** What the window may load until its first rows are there, in thousands of bytes of script; a tenth is spare. */
const mostScript = 1450

test('a window that comes back asks little, and loads only what it shows, until its first rows are there', async ({
  app,
}) => {
  const { page } = app
  await new Shell(app).openDataset('numbers')
  const { rows } = new Dataset(app)
  await expect(rows.row(0).cell('n')).toHaveText('0')
  const said: string[] = []
  page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => said.push(`> ${payload.toString()}`))
    socket.on('framereceived', ({ payload }) => said.push(`< ${payload.toString()}`))
  })
  await page.reload()
  await expect(rows.row(0).cell('n')).toHaveText('0')

  const at = (part: string) => said.findIndex((frame) => frame.includes(part))
  const askedFor = (method: string) => at(`"method":"${method}"`)
  const asked = said
    .slice(0, askedFor('query.start') + 1)
    .flatMap((frame) => /^> .*"method":"([\w.]+)"/.exec(frame)?.[1] ?? [])
  for (const method of ['store.info', 'catalogue.list', 'snapshot.schema', 'snapshot.show', 'query.start'])
    expect(
      asked.filter((each) => each === method),
      method,
    ).toHaveLength(1)
  expect(new Set(asked).size, [...new Set(asked)].join(', ')).toBeLessThanOrEqual(mostMethods)
  expect(askedFor('catalogue.list'), 'before the window is drawn').toBeLessThan(
    askedFor('application.recent'),
  )

  const { scripts, named } = await page.evaluate(() => ({
    scripts: performance
      .getEntriesByType('resource')
      .flatMap((each) =>
        each instanceof PerformanceResourceTiming && each.name.endsWith('.js')
          ? [{ name: new URL(each.name).pathname, bytes: each.decodedBodySize }]
          : [],
      ),
    named: [...document.querySelectorAll('link[rel=modulepreload]')].map(
      (link) => new URL((link as HTMLLinkElement).href).pathname,
    ),
  }))
  const names = scripts.map(({ name }) => name)
  expect(names).toContainEqual(expect.stringContaining('/dataset-screen-'))
  expect(names).not.toContainEqual(expect.stringMatching(/sql-editor|compare-screen|import-screen|lineage/))
  expect(scripts.reduce((sum, { bytes }) => sum + bytes, 0) / 1000).toBeLessThan(mostScript)
  // On their way before the window knows what is in front.
  for (const part of ['/dataset-screen-', '/result-grid-'])
    expect(named).toContainEqual(expect.stringContaining(part))
})
