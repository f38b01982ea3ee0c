import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { FirnError } from '../../shared/contract/errors.ts'
import { connect, type ConnectionState } from './connection.ts'
import { type FedTransport, fedTransport, type Line, type OpenLine } from './line.ts'

/** Lines that open when a test says so; what is asked on them is answered while `answers`. */
class Lines {
  answers = true
  asked = 0
  private readonly unanswered: number[] = []
  private readonly waiting: { resolve: (line: Line) => void; reject: (error: Error) => void }[] = []
  private line: (FedTransport & { reason?: string }) | undefined
  private interrupted: (isInterrupted: boolean) => void = () => {}

  readonly open: OpenLine = () => {
    this.asked += 1
    return new Promise((resolve, reject) => this.waiting.push({ resolve, reject }))
  }

  async come(): Promise<void> {
    const line = fedTransport(
      (text) => {
        const { id } = JSON.parse(text) as { id: number }
        this.unanswered.push(id)
        if (this.answers) this.answerAll()
      },
      () => {},
    )
    this.line = line
    const withCuts: Line = Object.assign(line, {
      onInterrupted: (listener: (isInterrupted: boolean) => void) => {
        this.interrupted = listener
      },
    })
    this.waiting.shift()?.resolve(withCuts)
    await vi.advanceTimersByTimeAsync(0)
  }

  answerAll(): void {
    for (const id of this.unanswered.splice(0))
      this.line?.receive(JSON.stringify({ type: 'ok', id, result: { jobs: [] } }))
  }

  async refuse(error: Error): Promise<void> {
    this.waiting.shift()?.reject(error)
    await vi.advanceTimersByTimeAsync(0)
  }

  async tell(payload: object): Promise<void> {
    this.line?.receive(JSON.stringify({ type: 'event', name: 'process', payload }))
    await vi.advanceTimersByTimeAsync(0)
  }

  async end(): Promise<void> {
    this.line?.end()
    await vi.advanceTimersByTimeAsync(0)
  }

  cut(isInterrupted: boolean): void {
    this.interrupted(isInterrupted)
  }
}

let lines: Lines

beforeEach(() => {
  vi.useFakeTimers()
  lines = new Lines()
})
afterEach(() => void vi.useRealTimers())

function begin() {
  const connection = connect(lines.open, () => Promise.resolve())
  return { connection, now: (): ConnectionState => connection.state.getState() }
}

it('says after a while that an engine has not answered yet, has another started, and no more once it has', async () => {
  const { now, connection } = begin()
  await vi.advanceTimersByTimeAsync(7900)
  expect(now()).toEqual({ state: 'connecting', generation: 0 })
  await vi.advanceTimersByTimeAsync(200)
  expect(now()).toEqual({
    state: 'connecting',
    generation: 0,
    notice: expect.stringMatching(/^The engine has not answered yet\. Wait, or start a new one/) as string,
  })
  lines.open.askForEngine = vi.fn<() => Promise<void>>(() => Promise.resolve())
  await connection.askForEngine()
  expect(lines.open.askForEngine).toHaveBeenCalledOnce()
  expect(now()).toMatchObject({ state: 'connecting', generation: 0 })
  await lines.come()
  expect(now()).toEqual({ state: 'open', generation: 1 })
})

it('says that nobody can start an engine where the program itself is gone', async () => {
  const { now, connection } = begin()
  lines.open.askForEngine = () => Promise.reject(new TypeError('Failed to fetch'))
  await vi.advanceTimersByTimeAsync(8100)
  await connection.askForEngine()
  expect(now()).toEqual({
    state: 'connecting',
    generation: 0,
    notice: 'Firn cannot be reached, so no new engine was started. Start Firn again.',
  })
})

it('says nothing of the kind where an engine answers in time', async () => {
  const { now } = begin()
  await lines.refuse(new Error('Not yet.'))
  await vi.advanceTimersByTimeAsync(1000)
  expect(lines.asked).toBe(2)
  await lines.come()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(now()).toEqual({ state: 'open', generation: 1 })
})

it('tells an engine that ended from a line that did, and each state by one sentence', async () => {
  const { now, connection } = begin()
  await lines.come()
  await lines.tell({ what: 'engine', text: 'The engine ended.' })
  expect(now()).toMatchObject({ state: 'lost', notice: 'The engine ended.', generation: 1 })
  await lines.come()
  expect(now()).toEqual({ state: 'open', notice: 'The engine ended. Connected again.', generation: 2 })
  connection.dismissNotice()
  expect(now()).toEqual({ state: 'open', generation: 2 })
  await lines.end()
  expect(now()).toMatchObject({ state: 'lost', notice: 'The connection to the engine was lost.' })
})

it('a worker that ended changes nothing but the notice', async () => {
  const { now } = begin()
  await lines.come()
  await lines.tell({ what: 'worker', text: 'A worker ended.' })
  expect(now()).toEqual({ state: 'open', notice: 'A worker ended.', generation: 1 })
})

it('a cut line is lost, and is the same line when it goes on', async () => {
  const { now, connection } = begin()
  await lines.come()
  lines.cut(true)
  expect(now()).toMatchObject({ state: 'lost', notice: expect.stringContaining('was cut') as string })
  const asked = connection.call('jobs.list', {})
  lines.cut(false)
  expect(now()).toEqual({ state: 'open', generation: 1 })
  expect(await asked).toEqual({ jobs: [] })
})

it('an engine that is silent for five beats is said to be, until it answers', async () => {
  const { now } = begin()
  await lines.come()
  lines.answers = false
  await vi.advanceTimersByTimeAsync(7000)
  expect(now()).toMatchObject({ state: 'open', silent: true })
  lines.answers = true
  lines.answerAll()
  await vi.advanceTimersByTimeAsync(0)
  expect(now()).toMatchObject({ state: 'open', silent: false })
})

it('where no line will be had by asking, it says why and refuses calls', async () => {
  const { now, connection } = begin()
  await lines.refuse(new FirnError('not-allowed', 'The link is old.', { hint: 'Open the newest one.' }))
  expect(now()).toMatchObject({ state: 'refused', notice: 'The link is old. Open the newest one.' })
  const outcome = connection.call('jobs.list', {}).catch((error: unknown) => error)
  await vi.advanceTimersByTimeAsync(8100)
  expect(await outcome).toMatchObject({ code: 'disconnected' })
  expect(now()).toMatchObject({ notice: 'The link is old. Open the newest one.' })
  await lines.come()
  expect(now()).toEqual({
    state: 'open',
    generation: 1,
    notice: 'The connection to the engine was lost. Connected again.',
  })
})

it('looks again for an engine that was given up, and at once when one is asked for', async () => {
  const { now, connection } = begin()
  await lines.refuse(new FirnError('engine-died', 'Given up.'))
  expect(now()).toMatchObject({ state: 'stopped', notice: 'Given up.' })
  await expect(connection.call('jobs.list', {})).rejects.toMatchObject({ code: 'disconnected' })
  await vi.advanceTimersByTimeAsync(3100)
  expect(lines.asked).toBe(2)
  await lines.refuse(new FirnError('engine-died', 'Given up.'))
  await connection.askForEngine()
  expect(now()).toMatchObject({ state: 'lost' })
  expect(lines.asked).toBe(3)
  await lines.come()
  expect(now()).toMatchObject({ state: 'open', generation: 1 })
})
