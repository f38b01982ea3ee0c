// Whether node_modules is what package-lock.json says. Runs before anything is installed: Node only.

import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './build/places.mjs'

/**
 * @typedef {{ version?: string, optional?: boolean }} Package
 * @param {string} file
 * @returns {Record<string, Package>}
 */
const packagesIn = (file) => JSON.parse(readFileSync(join(root, file), 'utf8')).packages

/**
 * True when every package that this machine needs is installed in the version that is locked. npm keeps a
 * lockfile of what it installed; times say nothing, since a checkout touches files that did not change.
 */
export function areDependenciesInstalled() {
  try {
    const installed = packagesIn('node_modules/.package-lock.json')
    return Object.entries(packagesIn('package-lock.json')).every(([at, { version, optional = false }]) => {
      if (at === '') return true
      const found = installed[at]
      // Optional packages of other platforms are locked, but not installed.
      return found === undefined ? optional : found.version === version
    })
  } catch {
    return false
  }
}

/** Installs what is locked, unless it is there. What npm says goes to stderr. */
export function ensureDependencies() {
  if (areDependenciesInstalled()) return
  console.error('Installing dependencies (npm ci) …')
  const npm = process.env.npm_execpath
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']
  /** @type {import('node:child_process').SpawnSyncOptions} */
  const options = { cwd: root, stdio: ['ignore', 2, 2] }
  const { status, error } = npm?.endsWith('.js')
    ? spawnSync(process.execPath, [npm, ...args], options)
    : spawnSync('npm', args, { ...options, shell: process.platform === 'win32' })
  if (status !== 0) {
    const reason = error === undefined ? `npm ended with ${status}` : error.message
    throw new Error(`The dependencies could not be installed (${reason}). Run "npm ci" to see why.`)
  }
}
