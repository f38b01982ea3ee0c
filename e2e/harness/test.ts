import { expect, test as base } from '@playwright/test'
import { soaking } from '../../electron/core/testing/counts.ts'
import { has, needs } from '../../electron/core/testing/requirements.ts'
import type { App } from './app.ts'
import { createMachine, type Machine } from './machine.ts'
import { openOn } from './open.ts'
import { makeStore, type TestStore } from './store.ts'
import { openTrace } from './trace.ts'

export interface HarnessOptions {
  /** Which host shows the window; set by the project. */
  host: 'served' | 'desktop'
  /** Whether the program is started on a store; otherwise it shows its start screen. */
  withStore: boolean
}

interface Fixtures {
  /** The folders of the test. A spec that needs data overrides it and fills the store by commands. */
  store: TestStore
  /** The running program, on `store`. Its window must have no problems when the test ends. */
  app: App
}

interface WorkerFixtures {
  machine: Machine
  /** An empty store, to be copied. */
  emptyStore: string
}

/**
 * The test of this suite. A store with something in it:
 *
 *     test.use({
 *       store: async ({ store }, use) => {
 *         await store.firn('snapshot', 'events', 'a.csv')
 *         await use(store)
 *       },
 *     })
 */
export const test = base.extend<HarnessOptions & Fixtures, WorkerFixtures>({
  host: ['served', { option: true }],
  withStore: [true, { option: true }],

  machine: [
    async ({ playwright, launchOptions }, use) => {
      // Nothing leaves the machine, whatever is done: with all the time there is, every test shows it.
      const trace = soaking && has('strace') ? openTrace() : undefined
      const machine = createMachine(
        () => playwright.chromium.launch(launchOptions),
        process.env['ELECTRON_OVERRIDE_DIST_PATH'],
        trace,
      )
      await use(machine)
      await machine.close()
      const left = (await trace?.outside())?.left ?? []
      trace?.remove()
      expect(left, 'connections to other machines, and look-ups of names').toEqual([])
    },
    { scope: 'worker', timeout: 120_000 },
  ],

  emptyStore: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the pattern to know what is needed
    async ({}, use) => {
      const folders = await makeStore()
      await folders.firn('init')
      await use(folders.path)
      await folders.remove()
    },
    { scope: 'worker' },
  ],

  store: async ({ withStore, emptyStore }, use) => {
    const store = await makeStore(withStore ? emptyStore : undefined)
    await use(store)
    await store.remove()
  },

  app: async ({ host, withStore, store, machine, viewport }, use, info) => {
    needs(test, host === 'desktop' ? 'test-electron' : 'chromium')
    const opened = await openOn(host, machine, viewport, store, withStore)
    const { app } = opened
    await use(app)
    if (info.status !== info.expectedStatus) {
      const path = info.outputPath('window.png')
      const isTaken = await app.page.screenshot({ path, timeout: 5000 }).catch(() => undefined)
      if (isTaken !== undefined) await info.attach('window', { path, contentType: 'image/png' })
      await info.attach('log', { body: opened.log(), contentType: 'text/plain' })
      console.log(opened.log())
    }
    const problems = await app.problems.found()
    await opened.close()
    expect(problems, 'problems of the window that no step of the test has shown').toEqual([])
  },
})

export { expect }
