import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'

/** A place outside the program that notices everybody who comes near it. */
export interface Outside {
  /** `127.0.0.1:…`, for connections. */
  readonly host: string
  /** The same for packets without a connection. */
  readonly packetHost: string
  /** What came so far, by kind. */
  heard(): { readonly connections: number; readonly packets: number }
  /** Comes near it once, so that a test sees that it would have been noticed. */
  knock(): Promise<void>
  close(): void
}

export async function openOutside(): Promise<Outside> {
  let connections = 0
  let packets = 0
  const server = createServer((socket) => {
    connections += 1
    socket.on('error', () => socket.destroy()).end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const receiver = createSocket('udp4').on('message', () => {
    packets += 1
  })
  receiver.bind(0, '127.0.0.1')
  await once(receiver, 'listening')
  const { port } = server.address() as AddressInfo
  const packetPort = receiver.address().port
  return {
    host: `127.0.0.1:${port}`,
    packetHost: `127.0.0.1:${packetPort}`,
    heard: () => ({ connections, packets }),
    async knock() {
      const came = once(receiver, 'message')
      receiver.send('x', packetPort, '127.0.0.1')
      await came
      const caller = connect(port, '127.0.0.1').resume()
      await once(caller, 'close')
    },
    close() {
      server.close()
      receiver.close()
    },
  }
}
