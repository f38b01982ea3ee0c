// Firn as a user has it: `firn serve` with its engine and worker processes, asked over its WebSocket.

import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import WebSocket from 'ws'

const program = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))

/**
 * Starts a server over an empty store.
 * @param {string} folder where its store and state lie, and what it may read
 * @returns {Promise<import('./context.ts').Firn>}
 */
export async function startFirn(folder) {
  const home = mkdtempSync(join(folder, 'run-'))
  const env = { ...process.env, FIRN_STATE: join(home, 'state'), FIRN_STORE: join(home, 'store') }
  spawnSync(process.execPath, [program, 'init'], { env })
  const server = spawn(process.execPath, [program, 'serve', '--port', '0', '--allow', folder], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const link = await firstLink(server)
  const opened = await fetch(link, { redirect: 'manual' })
  const cookie = opened.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ')
  const { host } = new URL(link)
  const socket = new WebSocket(`ws://${host}/engine`, { headers: { cookie, origin: `http://${host}` } })
  await new Promise((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  /** @type {Map<number, { resolve(value: unknown): void, reject(error: Error): void }>} */
  const waiting = new Map()
  /** @type {Set<(name: string, payload: any) => void>} */
  const listeners = new Set()
  /** @type {Map<string, any>} */
  const results = new Map()
  socket.on('message', (/** @type {Buffer} */ message) => {
    const frame = JSON.parse(message.toString())
    if (frame.type === 'event') {
      // A result may be ready before its caller asks.
      if (frame.name === 'result') results.set(frame.payload.resultId, frame.payload)
      for (const listener of listeners) listener(frame.name, frame.payload)
    }
    const call = waiting.get(frame.id)
    if (call === undefined || (frame.type !== 'ok' && frame.type !== 'err')) return
    waiting.delete(frame.id)
    if (frame.type === 'ok') call.resolve(frame.result)
    else call.reject(new Error(`${frame.error.code}: ${frame.error.message}`))
  })
  let nextId = 1
  return {
    home,
    /**
     * @param {string} method
     * @param {unknown} input
     * @returns {Promise<any>}
     */
    call(method, input) {
      const id = nextId
      nextId += 1
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject })
        socket.send(JSON.stringify({ type: 'call', id, method, input }))
      })
    },
    ready(result) {
      const settled = () => (result.state === 'ready' ? result : results.get(result.resultId))
      return new Promise((resolve, reject) => {
        const look = () => {
          const state = settled()
          if (state === undefined) return
          listeners.delete(look)
          if (state.state === 'ready') resolve({ ...result, ...state })
          else reject(new Error(state.problem))
        }
        listeners.add(look)
        look()
      })
    },
    async close() {
      socket.close()
      server.kill('SIGTERM')
      await new Promise((resolve) => server.once('exit', resolve))
      rmSync(home, { recursive: true, force: true })
    },
  }
}

/**
 * @param {import('node:child_process').ChildProcess} server
 * @returns {Promise<string>}
 */
function firstLink(server) {
  return new Promise((resolve, reject) => {
    let text = ''
    server.stdout?.on('data', (part) => {
      text += String(part)
      const link = /https?:\/\/\S+/.exec(text)?.[0]
      if (link !== undefined) resolve(link)
    })
    server.once('exit', (code) => reject(new Error(`firn serve ended with ${code}`)))
  })
}
