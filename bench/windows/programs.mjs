// Starts what has windows, and ends it again: an Electron, a browser, a server.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chromiumExecutable, chromiumFlags } from '../../e2e/harness/chromium.mjs'
import { browserAt, freePort, pageAt } from './devtools.mjs'

/**
 * @typedef {object} Program
 * @property {number} pid
 * @property {number} startedAt milliseconds since 1970, when it was asked for
 * @property {() => Promise<void>} end in good order, by force after a while
 */

/** How long a program may take to end, in milliseconds. */
const patience = 20_000

/**
 * @param {string} command
 * @param {readonly string[]} parameters
 * @param {NodeJS.ProcessEnv} env
 */
function start(command, parameters, env) {
  const startedAt = performance.timeOrigin + performance.now()
  const child = spawn(command, parameters, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const { pid } = child
  if (pid === undefined) throw new Error(`${command} could not be started`)
  let log = ''
  child.stderr.on('data', (/** @type {Buffer} */ some) => (log += some.toString()))
  const ended = once(child, 'exit')
  return {
    pid,
    startedAt,
    /** What it says on standard output, line by line. */
    output: child.stdout,
    log: () => log,
    async end() {
      child.kill('SIGTERM')
      const force = setTimeout(() => child.kill('SIGKILL'), patience)
      await ended
      clearTimeout(force)
    },
  }
}

/**
 * An Electron that runs an app.
 *
 * @param {{ executable: string, app: readonly string[], env: NodeJS.ProcessEnv, address: string }} options
 *   `address`: how that of its page begins
 */
export async function startElectron({ executable, app, env, address }) {
  const port = await freePort()
  const { ELECTRON_RUN_AS_NODE: _, ...clean } = env
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const program = start(executable, [`--remote-debugging-port=${port}`, ...asRoot, ...app], clean)
  try {
    return { ...program, page: await pageAt(port, address) }
  } catch (error) {
    await program.end()
    throw new Error(`${/** @type {Error} */ (error).message}: ${program.log()}`, { cause: error })
  }
}

/**
 * A browser without windows on the screen, its profile in a folder.
 *
 * @param {string} profile
 */
export async function startBrowser(profile) {
  if (chromiumExecutable === undefined) throw new Error('There is no Chromium on this machine')
  const port = await freePort()
  const own = ['--headless=new', `--remote-debugging-port=${port}`, `--user-data-dir=${profile}`]
  const size = '--window-size=1360,860'
  const program = start(chromiumExecutable, [...chromiumFlags, ...own, size, 'about:blank'], process.env)
  const browser = await browserAt(port)
  return {
    ...program,
    /** Follows a link in a page of its own; `at`: how its last address begins. */
    async open(/** @type {string} */ link, at = link) {
      const { targetId } = await browser.send('Target.createTarget', { url: link })
      const page = await pageAt(port, at, targetId)
      return { ...page, close: () => browser.send('Target.closeTarget', { targetId }) }
    },
  }
}

/**
 * A server of pages in Node, started when it prints its link.
 *
 * @param {readonly string[]} parameters
 * @param {NodeJS.ProcessEnv} env
 */
export async function startServer(parameters, env) {
  const program = start(process.execPath, parameters, env)
  /** @type {string} */
  const link = await new Promise((resolve, reject) => {
    let text = ''
    program.output.on('data', (/** @type {Buffer} */ some) => {
      text += some.toString()
      const found = /https?:\/\/\S+/.exec(text)?.[0]
      if (found !== undefined) resolve(found)
    })
    program.output.once('end', () => reject(new Error(`The server printed no link: ${program.log()}`)))
  })
  return { ...program, link, readyAt: performance.timeOrigin + performance.now() }
}
