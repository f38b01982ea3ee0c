// What a browser or an Electron tells of its pages, over the DevTools protocol. It is asked as late as can be, so
// that the times are those of the program.

import { EventEmitter, once } from 'node:events'
import { createServer } from 'node:net'
import WebSocket from 'ws'

/**
 * One page that is looked into.
 *
 * @typedef {object} Page
 * @property {(method: string, parameters?: object) => Promise<any>} send
 * @property {(event: string, listener: (parameters: any) => void) => () => void} on answers a way to stop
 * @property {(expression: string) => Promise<any>} evaluate runs in the page; a promise is waited for
 * @property {() => void} detach
 */

/** How long a program may take to show a page, in milliseconds. */
const patience = 60_000

/** @returns {Promise<number>} */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  server.close()
  return port
}

/**
 * Waits for a page whose address begins like this and attaches to it.
 *
 * @param {number} port
 * @param {string} address
 * @param {string} [wanted] id of the page; any, when absent
 * @returns {Promise<Page>}
 */
export async function pageAt(port, address, wanted) {
  const deadline = performance.now() + patience
  while (performance.now() < deadline) {
    const found = (await targets(port)).find(
      ({ type, url, id }) => type === 'page' && url.startsWith(address) && (wanted ?? id) === id,
    )
    if (found !== undefined) {
      const page = await attach(found.webSocketDebuggerUrl)
      // On its way to that address it runs nothing yet.
      const there = await page.evaluate('location.href').catch(() => '')
      if (there.startsWith(address)) return page
      page.detach()
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`No page at ${address} within ${patience / 1000} s`)
}

/**
 * @param {number} port
 * @returns {Promise<{ id: string, type: string, url: string, webSocketDebuggerUrl: string }[]>} nothing, until somebody listens
 */
async function targets(port) {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/json/list`)
    return await answer.json()
  } catch {
    return []
  }
}

/** The browser itself, as soon as it listens. @param {number} port @returns {Promise<Page>} */
export async function browserAt(port) {
  const deadline = performance.now() + patience
  for (;;) {
    try {
      const answer = await fetch(`http://127.0.0.1:${port}/json/version`)
      const { webSocketDebuggerUrl } = await answer.json()
      return await attach(webSocketDebuggerUrl)
    } catch (error) {
      if (performance.now() > deadline) throw error
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
}

/** @param {string} address @returns {Promise<Page>} */
async function attach(address) {
  const socket = new WebSocket(address, { perMessageDeflate: false, maxPayload: 1 << 30 })
  /** @type {Map<number, { resolve(value: unknown): void, reject(error: Error): void }>} */
  const waiting = new Map()
  const events = new EventEmitter()
  let nextId = 1
  await once(socket, 'open')
  socket.on('message', (/** @type {Buffer} */ message) => {
    const { id, method, params, result, error } = JSON.parse(message.toString())
    if (method !== undefined) events.emit(method, params)
    const call = waiting.get(id)
    waiting.delete(id)
    if (error === undefined) call?.resolve(result)
    else call?.reject(new Error(error.message))
  })
  socket.on('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('The page is gone.'))
  })
  /** @type {Page['send']} */
  const send = (method, parameters = {}) =>
    new Promise((resolve, reject) => {
      const id = nextId
      nextId += 1
      waiting.set(id, { resolve, reject })
      socket.send(JSON.stringify({ id, method, params: parameters }))
    })
  return {
    send,
    on(event, listener) {
      events.on(event, listener)
      return () => events.off(event, listener)
    },
    async evaluate(expression) {
      const { result, exceptionDetails } = await send('Runtime.evaluate', {
        expression,
        awaitPromise: true,
        returnByValue: true,
      })
      if (exceptionDetails !== undefined)
        throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
      return result.value
    },
    detach: () => socket.close(),
  }
}
