import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { App } from '../../harness/app.ts'
import { openBeside, openServed } from '../../harness/served.ts'
import { expect, test as base } from '../../harness/test.ts'
import { Dataset } from '../../pages/dataset.ts'
import { Shell } from '../../pages/shell.ts'
import { Versions } from '../../pages/versions.ts'

interface Windows {
  /** Two windows of one server, and one of another server on the same store. */
  windows: readonly [App, App, App]
}

const rows = (count: number) =>
  `id,half\n${Array.from({ length: count }, (_, row) => `${row},${row / 2}\n`).join('')}`

const test = base.extend<Windows>({
  store: async ({ store }, use) => {
    await writeFile(join(store.files, 'events.csv'), rows(1))
    await store.firn('snapshot', 'events', 'events.csv')
    await use(store)
  },
  windows: async ({ app, store, machine, viewport }, use) => {
    const beside = await openBeside(app)
    const elsewhere = await openServed(await machine.browser(), viewport, store, true)
    const windows = [app, beside.app, elsewhere.app] as const
    await use(windows)
    const problems = await Promise.all(windows.map((window) => window.problems.found()))
    await beside.close()
    await elsewhere.close()
    expect(problems.flat(), 'problems of the windows').toEqual([])
  },
})

// Each test starts two servers, three windows and some commands.
test.setTimeout(300_000)

async function showVersions(window: App): Promise<Versions> {
  await new Shell(window).openDataset('events')
  await new Dataset(window).show('Versions')
  return new Versions(window)
}

/** Numbers and rows of the versions, oldest first. */
async function versionsIn(window: App): Promise<readonly (readonly [number, number])[]> {
  const { versions } = await window.call('dataset.versions', { dataset: 'events' })
  return versions.map(({ version, rows: held }) => [version, held] as const).toReversed()
}

test('what the command line does is seen in every window', async ({ windows, store }) => {
  const seen = await Promise.all(windows.map(showVersions))
  for (const versions of seen) await expect(versions.all).toHaveCount(1)
  await writeFile(join(store.files, 'events.csv'), rows(2))
  await store.firn('snapshot', 'events', 'events.csv', '-m', 'by the command line', '--tag', 'prod')
  for (const versions of seen) {
    await expect(versions.version(2)).toContainText('by the command line')
    await expect(versions.version(2)).toContainText('prod')
  }
  await store.firn('snapshot', 'clicks', 'events.csv')
  for (const window of windows) await expect(new Shell(window).dataset('clicks')).toBeVisible()
})

test('a tag that one window sets shows in the others', async ({ windows }) => {
  const [first, ...others] = await Promise.all(windows.map(showVersions))
  await first?.tag(1, 'golden')
  for (const versions of others) await expect(versions.version(1)).toContainText('golden')
})

test('snapshots that windows take at the same moment are all there', async ({ windows, store }) => {
  const taken: { readonly version: number; readonly held: number }[] = []
  for (let round = 0; round < 4; round += 1) {
    const answers = await Promise.all(
      windows.map(async (window, index) => {
        const held = 10 + round * windows.length + index
        const source = join(store.files, `${index}.csv`)
        await writeFile(source, rows(held))
        const { version, changed } = await window.call('snapshot.take', {
          dataset: 'events',
          sources: [source],
        })
        expect(changed).toBe(true)
        return { version, held }
      }),
    )
    taken.push(...answers)
  }
  const expected = taken.map(({ version, held }) => [version, held] as const).toSorted(([a], [b]) => a - b)
  expect(expected.map(([version]) => version)).toEqual(expected.map((_, index) => index + 2))
  for (const window of windows) {
    expect((await versionsIn(window)).slice(1)).toEqual(expected)
    await expect((await showVersions(window)).version(13)).toContainText('latest')
  }
  const [window] = windows
  expect(await window.call('store.verify', { data: true })).toMatchObject({ ok: true, findings: [] })
})

test('what is frozen while its source gets new versions is one of them, whole', async ({
  windows,
  store,
}) => {
  const [first, , elsewhere] = windows
  const snapshots = async () => {
    for (let held = 100; held < 106; held += 1) {
      const source = join(store.files, 'events.csv')
      await writeFile(source, rows(held))
      if (held === 103) await store.firn('snapshot', 'events', 'events.csv')
      else await elsewhere.call('snapshot.take', { dataset: 'events', sources: [source] })
    }
  }
  const freezes = async () => {
    const receipts = []
    for (let number = 1; number <= 4; number += 1)
      receipts.push(await first.call('freeze.run', { dataset: `set-${number}`, from: 'events', id: ['id'] }))
    return receipts
  }
  const [receipts] = await Promise.all([freezes(), snapshots()])
  const held = new Map(await versionsIn(first))
  expect([...held.values()]).toEqual([1, 100, 101, 102, 103, 104, 105])
  for (const { inputs, rows: counted, splits } of receipts) {
    const source = held.get(inputs[0]?.version ?? 0)
    expect(counted).toEqual({ source, filtered: source, kept: source })
    expect(Object.values(splits).reduce((sum, split) => sum + split.rows, 0)).toBe(source)
  }
  expect(await first.call('store.verify', { data: true })).toMatchObject({ ok: true, findings: [] })
})
