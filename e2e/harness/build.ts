import { ensureBuilt } from '../../scripts/build/ensure.mjs'
import { prepareElectron } from './electron.mjs'

/**
 * Playwright's global setup: the program that is tested is the one that is built from these sources. What an old
 * Electron needs besides is made here too: workers run beside each other and would write it over each other.
 */
export default async function build(): Promise<void> {
  if (process.env['FIRN_E2E_AS_BUILT'] === undefined) await ensureBuilt(['node', 'renderer'])
  const electron = process.env['ELECTRON_OVERRIDE_DIST_PATH']
  if (electron !== undefined) await prepareElectron(electron)
}
