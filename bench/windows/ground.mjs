// What the cases with windows stand on: a store with something in it, and the programs that show it.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { openDisplay } from '../../e2e/harness/display.mjs'
import { prepareElectron } from '../../e2e/harness/electron.mjs'
import { testElectron } from '../../scripts/test/machine.mjs'
import { withDuckDB } from '../duckdb.mjs'
import { startBrowser, startElectron, startServer } from './programs.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))
const emptyWindow = join(root, 'bench', 'empty-window')
const commandLine = join(root, 'dist', 'cli', 'main.js')

/** The dataset of the store. */
export const dataset = 'events'

/**
 * @typedef {Awaited<ReturnType<typeof prepareGround>>} Ground
 */

/**
 * A store with one dataset of 200,000 rows, and ways to start what shows it, each beside something empty.
 *
 * @param {string} folder
 */
export async function prepareGround(folder) {
  const home = mkdtempSync(join(folder, 'windows-'))
  const store = join(home, 'store')
  const file = join(home, 'events.parquet')
  const own = { ...process.env, FIRN_STATE: join(home, 'state'), FIRN_STORE: store }
  await withDuckDB((/** @type {import('../context.ts').Connection} */ connection) =>
    connection.run(`COPY (SELECT range AS id, 'host ' || range % 400 AS host, range % 7 = 0 AS failed,
      (range * 7919) % 100000 AS bytes FROM range(200000)) TO '${file}'`),
  )
  for (const command of [['init'], ['snapshot', dataset, file]]) {
    const { status, stderr } = spawnSync(process.execPath, [commandLine, ...command], { env: own })
    if (status !== 0) throw new Error(`firn ${command.join(' ')}: ${String(stderr)}`)
  }
  const electronFolder = testElectron()
  const electron = electronFolder === undefined ? undefined : await prepareElectron(electronFolder)
  const display = electron === undefined ? undefined : await openDisplay()
  const onDisplay = display === undefined ? {} : { DISPLAY: display.name }
  /** @param {readonly string[]} app @param {NodeJS.ProcessEnv} env @param {string} address */
  const inElectron = (app, env, address) => {
    if (electron === undefined) throw new Error('There is no Electron on this machine')
    const { executable } = electron
    return startElectron({ executable, app, env: { ...env, ...onDisplay }, address })
  }
  return {
    hasElectron: electron !== undefined,
    electron: electron?.version,
    desktop: () => inElectron([...(electron?.parameters ?? []), `--store=${store}`], own, 'app://firn/'),
    emptyDesktop: () => inElectron([emptyWindow], process.env, 'file:'),
    /** On the same port each time: what a page remembers belongs to its address. */
    served: (/** @type {number} */ port) =>
      startServer([commandLine, 'serve', '--port', String(port), '--store', store], own),
    emptyServed: () => startServer([join(emptyWindow, 'server.mjs')], process.env),
    pageForActs: pathToFileURL(join(emptyWindow, 'acts.html')).href,
    browser: () => startBrowser(join(home, 'profile')),
    close() {
      display?.close()
      rmSync(home, { recursive: true, force: true })
    },
  }
}
