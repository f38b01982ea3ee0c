import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { Transport } from '../../shared/contract/transport.ts'
import { admit, type Door } from './admission.ts'
import { relay } from './socket-relay.ts'

/** Bytes of one frame from a browser: SQL, recipes and labels, never data. */
const largestFrame = 8 * 1024 * 1024

/** Lets admitted browsers open lines to the engine at `/engine`. Answers a way to end them all. */
export function acceptSockets(
  server: Server,
  door: Door,
  connect: () => Promise<Transport>,
): { close(): void } {
  // Compression costs more than a loopback line gains, and its memory is per client.
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: largestFrame,
    clientTracking: true,
  })
  server.on('upgrade', (request, stream, head) => {
    stream.on('error', () => {})
    const admission = admit(request, door, 'upgrade')
    if (!admission.admitted) refuse(stream, admission.status)
    else if (request.url !== '/engine') refuse(stream, 404)
    else {
      connect().then(
        (engine) => open(request, stream, head, engine),
        () => refuse(stream, 503),
      )
    }
  })

  function open(request: IncomingMessage, stream: Duplex, head: Buffer, engine: Transport): void {
    if (stream.destroyed) {
      engine.close()
      return
    }
    stream.once('close', () => engine.close())
    sockets.handleUpgrade(request, stream, head, (socket) => relay(socket, engine))
  }

  return {
    close() {
      for (const socket of sockets.clients) socket.close(1001, 'the server ends')
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
