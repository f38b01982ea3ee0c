import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { builtFolder } from '../../core/process/entry-files.ts'
import { initStore } from '../../core/store/store.ts'

let folder: string
let store: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'firn-cli-serve-'))
  store = join(folder, 'store')
  await initStore(store)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function start(...args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [join(builtFolder(), 'cli', 'main.js'), 'serve', '--port', '0', ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, FIRN_STORE: join(folder, 'none'), FIRN_STATE: join(folder, 'state') },
  })
}

interface Ended {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** What a server prints; `told` is called with all of it so far. */
function whenEnded(server: ChildProcess, told: (stdout: string) => void = () => {}): Promise<Ended> {
  let stdout = ''
  let stderr = ''
  server.stdout?.on('data', (some: Buffer) => {
    stdout += some.toString('utf8')
    told(stdout)
  })
  server.stderr?.on('data', (some: Buffer) => {
    stderr += some.toString('utf8')
  })
  return new Promise((resolve) => server.once('close', (status) => resolve({ status, stdout, stderr })))
}

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
