// Memory of all processes together, idle and with a result of ten million rows open, beside an empty window.

import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../windows/devtools.mjs'
import { openDataset, runQuery, tenMillionRows, untilCounted } from '../windows/acts.mjs'
import { processesOf } from '../windows/processes.mjs'

/** @typedef {import('../context.ts').Measured} Measured */

/** @type {import('../context.ts').WindowCase} */
export const memoryCase = async ({ ground }) => [
  ...(ground.hasElectron ? await ofDesktop(ground) : []),
  ...(await ofServed(ground)),
]

/**
 * @param {import('../windows/ground.mjs').Ground} ground
 * @returns {Promise<Measured[]>}
 */
async function ofDesktop(ground) {
  const empty = await ground.emptyDesktop()
  const emptyMb = await settledMegabytes(empty.pid)
  await empty.end()
  const desktop = await ground.desktop()
  try {
    await openDataset(desktop.page)
    const idle = await settledMegabytes(desktop.pid)
    await runQuery(desktop.page, tenMillionRows)
    await untilCounted(desktop.page)
    const open = await settledMegabytes(desktop.pid)
    const peer = `empty window of Electron ${ground.electron}`
    return [
      megabytes('desktop: all processes, a dataset open, idle', idle, peer, emptyMb),
      megabytes('desktop: with a result of 10 M rows open', open, peer, emptyMb),
    ]
  } finally {
    await desktop.end()
  }
}

/**
 * @param {import('../windows/ground.mjs').Ground} ground
 * @returns {Promise<Measured[]>}
 */
async function ofServed(ground) {
  const emptyServer = await ground.emptyServed()
  const emptyMb = await settledMegabytes(emptyServer.pid)
  await emptyServer.end()
  const server = await ground.served(await freePort())
  const browser = await ground.browser()
  try {
    const page = await browser.open(server.link, new URL('/', server.link).href)
    await openDataset(page)
    const idle = await settledMegabytes(server.pid)
    const hostAndEngine = megabytesOf(server.pid, ({ command }) => !command.includes('worker.js'))
    await runQuery(page, tenMillionRows)
    await untilCounted(page)
    const open = await settledMegabytes(server.pid)
    const peer = 'a server of one page in Node'
    return [
      megabytes('served: host and engine, idle', hostAndEngine, peer, emptyMb),
      megabytes('served: with the query processes, idle', idle, peer, emptyMb),
      megabytes('served: the same with a result of 10 M rows open', open, peer, emptyMb),
    ]
  } finally {
    await browser.end()
    await server.end()
  }
}

/** @param {string} what @param {number} firn @param {string} peer @param {number} peerMs @returns {Measured} */
const megabytes = (what, firn, peer, peerMs) => ({ what, firn, peer, peerMs, unit: 'MB' })

/**
 * @param {number} program
 * @param {(process: { command: string }) => boolean} [which]
 */
function megabytesOf(program, which = () => true) {
  return processesOf(program)
    .filter(which)
    .reduce((sum, { bytes }) => sum + bytes / 1e6, 0)
}

/** What a program holds when that has not changed by more than 2 % for three seconds. @param {number} program */
async function settledMegabytes(program) {
  let last = megabytesOf(program)
  let calm = 0
  for (let second = 0; second < 20 && calm < 3; second += 1) {
    await sleep(1000)
    const now = megabytesOf(program)
    calm = Math.abs(now - last) < last * 0.02 ? calm + 1 : 0
    last = now
  }
  return last
}
