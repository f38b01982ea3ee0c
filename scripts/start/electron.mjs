// Finds Electron's binary without importing 'electron': in plain Node that import starts a download.

import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { root } from '../build/places.mjs'

const installed = join(root, 'node_modules', 'electron')

/** @type {Partial<Record<NodeJS.Platform, string>>} */
const executables = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }
const executable = executables[process.platform] ?? 'electron'

/** The path of an Electron on this disk, or undefined. */
export function findElectron() {
  const { ELECTRON_OVERRIDE_DIST_PATH } = process.env
  const folders = [
    ...(ELECTRON_OVERRIDE_DIST_PATH ? [ELECTRON_OVERRIDE_DIST_PATH] : []),
    join(installed, 'dist'),
  ]
  return folders.map((folder) => join(folder, executable)).find((path) => existsSync(path))
}

/** Why a window cannot be opened on this machine, or undefined where it can. */
export function whyNoWindow() {
  if (process.platform !== 'linux') return undefined
  if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return 'this session has no display'
  // Electron refuses to run as root unless its sandbox is switched off, and Firn never switches it off.
  if (process.getuid?.() === 0) return 'Electron does not run as root'
  return undefined
}

/** @param {string} host @param {number} milliseconds */
const isReachable = (host, milliseconds) =>
  new Promise((resolve) => {
    const socket = connect({ host, port: 443, timeout: milliseconds })
    /** @param {boolean} answer */
    const settle = (answer) => {
      socket.destroy()
      resolve(answer)
    }
    socket.once('connect', () => settle(true))
    socket.once('timeout', () => settle(false))
    socket.once('error', () => settle(false))
  })

async function isDownloadPossible() {
  const { env } = process
  // Behind a proxy or with a mirror only trying tells; the deadline still holds.
  const indirect = ['https_proxy', 'HTTPS_PROXY', 'ELECTRON_MIRROR', 'npm_config_electron_mirror']
  if (indirect.some((name) => env[name])) return true
  return isReachable('github.com', 3_000)
}

/**
 * Has Electron's own installer fetch the binary (about 110 MB). A download that takes longer than the deadline
 * goes on in the background, for the next start.
 *
 * @param {number} deadline milliseconds
 * @returns {Promise<'installed' | 'failed' | 'still downloading'>}
 */
export async function installElectron(deadline) {
  const installer = join(installed, 'install.js')
  if (!existsSync(installer) || !(await isDownloadPossible())) return 'failed'
  console.error(`Downloading Electron, once (for at most ${deadline / 1000} s) …`)
  return new Promise((resolve) => {
    const install = spawn(process.execPath, [installer], { cwd: root, stdio: 'ignore' })
    const timer = setTimeout(() => {
      install.unref()
      resolve('still downloading')
    }, deadline)
    install.once('error', () => resolve('failed'))
    install.once('exit', (code) => {
      clearTimeout(timer)
      resolve(code === 0 && findElectron() !== undefined ? 'installed' : 'failed')
    })
  })
}
