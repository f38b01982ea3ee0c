import { WebSocket } from 'ws'
import type { Transport } from '../../../shared/contract/transport.ts'
import type { TestServer } from './served-window.ts'

export interface OpenSocket extends Transport {
  /** The code with which it was closed. */
  readonly closed: Promise<number>
  readonly socket: WebSocket
}

/** A line to the engine as the page has it. */
export async function openSocket(server: TestServer): Promise<OpenSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/engine`, { headers: server.own })
  const closed = new Promise<number>((resolve) => socket.once('close', resolve))
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  return {
    socket,
    closed,
    send: (text) => socket.send(text),
    onMessage: (listener) => void socket.on('message', (data: Buffer) => listener(data.toString('utf8'))),
    onClose: (listener) => void socket.on('close', listener),
    close: () => socket.close(),
  }
}
