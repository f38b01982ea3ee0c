import { once } from 'node:events'
import { WebSocket } from 'ws'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { encodeNote, lineCodes } from '../../shared/contract/kept-line.ts'
import { cookieFrom } from './testing/ask.ts'
import { beginLine, connect as connectTo } from './testing/connection.ts'
import { startTestServer, type TestServer } from './testing/served-window.ts'

let server: TestServer

beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.end())

const begin = () => beginLine({ port: server.port, headers: server.own })
const connect = (query: string, headers = server.own) => connectTo({ port: server.port, headers }, query)

const rows = 1_000_000
const slow = { sql: `SELECT count(DISTINCT md5(i::VARCHAR)) AS n FROM range(${rows}) AS t(i)` }

test('what was asked before a cut is answered after it, once and in order', async () => {
  const first = await begin()
  first.call(1, 'application.info')
  await first.answer(1)
  first.call(2, 'query.start', slow)
  first.call(3, 'settings.get')
  await first.answer(3)
  const have = first.frames.length
  first.socket.terminate()
  // Lost on the way: the server cannot have it.
  const second = connect(`line=${first.line}&have=${have - 1}`)
  await expect.poll(() => second.notes).toEqual([{ line: first.line, have: 3 }])
  expect(await second.answer(2)).toMatchObject({ type: 'ok', result: { firstPage: [[String(rows)]] } })
  expect(second.frames[0]).toEqual(first.frames.at(-1))
  second.socket.send(encodeNote({ have: have - 1 + second.frames.length }))
  await expect.poll(() => second.notes.at(-1)).toEqual({ have: 3 })
  second.socket.close()
})

test('a result that was opened before a cut gives its pages after it', async () => {
  const first = await begin()
  first.call(1, 'query.start', { sql: 'SELECT i FROM range(5000) AS t(i) ORDER BY i DESC' })
  const { result } = (await first.answer(1)) as { result: { resultId: string } }
  first.socket.terminate()
  const second = connect(`line=${first.line}&have=${first.frames.length}`)
  await expect.poll(() => second.notes).toHaveLength(1)
  second.call(2, 'query.page', { resultId: result.resultId, from: 4000, count: 1 })
  expect(await second.answer(2)).toMatchObject({ type: 'ok', result: { rows: [['999']] } })
  second.socket.close()
})

test('a second connection takes a line over from one that only seems to be alive', async () => {
  const first = await begin()
  const second = connect(`line=${first.line}&have=0`)
  expect(await first.closed).toBe(1006)
  second.call(1, 'settings.get')
  expect(await second.answer(1)).toMatchObject({ type: 'ok' })
  second.socket.close()
})

test('a line that said goodbye, was never there, or is of another browser does not go on', async () => {
  const left = await begin()
  left.socket.close()
  await left.closed
  const other = await begin()
  const cookie = await cookieFrom(server.window.newLink())
  const attempts = [
    connect(`line=${left.line}&have=0`),
    connect('line=none&have=0'),
    connect(`line=${other.line}&have=0`, { ...server.own, Cookie: cookie }),
    connect(`line=${other.line}&have=1000000`),
    connect(`line=${other.line}&have=-1`),
    connect(`line=${other.line}&have=many`),
  ]
  for (const attempt of attempts) {
    expect(await attempt.closed).toBe(lineCodes.unknown)
    expect(attempt.frames).toEqual([])
  }
  other.call(1, 'settings.get')
  expect(await other.answer(1)).toMatchObject({ type: 'ok' })
  other.socket.close()
})

test('a note that cannot be true ends the line', async () => {
  const first = await begin()
  first.socket.send(encodeNote({ have: 7 }))
  expect(await first.closed).toBe(lineCodes.unknown)
})

test('a server that ends tells its windows, also that the line is over', async () => {
  const other = await startTestServer()
  const socket = new WebSocket(`ws://127.0.0.1:${other.port}/engine?line=new`, { headers: other.own })
  await once(socket, 'message')
  const [[code]] = await Promise.all([once(socket, 'close'), other.end()])
  expect(code).toBe(lineCodes.stopped)
})
