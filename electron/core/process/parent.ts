import type { Transport } from '../../../shared/contract/transport.ts'
import { createLineEnd } from './line-end.ts'

/** What Electron puts on `process` inside a utility process; plain Node has no such thing. */
export interface UtilityParentPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { data: unknown; ports: UtilityPort[] }) => void): void
}

/** One of Electron's message ports, as far as it is used here; main's are of the same shape. */
export interface UtilityPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { data: unknown }) => void): void
  on(event: 'close', listener: () => void): void
  start(): void
  close(): void
}

/** The port to main, inside a utility process; undefined everywhere else. */
export function utilityParentPort(): UtilityParentPort | undefined {
  return (process as unknown as { parentPort?: UtilityParentPort }).parentPort
}

/**
 * The line to whoever started this process: Node's channel to a parent, or, in the desktop, the first message
 * port that main hands over. Rejects when the process was started by hand.
 */
export function connectToParent(): Promise<Transport> {
  const parentPort = utilityParentPort()
  if (parentPort !== undefined) {
    return new Promise((resolve) => {
      parentPort.on('message', ({ ports }) => {
        const port = ports[0]
        if (port !== undefined) resolve(portTransport(port))
      })
    })
  }
  if (process.send === undefined)
    return Promise.reject(new Error('This file is a part of Firn and is started by it.'))
  return Promise.resolve(nodeParentTransport())
}

/** A line over one of Electron's message ports, and a way to say that its other side is dead. */
export interface PortTransport extends Transport {
  end(): void
}

/**
 * A line over one of Electron's message ports. A process that dies shows as the port's end and as an exit
 * that main relays, in either order; `end` is for the second, and listeners hear of it once.
 */
export function portTransport(port: UtilityPort): PortTransport {
  const end = createLineEnd()
  port.on('close', end.reach)
  return {
    end: end.reach,
    send: (text) => {
      if (!end.isReached) port.postMessage(text)
    },
    onMessage: (listener) => {
      port.on('message', (event) => listener(String(event.data)))
      port.start()
    },
    onClose: end.onReached,
    close: () => {
      port.close()
      end.reach()
    },
  }
}

/** The line over Node's channel to the process that forked this one. */
export function nodeParentTransport(): Transport {
  // Ctrl+C in a terminal, and a service that is stopped, tell the whole group; the parent ends this process in good
  // order, and a parent that is gone ends the line.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
  return {
    send: (text) => {
      if (process.connected) process.send?.(text, undefined, undefined, () => {})
    },
    onMessage: (listener) => void process.on('message', (message) => listener(String(message))),
    onClose: (listener) => void process.once('disconnect', listener),
    close: () => {
      if (process.connected) process.disconnect?.()
    },
  }
}
