// npm start [-- [--browser] STORE or FILE…]
//
// From a fresh clone to a window: installs, builds and opens Firn in Electron, or, where there is no Electron
// to be had, in the default browser. Runs before anything is installed, so it imports nothing but Node.

import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureBuilt } from './build/ensure.mjs'
import { dist, root } from './build/places.mjs'
import { ensureDependencies } from './dependencies.mjs'
import { findElectron, installElectron, whyNoWindow } from './start/electron.mjs'

const downloadDeadline = 60_000
// A binary that cannot run here (a missing library, no sandbox) ends at once; later, it was the user.
const failsToStart = 5_000

const args = process.argv.slice(2)
const wantsBrowser = args.includes('--browser')
const forProgram = args.filter((argument) => argument !== '--browser')

/** @param {string} electron @returns {Promise<number | 'could not start'>} */
const openWindow = (electron) =>
  new Promise((resolve) => {
    const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env
    const started = performance.now()
    const window = spawn(electron, [root, ...forProgram], { stdio: 'inherit', env })
    window.once('error', () => resolve('could not start'))
    window.once('exit', (code) => {
      const atOnce = performance.now() - started < failsToStart
      resolve(code !== 0 && atOnce ? 'could not start' : (code ?? 1))
    })
  })

/** Opens the desktop window and waits for its end, or says why there is none. */
async function desktop() {
  if (wantsBrowser) return 'as asked'
  if (!existsSync(join(root, 'electron/desktop/main.ts'))) return 'the desktop window is not built yet'
  const reason = whyNoWindow()
  if (reason !== undefined) return reason
  if (findElectron() === undefined) {
    const outcome = await installElectron(downloadDeadline)
    if (outcome === 'failed') return 'Electron is not installed and cannot be downloaded'
    if (outcome === 'still downloading')
      return 'Electron is still being downloaded, the next start may have it'
  }
  const electron = findElectron()
  if (electron === undefined) return 'Electron is not installed'
  const code = await openWindow(electron)
  if (code === 'could not start') return `Electron could not start (${electron})`
  return process.exit(code)
}

/** @param {string[]} command */
async function runCommand(command) {
  const program = join(dist, 'cli', 'main.js')
  process.argv = [process.execPath, program, ...command]
  await import(pathToFileURL(program).href)
}

try {
  ensureDependencies()
  await ensureBuilt(['node', 'renderer'])
  const whyBrowser = await desktop()
  if (existsSync(join(root, 'electron/serve/main.ts'))) {
    console.error(`Opening Firn in the browser: ${whyBrowser}.`)
    await runCommand(['serve', '--open', ...forProgram])
  } else {
    await runCommand(['--help'])
  }
} catch (error) {
  console.error(`firn: ${/** @type {Error} */ (error).message}`)
  process.exit(1)
}
