import type { WebSocket } from 'ws'
import { FirnError, toWireError } from '../../shared/contract/errors.ts'
import { encodeFrame } from '../../shared/contract/frames.ts'
import { readHostCall } from '../../shared/contract/host-call.ts'
import type { Transport } from '../../shared/contract/transport.ts'

/** Close code for "the engine died and is being replaced"; the window connects again. */
export const engineDiedCode = 4001
/** A peer that does not answer for this long, in milliseconds, is gone: a tunnel may die without a word. */
const heartbeat = 30_000

/** Carries frames between a browser and the engine until either end closes. */
export function relay(socket: WebSocket, engine: Transport): void {
  let answered = true
  const beat = setInterval(() => {
    if (!answered) {
      socket.terminate()
      return
    }
    answered = false
    socket.ping()
  }, heartbeat)
  socket.on('pong', () => {
    answered = true
  })
  socket.on('message', (data, isBinary) => {
    if (isBinary) {
      socket.close(1003, 'frames are text')
      return
    }
    const text = (data as Buffer).toString('utf8')
    const call = readHostCall(text)
    if (call === undefined) engine.send(text)
    else socket.send(encodeFrame({ type: 'err', id: call.id, error: noDialogs }))
  })
  // An error is always followed by the end.
  socket.on('error', () => {})
  socket.on('close', () => {
    clearInterval(beat)
    engine.close()
  })
  engine.onMessage((text) => {
    if (socket.readyState === socket.OPEN) socket.send(text)
  })
  engine.onClose(() => {
    if (socket.readyState !== socket.OPEN) return
    const text = 'The engine ended unexpectedly; a new one is starting.'
    socket.send(encodeFrame({ type: 'event', name: 'process', payload: { what: 'engine', text } }))
    socket.close(engineDiedCode, 'engine-died')
  })
}

const noDialogs = toWireError(
  new FirnError('not-allowed', 'A page in a browser has no dialogs of the system.', {
    hint: 'Choose from the list of files instead.',
  }),
)
