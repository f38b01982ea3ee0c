import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A way to a port of this machine that can be cut, as one of SSH through a network that cannot be relied upon. */
export interface Tunnel {
  readonly port: number
  /** Connections that came through so far. */
  readonly connections: number
  /** Resets what is open; new connections are refused until `mend`. */
  cut(): void
  /** Nothing comes through any more, and nobody is told: what is open now stays so for ever. */
  hang(): void
  /** New connections come through. */
  mend(): void
  /** Leads new connections to another port. */
  leadTo(port: number): void
  close(): Promise<void>
}

export async function openTunnel(to: number): Promise<Tunnel> {
  let target = to
  let isCut = false
  let connections = 0
  const ends = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (near) => {
    if (isCut) {
      near.destroy()
      return
    }
    connections += 1
    const far = connect({ host: '127.0.0.1', port: target, allowHalfOpen: true })
    for (const [from, onto] of [
      [near, far],
      [far, near],
    ] as const) {
      ends.add(from)
      from.pipe(onto)
      from.on('error', () => onto.destroy())
      from.on('close', () => {
        ends.delete(from)
        onto.destroy()
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const cut = () => {
    isCut = true
    for (const end of ends) end.destroy()
  }
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    get connections() {
      return connections
    },
    cut,
    hang() {
      for (const end of ends) end.unpipe().pause()
    },
    mend() {
      isCut = false
    },
    leadTo(port) {
      target = port
    },
    async close() {
      cut()
      server.close()
      await once(server, 'close')
    },
  }
}
