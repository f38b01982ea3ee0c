import type { RawData, WebSocket } from 'ws'
import { lineCodes } from '../../shared/contract/kept-line.ts'
import { encodeFrame } from '../../shared/contract/frames.ts'
import { readHostCall } from '../../shared/contract/host-call.ts'
import { engineEnded } from '../core/process/given-up.ts'
import type { Transport } from '../../shared/contract/transport.ts'
import { watchHeartbeat } from './heartbeat.ts'
import type { AnswerHostCall } from './host-calls.ts'

/** Tells a window that its engine is gone; sent before the connection is closed. */
export const engineDied = encodeFrame({
  type: 'event',
  name: 'process',
  payload: engineEnded,
})

/** Carries frames between a program and the engine until either end closes. */
export function relay(socket: WebSocket, engine: Transport, answerHostCall: AnswerHostCall): void {
  watchHeartbeat(socket)
  socket.on('message', (data, isBinary) => {
    const text = textOf(socket, data, isBinary)
    if (text !== undefined) toEngine(text, engine, (answer) => socket.send(answer), answerHostCall)
  })
  // An error is always followed by the end.
  socket.on('error', () => {})
  socket.on('close', () => engine.close())
  engine.onMessage((text) => {
    if (socket.readyState === socket.OPEN) socket.send(text)
  })
  engine.onClose(() => {
    if (socket.readyState !== socket.OPEN) return
    socket.send(engineDied)
    socket.close(lineCodes.engineDied, 'engine-died')
  })
}

/** The text of a message; a binary one ends the connection. */
export function textOf(socket: WebSocket, data: RawData, isBinary: boolean): string | undefined {
  if (!isBinary) return (data as Buffer).toString('utf8')
  socket.close(1003, 'frames are text')
  return undefined
}

/** Hands a frame to the engine, or answers it where it is the host's. */
export function toEngine(
  text: string,
  engine: Transport,
  answer: (frame: string) => void,
  answerHostCall: AnswerHostCall,
): void {
  const call = readHostCall(text)
  if (call === undefined) engine.send(text)
  else answer(answerHostCall(call))
}
