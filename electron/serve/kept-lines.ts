import type { WebSocket } from 'ws'
import { readAnswerFrame } from '../../shared/contract/frames.ts'
import { createUnconfirmedFrames, encodeNote, lineCodes, readNote } from '../../shared/contract/kept-line.ts'
import type { Transport } from '../../shared/contract/transport.ts'
import type { Job } from '../../shared/model/job.ts'
import { watchHeartbeat } from './heartbeat.ts'
import type { AnswerHostCall } from './host-calls.ts'
import { createSecret } from './secrets.ts'
import { engineDied, textOf, toEngine } from './socket-relay.ts'

/** Lines of windows to the engine, which go on when a window comes back over another connection. */
export interface KeptLines {
  /** Begins a line for a browser, by the secret that it was let in with. */
  begin(owner: string, engine: Transport, socket: WebSocket): void
  /** Goes on with a line of that browser, which has so many frames; false where there is none. */
  goOn(owner: string, id: string, have: number, socket: WebSocket): boolean
  /** From now on lines that end do so because the server does. */
  announceEnd(): void
  /** Ends all lines, and tells their windows that the server has ended. */
  stop(): void
}

/** What is kept for windows that are away. */
export interface Keeping {
  /** A laptop may sleep for a night, and what was started before should be there in the morning. Milliseconds. */
  readonly forMs: number
  /** Lines without a connection; of more, the one that is away for longest ends. */
  readonly lines: number
  /** Frames for one window, in characters. */
  readonly size: number
}

const usualKeeping: Keeping = { forMs: 12 * 60 * 60 * 1000, lines: 16, size: 16 * 1024 * 1024 }

interface KeptLine {
  readonly owner: string
  /** The window's connection was cut at this time. */
  readonly awaySince: number | undefined
  carry(socket: WebSocket, have: number): boolean
  end(code?: number, reason?: string): void
}

export function createKeptLines(answerHostCall: AnswerHostCall, keeping = usualKeeping): KeptLines {
  const lines = new Map<string, KeptLine>()
  let isEnding = false

  function forgetOldest(): void {
    const away = [...lines.values()].filter(({ awaySince }) => awaySince !== undefined)
    if (away.length <= keeping.lines) return
    const [oldest] = away.toSorted((a, b) => (a.awaySince ?? 0) - (b.awaySince ?? 0))
    oldest?.end()
  }

  return {
    begin(owner, engine, socket) {
      const id = createSecret()
      const line = createLine({
        id,
        owner,
        engine,
        answerHostCall,
        keeping,
        isEnding: () => isEnding,
        onAway: forgetOldest,
        onEnd: () => lines.delete(id),
      })
      lines.set(id, line)
      line.carry(socket, 0)
    },
    goOn(owner, id, have, socket) {
      const line = lines.get(id)
      return line !== undefined && line.owner === owner && line.carry(socket, have)
    },
    announceEnd() {
      isEnding = true
    },
    stop() {
      for (const line of [...lines.values()]) line.end(lineCodes.stopped, 'stopped')
    },
  }
}

function createLine(options: {
  id: string
  owner: string
  engine: Transport
  answerHostCall: AnswerHostCall
  keeping: Keeping
  isEnding: () => boolean
  onAway: () => void
  onEnd: () => void
}): KeptLine {
  const { id, owner, engine, answerHostCall, keeping, isEnding, onAway, onEnd } = options
  const sent = createUnconfirmedFrames()
  let received = 0
  let socket: WebSocket | undefined
  let away: { readonly since: number; readonly timer: NodeJS.Timeout } | undefined
  let isEnded = false

  function end(code?: number, reason?: string): void {
    if (isEnded) return
    isEnded = true
    clearTimeout(away?.timer)
    if (code !== undefined) socket?.close(code, reason)
    engine.close()
    onEnd()
  }

  function send(text: string): void {
    if (isEnded || (socket === undefined && isSuperseded(text))) return
    sent.add(text)
    if (socket?.readyState === socket?.OPEN) socket?.send(text)
    if (socket === undefined && sent.size > keeping.size) end()
  }

  function hear(text: string): void {
    const note = readNote(text)
    if (note === undefined) {
      received += 1
      toEngine(text, engine, send, answerHostCall)
      return
    }
    if (sent.confirm(note.have)) socket?.send(encodeNote({ have: received }))
    else end(lineCodes.unknown, 'unknown-line')
  }

  engine.onMessage(send)
  engine.onClose(() => {
    if (isEnding()) {
      end(lineCodes.stopped, 'stopped')
      return
    }
    send(engineDied)
    end(lineCodes.engineDied, 'engine-died')
  })

  return {
    owner,
    end,
    get awaySince() {
      return away?.since
    },
    carry(next, have) {
      if (isEnded || !sent.confirm(have)) return false
      const before = socket
      socket = next
      // The window knows better which of the two is alive.
      before?.terminate()
      clearTimeout(away?.timer)
      away = undefined
      watchHeartbeat(next)
      next.on('message', (data, isBinary) => {
        const text = socket === next && !isEnded ? textOf(next, data, isBinary) : undefined
        if (text !== undefined) hear(text)
      })
      next.on('error', (error: NodeJS.ErrnoException) => {
        // A message that is too long or no message: it would be the same over the next connection.
        if (socket === next && error.code?.startsWith('WS_ERR') === true) end()
      })
      next.on('close', (code: number) => {
        if (socket !== next || isEnded) return
        socket = undefined
        if (code !== cutCode && code !== lineCodes.broken) {
          end()
          return
        }
        away = { since: Date.now(), timer: setTimeout(end, keeping.forMs) }
        away.timer.unref()
        onAway()
      })
      next.send(encodeNote({ line: id, have: received }))
      for (const frame of sent.frames) next.send(frame)
      return true
    },
  }
}

/** How the protocol calls an end without a goodbye. A page that is closed or loaded again says goodbye. */
const cutCode = 1006

/** Whether a later frame says the same and more, so that a window that is away need not have it. */
function isSuperseded(text: string): boolean {
  const frame = readAnswerFrame(text)
  if (frame?.type === 'progress') return true
  return frame?.type === 'event' && frame.name === 'job' && (frame.payload as Job).state === 'running'
}
