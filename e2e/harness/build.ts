import { ensureBuilt } from '../../scripts/build/ensure.mjs'

/** Playwright's global setup: the program that is tested is the one that is built from these sources. */
export default async function build(): Promise<void> {
  if (process.env['FIRN_E2E_AS_BUILT'] === undefined) await ensureBuilt(['node', 'renderer'])
}
