// Firn as a user has it: `firn serve` with its engine and worker processes, asked over its WebSocket.

import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import WebSocket from 'ws'

const program = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))

/**
 * Starts a server over an empty store.
 * @param {string} folder where its store and state lie, and what it may read
 */
export async function startFirn(folder) {
  const home = mkdtempSync(join(folder, 'run-'))
  const store = join(home, 'store')
  const env = { ...process.env, FIRN_STATE: join(home, 'state'), FIRN_STORE: store }
  await command(['init'], env)
  const server = spawn(process.execPath, [program, 'serve', '--port', '0', '--allow', folder], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const link = await firstLink(server)
  const opened = await fetch(link, { redirect: 'manual' })
  const cookie = opened.headers.getSetCookie().map((each) => each.split(';')[0]).join('; ')
  const { host } = new URL(link)
  const socket = new WebSocket(`ws://${host}/engine`, { headers: { cookie, origin: `http://${host}` } })
  await new Promise((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  const waiting = new Map()
  const listeners = new Set()
  socket.on('message', (message) => {
    const frame = JSON.parse(String(message))
    if (frame.type === 'event') for (const listener of listeners) listener(frame.name, frame.payload)
    const call = waiting.get(frame.id)
    if (call === undefined || (frame.type !== 'ok' && frame.type !== 'err')) return
    waiting.delete(frame.id)
    if (frame.type === 'ok') call.resolve(frame.result)
    else call.reject(new Error(`${frame.error.code}: ${frame.error.message}`))
  })
  let nextId = 1
  return {
    home,
    store,
    env,
    /** The command line on the same store. */
    command: (args) => command(args, env),
    call(method, input) {
      const id = nextId++
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject })
        socket.send(JSON.stringify({ type: 'call', id, method, input }))
      })
    },
    /** Waits until a result is ready to be paged. */
    ready(result) {
      if (result.state === 'ready') return Promise.resolve(result)
      return new Promise((resolve, reject) => {
        const listener = (name, payload) => {
          if (name !== 'result' || payload.resultId !== result.resultId) return
          listeners.delete(listener)
          if (payload.state === 'ready') resolve({ ...result, ...payload })
          else reject(new Error(payload.problem))
        }
        listeners.add(listener)
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

function command(args, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args, '--json'], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    let out = ''
    let err = ''
    child.stdout.on('data', (part) => (out += part))
    child.stderr.on('data', (part) => (err += part))
    child.once('close', (code) => (code === 0 ? resolve(JSON.parse(out)) : reject(new Error(`firn ${args.join(' ')}: ${err}`))))
  })
}

function firstLink(server) {
  return new Promise((resolve, reject) => {
    let text = ''
    server.stdout.on('data', (part) => {
      text += part
      const link = /https?:\/\/\S+/.exec(text)?.[0]
      if (link !== undefined) resolve(link)
    })
    server.once('exit', (code) => reject(new Error(`firn serve ended with ${code}`)))
  })
}
