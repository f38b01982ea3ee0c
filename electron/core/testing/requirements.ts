// What a test may need that not every machine has. A test that needs one says so with `needs`, and is then
// skipped with a reason; `npm test` fails on any other skip, and on this one where the machine has it.

import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const checkout = fileURLToPath(new URL('../../..', import.meta.url))

const realData = process.env['FIRN_SHARED_DATA'] ?? join(checkout, '..', 'shared', 'data')

/** The optional folder of real data next to the checkout, or undefined where there is none. */
export const sharedData = existsSync(realData) ? realData : undefined

const isRoot = process.getuid?.() === 0

const isOnPath = (program: string) =>
  (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)))

// A container may have root and still forbid mounting: only trying tells.
function canMount(): boolean {
  if (!isRoot || process.platform !== 'linux') return false
  const folder = mkdtempSync(join(tmpdir(), 'firn-mount-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder], { stdio: 'ignore' })
    execFileSync('umount', [folder], { stdio: 'ignore' })
    return true
  } catch {
    return false
  } finally {
    rmdirSync(folder)
  }
}

const hasElectron = () =>
  existsSync(process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(checkout, 'node_modules', 'electron', 'dist'))

/** A Python to test with; one that has pandas and Polars may be named in the environment. */
export const python = process.env['FIRN_TEST_PYTHON'] ?? 'python3'

function pythonHas(...modules: string[]): boolean {
  try {
    execFileSync(python, ['-c', `import sys${modules.map((name) => `, ${name}`).join('')}`], {
      stdio: 'ignore',
    })
    return true
  } catch {
    return false
  }
}

const requirements = {
  'shared-data': { reason: 'needs ../shared/data', isMet: () => sharedData !== undefined },
  root: { reason: 'needs root', isMet: () => isRoot },
  'no-root': { reason: 'needs a user other than root', isMet: () => !isRoot },
  linux: { reason: 'needs Linux', isMet: () => process.platform === 'linux' },
  strace: { reason: 'needs strace', isMet: () => isOnPath('strace') },
  tmpfs: { reason: 'needs to mount a tmpfs', isMet: canMount },
  chromium: { reason: 'needs Chromium', isMet: () => isOnPath('chromium') },
  python: { reason: 'needs Python', isMet: () => pythonHas() },
  'python-data': {
    reason: 'needs a Python with pandas, pyarrow and Polars (FIRN_TEST_PYTHON)',
    isMet: () => pythonHas('pandas', 'pyarrow', 'polars'),
  },
  'test-electron': { reason: 'needs the test Electron', isMet: hasElectron },
} as const

export type Requirement = keyof typeof requirements

/** Whether this machine has what is asked for. */
export const has = (requirement: Requirement): boolean => requirements[requirement].isMet()

/**
 * Skips the running test where this machine lacks one of the requirements.
 *
 * @param test the context that vitest hands to a test, or Playwright's `test` (whose `skip` takes a condition)
 */
export function needs(
  test: { skip(condition: boolean, reason: string): void },
  ...what: Requirement[]
): void {
  for (const name of what) test.skip(!has(name), requirements[name].reason)
}

/** True for the reason of a requirement that this machine really lacks. */
export function isHonestSkip(reason: string | undefined): boolean {
  return Object.values(requirements).some(({ reason: known, isMet }) => known === reason && !isMet())
}
