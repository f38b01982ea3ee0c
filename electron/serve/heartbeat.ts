import type { WebSocket } from 'ws'

/** A peer that shows no sign of life for this long, in milliseconds, is gone: a tunnel may die without a word. */
const heartbeat = 30_000

/** Cuts a socket whose other end has gone without saying so. */
export function watchHeartbeat(socket: WebSocket, everyMs = heartbeat): void {
  let isAlive = true
  let waiting = 0
  const beat = setInterval(() => {
    // What goes out over a slow network may keep an answer waiting.
    if (!isAlive && socket.bufferedAmount >= waiting) {
      socket.terminate()
      return
    }
    isAlive = false
    waiting = socket.bufferedAmount
    socket.ping()
  }, everyMs)
  beat.unref()
  const isThere = () => {
    isAlive = true
  }
  socket.on('pong', isThere)
  socket.on('message', isThere)
  socket.on('close', () => clearInterval(beat))
}
