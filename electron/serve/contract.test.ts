import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createCaller } from '../../shared/contract/caller.ts'
import type { Contract } from '../../shared/contract/contract.ts'
import { errorCodes, FirnError } from '../../shared/contract/errors.ts'
import { readAnswerFrame } from '../../shared/contract/frames.ts'
import { count, patience, seed, seeded } from '../core/testing/counts.ts'
import { type HostileFrame, hostileFrames } from './testing/hostile-frames.ts'
import { type OpenSocket, openSocket } from './testing/open-socket.ts'
import { startTestServer, type TestServer } from './testing/served-window.ts'

/** The window is untrusted: whatever it sends, the engine stays up, answers, and does nothing that is not asked. */

let server: TestServer
let folder: string
let store: string

beforeAll(async () => {
  server = await startTestServer()
  folder = join(dirname(server.stateFolder), 'data')
  store = join(folder, 'store')
  await mkdir(folder)
  await writeFile(join(folder, 'good.csv'), 'id,name\n1,a\n')
  const line = await openSocket(server)
  const { call } = callerOf(line)
  await call('application.openStore', { path: store, create: true })
  await call('snapshot.take', { dataset: 'good', sources: [join(folder, 'good.csv')], tag: 'prod' })
  await writeFile(join(folder, 'good.csv'), 'id,name\n1,a\n2,b\n')
  await call('snapshot.take', { dataset: 'good', sources: [join(folder, 'good.csv')] })
  await writeFile(join(folder, 'good.csv'), 'id,name\n1,c\n2,d\n')
  line.close()
})
afterAll(() => server.end())

const callerOf = (line: OpenSocket) =>
  createCaller<Contract>(line, () => new FirnError('disconnected', 'The line was closed.'))

/** A line on which the store is open, as the page has it after its first call. */
async function lineOnStore() {
  const line = await openSocket(server)
  const caller = callerOf(line)
  await caller.call('application.openStore', { path: store })
  return { line, caller }
}

/** What also a question leaves in a store: proofs of hashes, and the plain paths that somebody asked for. */
const madeByReading = /^\/(cache|paths)\//

/** Everything that a message could have changed. */
async function state(): Promise<object> {
  const { line, caller } = await lineOnStore()
  const files: Record<string, string> = {}
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isFile() && !madeByReading.test(path.slice(store.length)))
      files[path] = createHash('sha256')
        .update(await readFile(path))
        .digest('hex')
  }
  const told = {
    files,
    info: await caller.call('application.info', {}),
    stores: (await caller.call('application.recent', {})).stores.map(({ path }) => path),
    settings: (await caller.call('settings.get', {})).chosen,
    datasets: (await caller.call('catalogue.list', {})).datasets,
    rows: (await caller.call('query.start', { sql: 'FROM good ORDER BY id' })).firstPage,
    environment: await readdir(dirname(server.stateFolder)),
  }
  line.close()
  return told
}

const messages = count({ everyday: 1_000, soak: 10_000 })
/** So many on each line, and so many at a time: the engine works on all of these at once. */
const perLine = 200
const atOnce = 20

test(`${messages} hostile messages crash nothing, change nothing, and each call among them is answered`, {
  timeout: patience(120_000),
}, async () => {
  const before = await state()
  const next = hostileFrames(seeded(seed()), folder)
  const wrong: string[] = []
  for (let sent = 0; sent < messages; sent += perLine) {
    const { line, caller } = await lineOnStore()
    const ended = line.closed.then((code) => Promise.reject(new Error(`the line ended with ${code}`)))
    ended.catch(() => {})
    const answers = answersOn(line)
    for (let first = 0; first < perLine; first += atOnce) {
      const frames = Array.from({ length: atOnce }, (_, index) => next(1_000_000 + sent + first + index))
      for (const { text } of frames) line.send(text)
      for (const frame of frames) {
        if (frame.id === undefined) continue
        const [code, ...more] = await Promise.race([answers.of(frame.id), ended])
        if (!isOwed(frame, code) || more.length > 0) wrong.push(told(frame, code))
      }
    }
    // What comes behind them is answered, and nothing was answered that is no call.
    expect((await caller.call('store.info', {})).path).toBe(store)
    wrong.push(...answers.left().map((id) => `an answer to ${id}, which was no call`))
    line.close()
  }
  expect(wrong).toEqual([])
  expect(await state()).toEqual(before)
})

const known = new Set<string>(['ok', ...errorCodes.filter((code) => code !== 'internal')])

function isOwed({ owed }: HostileFrame, code: string): boolean {
  return owed === 'refused' ? code === 'invalid-input' : known.has(code)
}

const told = ({ text, owed }: HostileFrame, code: string) =>
  `${code}, but ${owed === 'refused' ? 'invalid-input' : 'an answer'} was owed to ${text.slice(0, 300)}`

/** The answers of a line by the number of their call, beside those that its caller hears: `ok` or the error's code. */
function answersOn(line: OpenSocket) {
  const answers = new Map<number, string[]>()
  let onAnswer = () => {}
  line.onMessage((text) => {
    const frame = readAnswerFrame(text)
    if ((frame?.type !== 'ok' && frame?.type !== 'err') || frame.id < 1_000_000) return
    const code = frame.type === 'ok' ? 'ok' : frame.error.message === '' ? 'no sentence' : frame.error.code
    answers.set(frame.id, [...(answers.get(frame.id) ?? []), code])
    onAnswer()
  })
  return {
    of: (id: number) =>
      new Promise<readonly [string, ...string[]]>((resolve) => {
        const look = () => {
          const [first, ...more] = answers.get(id) ?? []
          if (first === undefined) return
          answers.delete(id)
          resolve([first, ...more])
        }
        onAnswer = look
        look()
      }),
    left: () => [...answers.keys()],
  }
}

test('a message that is not text, or has over 8 MB, ends its line and no other', async () => {
  const { line, caller } = await lineOnStore()
  for (const [message, code] of [
    [Buffer.from('{"type":"call","id":1,"method":"store.info","input":{}}'), 1003],
    [new Uint8Array(0), 1003],
    ['x'.repeat(8 * 1024 * 1024 + 1), 1009],
  ] as const) {
    const other = await openSocket(server)
    other.socket.send(message)
    expect(await other.closed).toBe(code)
  }
  expect((await caller.call('store.info', {})).path).toBe(store)
  line.close()
})
