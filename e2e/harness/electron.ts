import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildForElectron22 } from '../electron-22/build.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))
const executables: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
}

/** How the built program is started in the Electron of this machine. */
export interface TestElectron {
  readonly executable: string
  readonly version: string
  /** What goes on the command line before anything else. */
  readonly parameters: readonly string[]
}

/** Prepares the program for the Electron that was found; an old one gets a build of its own. */
export async function prepareElectron(folder: string): Promise<TestElectron> {
  const executable = join(folder, executables[process.platform] ?? 'electron')
  const version = readFileSync(join(folder, 'version'), 'utf8').trim().replace(/^v/, '')
  // A package is started as it is: what it runs lies inside (scripts/package/end-to-end.mjs).
  const packaged = process.env['FIRN_TEST_PACKAGE']
  if (packaged !== undefined) return { executable: packaged, version, parameters: [] }
  if (Number(version.split('.')[0]) < 30)
    return { executable, version, parameters: [await buildForElectron22()] }
  // Playwright adds this itself only where it chooses the executable.
  const loader = join(root, 'node_modules/playwright-core/lib/server/electron/loader.js')
  return { executable, version, parameters: existsSync(loader) ? ['-r', loader, root] : [root] }
}
