import { mkdtempSync, rmSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { initStore } from '../../core/store/store.ts'
import { familyOf } from '../../core/testing/families.ts'
import { needs } from '../../core/testing/requirements.ts'
import { ask, cookieFrom } from '../../serve/testing/ask.ts'
import { runCommandIn, serveStore, startServing, whenEnded } from '../testing/server-process.ts'

let folder: string
let store: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'firn-cli-serve-'))
  store = join(folder, 'store')
  await initStore(store)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const start = (...args: readonly string[]) => startServing(folder, ...args)

it('says where the window is as one JSON document', async () => {
  const server = start('--json', '--store', store)
  const { status, stdout } = await whenEnded(server, (text) => {
    if (text.endsWith('\n')) server.kill('SIGTERM')
  })
  expect(status).toBe(0)
  expect(stdout.trim().split('\n')).toHaveLength(1)
  const { url, port, store: shown } = JSON.parse(stdout) as { url: string; port: number; store: string }
  expect(url).toBe(`http://127.0.0.1:${port}/?token=${new URL(url).searchParams.get('token')}`)
  expect(shown).toBe(store)
})

it('is not well while there is no engine, and is again when the next one runs', async (context) => {
  needs(context, 'linux')
  const server = await serveStore(folder, store)
  const health = async () => {
    const headers = { Host: server.headers['Host'] }
    return (await ask({ port: server.port, path: '/health', headers })).status
  }
  expect(await health()).toBe(200)
  const [, engine] = familyOf(server.process)
  if (engine === undefined) throw new Error('The server has no engine.')
  process.kill(engine, 'SIGKILL')
  await expect.poll(health, { interval: 10 }).toBe(503)
  await expect.poll(health).toBe(200)
  server.process.kill('SIGTERM')
  expect((await server.ended).status).toBe(0)
})

it('gives one more link into a server that runs, and none when it has ended', async () => {
  const server = await serveStore(folder, store)
  const more = (await runCommandIn(folder, 'serve', '--link')) as { url: string; port: number; store: string }
  expect(more).toMatchObject({ port: server.port, store })
  expect(more.url).not.toBe(server.link)
  expect(await cookieFrom(more.url)).toMatch(/^firn-/)
  await expect(runCommandIn(folder, 'serve', '--link', '--port', '1')).rejects.toThrow(/on port 1/)
  const [note = ''] = await readdir(join(folder, 'state', 'serving'))
  expect((await stat(join(folder, 'state', 'serving', note))).mode & 0o777).toBe(0o600)
  server.process.kill('SIGTERM')
  expect((await server.ended).status).toBe(0)
  await expect(runCommandIn(folder, 'serve', '--link')).rejects.toThrow(/No server of yours runs here/)
})

it.each([
  ['--store', 'no-store'],
  ['--allow', 'file-missing'],
])('refuses a folder for %s that is not there', async (option, code) => {
  const missing = join(folder, 'mistyped')
  const { status, stdout, stderr } = await whenEnded(start('--json', option, missing))
  expect([status, stdout]).toEqual([1, ''])
  const [, text = ''] = /^(\{.*\})$/m.exec(stderr) ?? []
  const { error } = JSON.parse(text) as { error: { code: string; message: string } }
  expect(error).toMatchObject({ code, message: expect.stringContaining(missing) as string })
})

it('begins with the start screen where the default store is not there, and says so', async () => {
  const server = start('--json')
  const { status, stdout, stderr } = await whenEnded(server, (text) => {
    if (text.endsWith('\n')) server.kill('SIGTERM')
  })
  expect(status).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ store: null })
  expect(stderr).toContain(join(folder, 'none'))
})
