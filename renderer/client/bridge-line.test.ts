import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { bridgeLine } from './bridge-line.ts'
import { type Call, connect } from './connection.ts'

/** What the preload does: it keeps what is posted until there is a port. */
class Preload {
  readonly posted: { readonly id: number; readonly method: string }[] = []
  private listener: (text: string) => void = () => {}

  post(text: string): void {
    this.posted.push(JSON.parse(text) as { id: number; method: string })
  }

  onFrame(listener: (text: string) => void): void {
    this.listener = listener
  }

  tell(frame: object): void {
    this.listener(JSON.stringify(frame))
  }

  /** An engine that answers everything that waits for it. */
  answerAll(): void {
    for (const { id } of this.posted.splice(0)) this.tell({ type: 'ok', id, result: { jobs: [] } })
  }

  die(): void {
    this.tell({ type: 'event', name: 'process', payload: { what: 'engine', text: 'It died.' } })
  }
}

const nothingFirst = () => Promise.resolve()
let preload: Preload

beforeEach(() => {
  vi.useFakeTimers()
  preload = new Preload()
})
afterEach(() => void vi.useRealTimers())

it('is open only when an engine answers', async () => {
  const { state } = connect(bridgeLine(preload), nothingFirst)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(state.getState()).toMatchObject({ state: 'connecting', generation: 0 })
  preload.answerAll()
  await vi.advanceTimersByTimeAsync(6000)
  preload.answerAll()
  await vi.advanceTimersByTimeAsync(0)
  expect(state.getState()).toMatchObject({ state: 'open', generation: 1 })
})

it('lets no call wait for ever while no engine can be started', async () => {
  const connection = connect(bridgeLine(preload), nothingFirst)
  await vi.advanceTimersByTimeAsync(0)
  preload.answerAll()
  await vi.advanceTimersByTimeAsync(0)
  preload.die()
  await vi.advanceTimersByTimeAsync(0)
  expect(connection.state.getState()).toMatchObject({ state: 'lost', notice: 'It died.' })
  const outcome = connection.call('jobs.list', {}).catch((error: unknown) => error)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(await outcome).toMatchObject({ code: 'disconnected' })
})

it('says first on each line what has to be said there, and lets other calls wait', async () => {
  let finish = () => {}
  const begin = vi.fn<(call: Call) => Promise<void>>((call) => {
    call('application.info', {}).catch(() => {})
    return new Promise<void>((resolve) => {
      finish = resolve
    })
  })
  const connection = connect(bridgeLine(preload), begin)
  const answered = connection.call('catalogue.list', {})
  for (let line = 1; line <= 2; line += 1) {
    await vi.advanceTimersByTimeAsync(0)
    preload.answerAll()
    await vi.advanceTimersByTimeAsync(0)
    expect(begin).toHaveBeenCalledTimes(line)
    expect(preload.posted.map(({ method }) => method)).toEqual(['application.info'])
    expect(connection.state.getState().generation).toBe(0)
    preload.posted.length = 0
    if (line === 1) preload.die()
  }
  finish()
  await vi.advanceTimersByTimeAsync(0)
  expect(connection.state.getState()).toMatchObject({ state: 'open', generation: 1 })
  expect(preload.posted.map(({ method }) => method)).toEqual(['catalogue.list'])
  preload.answerAll()
  expect(await answered).toEqual({ jobs: [] })
})

it('answers a call that is given up while there is no line at once', async () => {
  const connection = connect(bridgeLine(preload), nothingFirst)
  const given = new AbortController()
  const waiting = connection.call('jobs.list', {}, { signal: given.signal })
  given.abort()
  await expect(waiting).rejects.toMatchObject({ code: 'cancelled' })
  await expect(connection.call('jobs.list', {}, { signal: given.signal })).rejects.toMatchObject({
    code: 'cancelled',
  })
  // The bridge waits for the engine, and the person for the first line.
  expect(vi.getTimerCount()).toBe(2)
})

it('loses no event that comes before the line is open', async () => {
  const connection = connect(bridgeLine(preload), nothingFirst)
  const opened = vi.fn<(payload: { paths: readonly string[] }) => void>()
  connection.on('opened', opened)
  preload.tell({ type: 'event', name: 'opened', payload: { paths: ['/a.csv'] } })
  preload.answerAll()
  await vi.advanceTimersByTimeAsync(0)
  expect(opened).toHaveBeenCalledWith({ paths: ['/a.csv'] })
})
