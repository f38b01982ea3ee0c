import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createCaller } from '../../shared/contract/caller.ts'
import type { Contract } from '../../shared/contract/contract.ts'
import { FirnError } from '../../shared/contract/errors.ts'
import type { HostContract } from '../../shared/contract/host.ts'
import type { Transport } from '../../shared/contract/transport.ts'
import { serve } from './serve.ts'
import { ask } from './testing/ask.ts'
import { openSocket } from './testing/open-socket.ts'
import { startTestServer, type TestServer } from './testing/served-window.ts'

let server: TestServer

beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.end())

const callerOf = <Methods extends Contract | HostContract = Contract>(line: Transport) =>
  createCaller<Methods>(line, () => new FirnError('disconnected', 'gone'))

describe('the line to the engine', () => {
  test('carries calls of several clients, each with its own ids', async () => {
    const lines = await Promise.all([openSocket(server), openSocket(server), openSocket(server)])
    const infos = await Promise.all(lines.map((line) => callerOf(line).call('application.info', {})))
    for (const info of infos) expect(info.host).toBe('served')
    for (const line of lines) line.close()
  })

  test('has no dialogs of the system', async () => {
    const line = await openSocket(server)
    await expect(callerOf<HostContract>(line).call('host.chooseFiles', {})).rejects.toMatchObject({
      code: 'not-allowed',
    })
    line.close()
  })

  test('ends for binary and for oversized messages, and serves others on', async () => {
    const binary = await openSocket(server)
    binary.socket.send(Buffer.from([1, 2, 3]))
    expect(await binary.closed).toBe(1003)
    const oversized = await openSocket(server)
    oversized.send('x'.repeat(9 * 1024 * 1024))
    expect(await oversized.closed).toBe(1009)
    const line = await openSocket(server)
    expect((await callerOf(line).call('application.info', {})).host).toBe('served')
    line.close()
  })
})

describe('files handed over by a browser', () => {
  const put = (path: string, body: string, headers: Record<string, string> = {}) =>
    ask({ port: server.port, method: 'PUT', path, body, headers: { ...server.own, ...headers } })

  test('arrive below their batch, under their own names', async () => {
    expect((await put('/upload/batch-0001/folder/sub%20folder/%C3%BC%231.csv', 'a,b\n1,2\n')).status).toBe(
      201,
    )
    const done = await ask({
      port: server.port,
      method: 'POST',
      path: '/upload/batch-0001/done',
      headers: server.own,
    })
    const { path } = JSON.parse(done.body) as { path: string }
    expect(path).toBe(join(server.stateFolder, 'uploads', 'batch-0001'))
    expect(await readFile(join(path, 'folder', 'sub folder', 'ü#1.csv'), 'utf8')).toBe('a,b\n1,2\n')
  })

  test.each([
    ['/upload/batch-0002/../../escape.txt', 400],
    ['/upload/batch-0002/%2e%2e/%2e%2e/escape.txt', 400],
    ['/upload/batch-0002/..%2f..%2fescape.txt', 400],
    ['/upload/batch-0002/..%5c..%5cescape.txt', 400],
    ['/upload/batch-0002//etc/passwd', 400],
    ['/upload/batch-0002/a%00b', 400],
    ['/upload/batch-0002/%zz', 400],
    ['/upload/batch-0002/', 400],
    [`/upload/batch-0002/${'n'.repeat(256)}`, 400],
    [`/upload/batch-0002/${'d/'.repeat(64)}f`, 400],
    ['/upload/../escape.txt', 400],
    ['/upload/%2e%2e/escape.txt', 400],
    ['/upload/short/a.txt', 400],
  ])('%s is refused', async (path, status) => {
    expect((await put(path, 'x')).status).toBe(status)
  })

  test('replace nothing, and do not fill the disk', async () => {
    expect((await put('/upload/batch-0003/same.txt', 'first')).status).toBe(201)
    expect((await put('/upload/batch-0003/same.txt', 'second')).status).toBe(409)
    expect(await readFile(join(server.stateFolder, 'uploads', 'batch-0003', 'same.txt'), 'utf8')).toBe(
      'first',
    )
    const huge = await put('/upload/batch-0003/huge.bin', '', {
      'Content-Length': String(2 ** 50),
      Expect: '100-continue',
    })
    expect(huge.status).toBe(507)
  })
})

describe('what was prepared for download', () => {
  test('comes as an attachment, and nothing beside it', async () => {
    const folder = join(server.stateFolder, 'downloads', 'export-1')
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, "re'sult ü.csv"), 'a\n1\n')
    const get = (path: string) => ask({ port: server.port, path, headers: server.own })
    const path = '/download/export-1/re%27sult%20%C3%BC.csv'
    const head = await ask({ port: server.port, method: 'HEAD', path, headers: server.own })
    expect([head.status, head.headers['content-length']]).toEqual([200, '4'])
    const answer = await get(path)
    expect([answer.status, answer.body]).toEqual([200, 'a\n1\n'])
    expect(answer.headers['content-disposition']).toBe("attachment; filename*=UTF-8''re%27sult%20%C3%BC.csv")
    for (const path of [
      '/download/export-1/..%2f..%2frecent-stores.json',
      '/download/../uploads',
      '/download/export-1/',
      '/download/..%2f/x',
      '/download/export-1/none',
    ]) {
      expect((await get(path)).status, path).toBe(404)
    }
  })

  test('is kept until all of it was sent, and then deleted', async () => {
    const folder = join(server.stateFolder, 'downloads', 'export-2')
    await mkdir(folder, { recursive: true })
    // More than sockets hold back.
    const size = 64 * 1024 * 1024
    await writeFile(join(folder, 'large.bin'), Buffer.alloc(size, 'x'))
    const path = '/download/export-2/large.bin'
    await new Promise<void>((resolve, reject) => {
      const begun = request({ port: server.port, path, headers: server.own }, (response) => {
        response.once('data', () => response.destroy())
        response.once('close', resolve)
        response.on('error', () => {})
      })
      begun.on('error', reject)
      begun.end()
    })
    const whole = await ask({ port: server.port, path, headers: server.own })
    expect([whole.status, whole.body.length]).toEqual([200, size])
    await expect.poll(() => existsSync(folder)).toBe(false)
    expect((await ask({ port: server.port, path, headers: server.own })).status).toBe(404)
  })

  test('goes after a day when nobody fetched it', async () => {
    const stateFolder = await mkdtemp(join(tmpdir(), 'firn-downloads-'))
    const downloads = join(stateFolder, 'downloads')
    for (const name of ['old', 'young']) await mkdir(join(downloads, name), { recursive: true })
    const before = new Date(Date.now() - 25 * 60 * 60 * 1000)
    await utimes(join(downloads, 'old'), before, before)
    const other = await serve({ stateFolder, allow: [], port: 0 })
    await other.close()
    expect(await readdir(downloads)).toEqual(['young'])
    await rm(stateFolder, { recursive: true, force: true })
  })
})

test('the server ends in good order and takes its processes along', async () => {
  const other = await startTestServer()
  await other.end()
  await expect(ask({ port: other.port, path: '/health', headers: other.own })).rejects.toMatchObject({
    code: 'ECONNREFUSED',
  })
})
