import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { lineCodes } from '../../shared/contract/kept-line.ts'
import type { Transport } from '../../shared/contract/transport.ts'
import { admit, type Door } from './admission.ts'
import type { AnswerHostCall } from './host-calls.ts'
import { createKeptLines } from './kept-lines.ts'
import { relay } from './socket-relay.ts'

/** Bytes of one frame from a browser: SQL, recipes and labels, never data. */
const largestFrame = 8 * 1024 * 1024

export interface Sockets {
  /** From now on nobody is let in, and a line that ends does so because the server does. */
  announceEnd(): void
  close(): void
}

/**
 * Lets admitted browsers open lines to the engine: at `/engine` one that ends with its connection, at
 * `/engine?line=new` one that is kept, and at `/engine?line=ID&have=N` a kept one goes on. Answers a way to end
 * them all.
 */
export function acceptSockets(
  server: Server,
  door: Door,
  connect: () => Promise<Transport>,
  answerHostCall: AnswerHostCall,
): Sockets {
  // Compression costs more than a loopback line gains, and its memory is per client.
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: largestFrame,
    clientTracking: true,
  })
  const kept = createKeptLines(answerHostCall)
  let isClosing = false
  server.on('upgrade', (request, stream, head) => {
    stream.on('error', () => {})
    const admission = admit(request, door, 'upgrade')
    const [path, query = ''] = (request.url ?? '').split('?', 2)
    const parameters = new URLSearchParams(query)
    const line = parameters.get('line')
    if (!admission.admitted) refuse(stream, admission.status)
    else if (path !== '/engine') refuse(stream, 404)
    else if (isClosing) refuse(stream, 503)
    else if (line !== null && line !== 'new') {
      const have = Number(parameters.get('have'))
      sockets.handleUpgrade(request, stream, head, (socket) => {
        if (!kept.goOn(admission.session, line, have, socket)) socket.close(lineCodes.unknown, 'unknown-line')
      })
    } else {
      connect().then(
        (engine) =>
          open(request, stream, head, engine, (socket) => {
            if (line === null) relay(socket, engine, answerHostCall)
            else kept.begin(admission.session, engine, socket)
          }),
        () => refuse(stream, 503),
      )
    }
  })

  function open(
    request: IncomingMessage,
    stream: Duplex,
    head: Buffer,
    engine: Transport,
    begin: (socket: WebSocket) => void,
  ): void {
    if (stream.destroyed) {
      engine.close()
      return
    }
    // The handshake may fail; once it has succeeded the line decides what its connection's end means.
    const onClose = () => engine.close()
    stream.once('close', onClose)
    sockets.handleUpgrade(request, stream, head, (socket) => {
      stream.off('close', onClose)
      begin(socket)
    })
  }

  return {
    announceEnd() {
      isClosing = true
      kept.announceEnd()
    },
    close() {
      kept.stop()
      for (const socket of sockets.clients) socket.close(lineCodes.stopped, 'stopped')
      // Whoever does not say goodbye is cut off with the server.
      setTimeout(() => {
        for (const socket of sockets.clients) socket.terminate()
      }, 500).unref()
    },
  }
}

function refuse(stream: Duplex, status: number): void {
  stream.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
  )
}
