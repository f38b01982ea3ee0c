import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildForElectron22 } from '../electron-22/build.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))
/** @type {Partial<Record<NodeJS.Platform, string>>} */
const executables = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }

/**
 * How the built program is started in the Electron of this machine.
 *
 * @typedef {object} TestElectron
 * @property {string} executable
 * @property {string} version
 * @property {readonly string[]} parameters what goes on the command line before anything else
 * @property {readonly string[]} forPlaywright what stands before these, where Playwright starts it
 */

/**
 * Prepares the program for the Electron that was found; an old one gets a build of its own.
 *
 * @param {string} folder
 * @returns {Promise<TestElectron>}
 */
export async function prepareElectron(folder) {
  const executable = join(folder, executables[process.platform] ?? 'electron')
  const version = readFileSync(join(folder, 'version'), 'utf8').trim().replace(/^v/, '')
  // A package is started as it is: what it runs lies inside (scripts/package/end-to-end.mjs).
  const packaged = process.env.FIRN_TEST_PACKAGE
  if (packaged !== undefined) return { executable: packaged, version, parameters: [], forPlaywright: [] }
  if (Number(version.split('.')[0]) < 30)
    return { executable, version, parameters: [await buildForElectron22()], forPlaywright: [] }
  // Playwright adds this itself only where it chooses the executable.
  const loader = join(root, 'node_modules/playwright-core/lib/server/electron/loader.js')
  const forPlaywright = existsSync(loader) ? ['-r', loader] : []
  return { executable, version, parameters: [root], forPlaywright }
}
