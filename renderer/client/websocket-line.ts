import { FirnError } from '../../shared/contract/errors.ts'
import {
  createUnconfirmedFrames,
  encodeNote,
  type LineNote,
  lineCodes,
  readNote,
} from '../../shared/contract/kept-line.ts'
import { fedTransport, type Line, type OpenLine } from './line.ts'

/** How long things may take, in milliseconds. */
export interface LinePatience {
  /** Between two questions whether the server is still there. */
  readonly beat: number
  /** For any sign of life after such a question. It doubles while a slow network needs longer. */
  readonly silence: number
  /** The most that it grows to. */
  readonly longestSilence: number
  /** The same where the network or the person has just come back, who should not have to wait. */
  readonly awake: number
  /** For a connection to be opened. */
  readonly opening: number
  /** Between attempts to connect again. */
  readonly again: readonly number[]
}

const usualPatience: LinePatience = {
  beat: 10_000,
  silence: 15_000,
  longestSilence: 120_000,
  awake: 4000,
  opening: 20_000,
  again: [0, 300, 1000, 2000, 5000],
}

/** Frames that are confirmed at once and not with the next beat, because the server keeps them until then. */
const confirmedTogether = 64

/**
 * Lines over a WebSocket beside the page, as `serve` keeps them: a line goes on over the next connection when one
 * is cut or falls silent, as long as the server has it.
 */
export function websocketLine(path: string, patience = usualPatience): OpenLine {
  const open: OpenLine = async () => {
    const { socket, welcome } = await openSocket(addressOf(path, 'line=new'), patience.opening).catch(
      async (error: unknown) => {
        throw (await refusal(path)) ?? (await noEngine()) ?? error
      },
    )
    return keptLine(path, patience, socket, welcome)
  }
  open.askForEngine = async () => {
    await fetch('engine/replace', { method: 'POST', credentials: 'same-origin' })
  }
  return open
}

/** Why no engine is started any more; undefined where one runs or is being started, or nobody can be asked. */
async function noEngine(): Promise<FirnError | undefined> {
  try {
    const { stopped } = (await (await fetch('health')).json()) as { stopped?: string }
    return stopped === undefined ? undefined : new FirnError('engine-died', stopped)
  } catch {
    return undefined
  }
}

function keptLine(path: string, patience: LinePatience, first: WebSocket, welcome: LineNote): Line {
  const sent = createUnconfirmedFrames()
  const listeners: ((isInterrupted: boolean) => void)[] = []
  let socket: WebSocket | undefined
  let received = 0
  let unconfirmed = 0
  let silence = patience.silence
  let silent: ReturnType<typeof setTimeout> | undefined
  let reason: string | undefined
  let isEnded = false

  const transport = fedTransport(
    (text) => {
      sent.add(text)
      socket?.send(text)
    },
    () => end(),
  )

  function end(why?: string): void {
    if (isEnded) return
    isEnded = true
    reason = why
    clearInterval(beat)
    clearTimeout(silent)
    window.removeEventListener('online', askAwake)
    window.removeEventListener('pagehide', leave)
    document.removeEventListener('visibilitychange', askAwake)
    socket?.close()
    transport.end()
  }

  /** Confirms what has arrived; the server's answer shows that it is there. */
  function ask(limitMs?: number): void {
    if (socket === undefined) return
    unconfirmed = 0
    socket.send(encodeNote({ have: received }))
    if (limitMs !== undefined) clearTimeout(silent)
    else if (silent !== undefined) return
    silent = setTimeout(fallSilent, limitMs ?? silence)
  }

  const askAwake = () => {
    // Not over a network that has been found to be slow.
    if (document.visibilityState === 'visible') ask(silence === patience.silence ? patience.awake : undefined)
  }

  function fallSilent(): void {
    silence = Math.min(2 * silence, patience.longestSilence)
    const dead = socket
    interrupt()
    // Not waited for: a dead connection does not answer to this either.
    dead?.close(lineCodes.broken)
  }

  function hear(text: string): void {
    clearTimeout(silent)
    silent = undefined
    const note = readNote(text)
    if (note !== undefined) {
      silence = patience.silence
      if (!sent.confirm(note.have)) end(lostWords)
      return
    }
    received += 1
    unconfirmed += 1
    if (unconfirmed >= confirmedTogether) ask()
    transport.receive(text)
  }

  function carry(next: WebSocket): void {
    socket = next
    next.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (socket === next && typeof data === 'string') hear(data)
    })
    next.addEventListener('close', ({ code }) => {
      if (socket !== next || isEnded) return
      const last = endings.get(code)
      if (last === undefined) interrupt()
      else end(last === '' ? undefined : last)
    })
  }

  function interrupt(): void {
    clearTimeout(silent)
    silent = undefined
    socket = undefined
    for (const listener of listeners) listener(true)
    void goOn(0)
  }

  async function goOn(attempt: number): Promise<void> {
    await new Promise((resolve) =>
      setTimeout(resolve, patience.again[Math.min(attempt, patience.again.length - 1)]),
    )
    if (isEnded) return
    const query = `line=${encodeURIComponent(welcome.line ?? '')}&have=${received}`
    try {
      const opened = await openSocket(addressOf(path, query), patience.opening)
      if (isEnded) opened.socket.close()
      else if (!sent.confirm(opened.welcome.have)) end(lostWords)
      else {
        carry(opened.socket)
        for (const frame of sent.frames) opened.socket.send(frame)
        for (const listener of listeners) listener(false)
      }
    } catch (error) {
      if (isEnded) return
      const refused = await refusal(path)
      if (error instanceof UnknownLine || refused !== undefined) end(lostWords)
      else void goOn(attempt + 1)
    }
  }

  // A page that is left says so: nobody comes back for what it has open.
  const leave = () => socket?.close(1000, 'left')
  const beat = setInterval(() => ask(), patience.beat)
  window.addEventListener('online', askAwake)
  window.addEventListener('pagehide', leave)
  document.addEventListener('visibilitychange', askAwake)
  carry(first)
  return {
    ...transport,
    get reason() {
      return reason
    },
    onInterrupted: (listener) => listeners.push(listener),
  }
}

/** Ends that no further connection would help, and what they mean; empty where the engine has told it itself. */
const endings = new Map<number, string>([
  [1000, ''],
  [1003, ''],
  [1009, 'The engine was sent more than it takes at once.'],
  [lineCodes.engineDied, ''],
  [lineCodes.stopped, 'The server was stopped. What you typed is kept in this browser.'],
])

const lostWords =
  'The server has been started again, or did not hear of this window for too long: what ran there has ended.'

class UnknownLine extends Error {}

/** A connection with the first thing that the server says on it. */
function openSocket(
  address: URL,
  limitMs: number,
): Promise<{ readonly socket: WebSocket; readonly welcome: LineNote }> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(address)
    let isSettled = false
    const fail = (error: Error) => {
      if (isSettled) return
      isSettled = true
      clearTimeout(late)
      socket.close(lineCodes.broken)
      reject(error)
    }
    const late = setTimeout(() => fail(new Error('The server does not answer.')), limitMs)
    socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (isSettled) return
      const welcome = typeof data === 'string' ? readNote(data) : undefined
      if (welcome?.line === undefined) {
        fail(new Error('The server speaks of something else.'))
        return
      }
      isSettled = true
      clearTimeout(late)
      resolve({ socket, welcome })
    })
    socket.addEventListener('close', ({ code }) =>
      fail(
        code === lineCodes.unknown
          ? new UnknownLine('The server does not keep this line.')
          : new Error('The connection could not be opened.'),
      ),
    )
  })
}

/** Why the server lets this browser in no more; undefined where it does, or cannot be asked. */
async function refusal(path: string): Promise<FirnError | undefined> {
  const answer = await fetch(path, { credentials: 'same-origin', cache: 'no-store' }).catch(() => undefined)
  if (answer?.status !== 401) return undefined
  return new FirnError('not-allowed', 'The server was started again and does not know this browser.', {
    hint: 'Open the newest link that "firn serve" printed, in this browser: then this window goes on by itself. What you typed is kept.',
  })
}

function addressOf(path: string, query: string): URL {
  const address = new URL(`${path}?${query}`, location.href)
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:'
  return address
}
