import { fedTransport, type OpenLine } from './line.ts'

/** Lines over a WebSocket beside the page, as `serve` offers them. */
export function websocketLine(path: string): OpenLine {
  return () =>
    new Promise((resolve, reject) => {
      const address = new URL(path, location.href)
      address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:'
      const socket = new WebSocket(address)
      const transport = fedTransport(
        (text) => socket.send(text),
        () => socket.close(),
      )
      socket.addEventListener('open', () => resolve(transport))
      socket.addEventListener('message', (message: MessageEvent<unknown>) => {
        if (typeof message.data === 'string') transport.receive(message.data)
      })
      socket.addEventListener('close', () => {
        transport.end()
        reject(new Error('The connection could not be opened.'))
      })
    })
}
