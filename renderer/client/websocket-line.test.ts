import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { FirnError } from '../../shared/contract/errors.ts'
import { encodeNote, lineCodes, readNote } from '../../shared/contract/kept-line.ts'
import type { Line } from './line.ts'
import { websocketLine } from './websocket-line.ts'

/** The browser's end of a connection, and what the server does with it. */
class Socket {
  static readonly all: Socket[] = []
  readonly sent: string[] = []
  closedWith: number | undefined
  private readonly listeners = new Map<string, ((event: object) => void)[]>()
  readonly query: URLSearchParams

  constructor(address: URL) {
    this.query = address.searchParams
    Socket.all.push(this)
  }

  addEventListener(name: string, listener: (event: object) => void): void {
    this.listeners.set(name, [...(this.listeners.get(name) ?? []), listener])
  }

  send(text: string): void {
    this.sent.push(text)
  }

  close(code = 1005): void {
    this.closedWith ??= code
  }

  tell(data: string): void {
    for (const listener of this.listeners.get('message') ?? []) listener({ data })
  }

  welcome(have: number): void {
    this.tell(encodeNote({ line: 'line-1', have }))
  }

  end(code: number): void {
    for (const listener of this.listeners.get('close') ?? []) listener({ code })
  }

  get frames(): readonly string[] {
    return this.sent.filter((text) => readNote(text) === undefined)
  }
}

const patience = {
  beat: 10_000,
  silence: 15_000,
  longestSilence: 120_000,
  awake: 4000,
  opening: 20_000,
  again: [0, 1000],
}
let status: number | undefined
const page = new EventTarget()

beforeEach(() => {
  vi.useFakeTimers()
  Socket.all.length = 0
  status = 426
  vi.stubGlobal('WebSocket', Socket)
  vi.stubGlobal('location', { href: 'http://127.0.0.1:7466/' })
  vi.stubGlobal('window', page)
  vi.stubGlobal('document', Object.assign(new EventTarget(), { visibilityState: 'visible' }))
  vi.stubGlobal('fetch', () =>
    status === undefined ? Promise.reject(new Error('no network')) : Promise.resolve({ status }),
  )
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

interface Opened {
  readonly line: Line
  readonly heard: string[]
  /** What was told: `cut`, `mended`, `ended`. */
  readonly told: string[]
  readonly socket: Socket
}

const latest = () => Socket.all.at(-1) as Socket

async function open(): Promise<Opened> {
  const opening = websocketLine('engine', patience)()
  latest().welcome(0)
  const line = await opening
  const heard: string[] = []
  const told: string[] = []
  line.onMessage((text) => heard.push(text))
  line.onClose(() => told.push('ended'))
  line.onInterrupted?.((isInterrupted) => told.push(isInterrupted ? 'cut' : 'mended'))
  return { line, heard, told, socket: latest() }
}

it('goes on over the next connection with what the other end does not have', async () => {
  const { line, heard, told, socket } = await open()
  expect(socket.query.get('line')).toBe('new')
  for (const frame of ['{1}', '{2}', '{3}']) line.send(frame)
  socket.tell('{a}')
  socket.tell('{b}')
  socket.end(1006)
  line.send('{4}')
  await vi.advanceTimersByTimeAsync(0)
  const next = latest()
  expect([next.query.get('line'), next.query.get('have')]).toEqual(['line-1', '2'])
  next.welcome(2)
  await vi.advanceTimersByTimeAsync(0)
  expect(next.frames).toEqual(['{3}', '{4}'])
  next.tell('{c}')
  line.send('{5}')
  expect(next.frames).toEqual(['{3}', '{4}', '{5}'])
  expect(heard).toEqual(['{a}', '{b}', '{c}'])
  expect(told).toEqual(['cut', 'mended'])
  // What still comes over the old one is not the line's any more.
  socket.tell('{b}')
  expect(heard).toHaveLength(3)
})

it('tries again and again while there is no network', async () => {
  const { told, socket } = await open()
  status = undefined
  socket.end(1006)
  await vi.advanceTimersByTimeAsync(0)
  for (let attempt = 2; attempt <= 5; attempt += 1) {
    expect(Socket.all).toHaveLength(attempt)
    latest().end(1006)
    await vi.advanceTimersByTimeAsync(1000)
  }
  latest().welcome(0)
  await vi.advanceTimersByTimeAsync(0)
  expect(told).toEqual(['cut', 'mended'])
})

it('takes a connection that has fallen silent for cut, and waits longer for a slow one', async () => {
  const { told, socket } = await open()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(socket.sent).toEqual([encodeNote({ have: 0 })])
  await vi.advanceTimersByTimeAsync(14_000)
  expect(told).toEqual([])
  await vi.advanceTimersByTimeAsync(1000)
  expect(told).toEqual(['cut'])
  expect(socket.closedWith).toBe(lineCodes.broken)
  await vi.advanceTimersByTimeAsync(1)
  latest().welcome(0)
  await vi.advanceTimersByTimeAsync(0)
  // From the next question on it may take twice as long.
  await vi.advanceTimersByTimeAsync(34_000)
  expect(told).toEqual(['cut', 'mended'])
  latest().tell(encodeNote({ have: 0 }))
  await vi.advanceTimersByTimeAsync(9000)
  expect(told).toEqual(['cut', 'mended'])
})

it('asks at once when the network is back, and does not wait for long', async () => {
  const { told } = await open()
  page.dispatchEvent(new Event('online'))
  await vi.advanceTimersByTimeAsync(4000)
  expect(told).toEqual(['cut'])
})

it('confirms what has arrived before it is much', async () => {
  const { socket } = await open()
  for (let frame = 0; frame < 64; frame += 1) socket.tell('{}')
  expect(socket.sent).toEqual([encodeNote({ have: 64 })])
})

it.each([
  ['the server was stopped', lineCodes.stopped, /was stopped/],
  ['the engine died', lineCodes.engineDied, undefined],
  ['a frame was too long', 1009, /more than it takes/],
])('ends when %s', async (_, code, words) => {
  const { line, told, socket } = await open()
  socket.end(code)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(told).toEqual(['ended'])
  expect(Socket.all).toHaveLength(1)
  if (words === undefined) expect(line.reason).toBeUndefined()
  else expect(line.reason).toMatch(words)
})

it('ends when another server answers, which does not know the line', async () => {
  const { line, told, socket } = await open()
  socket.end(1006)
  await vi.advanceTimersByTimeAsync(0)
  latest().end(lineCodes.unknown)
  await vi.advanceTimersByTimeAsync(0)
  expect(told).toEqual(['cut', 'ended'])
  expect(line.reason).toMatch(/started again/)
})

it('says what to do where the browser is not let in', async () => {
  const opening = websocketLine('engine', patience)()
  status = 401
  latest().end(1006)
  const error = await opening.catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(FirnError)
  expect(error).toMatchObject({ code: 'not-allowed', hint: /newest link/ })
})

it('says goodbye when the page is left', async () => {
  const { socket } = await open()
  page.dispatchEvent(new Event('pagehide'))
  expect(socket.closedWith).toBe(1000)
})
