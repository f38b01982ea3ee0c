// npm run package:e2e [-- specs and options of Playwright …]
//
// The end-to-end tests of the desktop, on a package instead of the checkout. A package cannot be driven by a
// test: in the copy that is tested one fuse is flipped back, the one that lets Playwright in.

import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { flipFuses, FuseV1Options, FuseVersion } from '@electron/fuses'
import { root } from '../build/places.mjs'
import { programIn } from './fuses.mjs'

/** @param {string[]} command @param {NodeJS.ProcessEnv} [env] */
function run(command, env = {}) {
  const { status } = spawnSync(process.execPath, command, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  })
  if (status !== 0) throw new Error(`${command[0]} ended with ${status}`)
}

const place = mkdtempSync(join(tmpdir(), 'firn-package-e2e-'))
try {
  run(['scripts/package.mjs', '--test-electron'])
  cpSync(join(root, 'release22', 'linux-unpacked'), place, { recursive: true })
  const program = programIn(place)
  await flipFuses(program, {
    version: FuseVersion.V1,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  })
  const playwright = join(root, 'node_modules', '@playwright', 'test', 'cli.js')
  const loader = join(root, 'node_modules/playwright-core/lib/server/electron/loader.js')
  run(
    [playwright, 'test', '--config=e2e/playwright.config.ts', '--project=desktop', ...process.argv.slice(2)],
    { FIRN_TEST_PACKAGE: program, FIRN_TEST_LOADER: loader, FIRN_E2E_AS_BUILT: '1' },
  )
} catch (error) {
  console.error(`package:e2e: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
} finally {
  rmSync(place, { recursive: true, force: true })
}
