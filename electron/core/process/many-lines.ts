import type { Transport } from '../../../shared/contract/transport.ts'
import { type Envelope, writeEnvelope } from './envelope.ts'
import { createLineEnd } from './line-end.ts'
import { createWaitingList, type WaitingList } from './waiting-list.ts'

/** One client's line over a channel that it shares with others. */
interface SharedLine {
  readonly transport: Transport
  readonly arrived: WaitingList<string>
  end(): void
}

/** Many clients' lines over one channel, as either side of it sees them. */
export interface ManyLines {
  /** Begins the line of a client. */
  open(client: number): Transport
  /** Handles what concerns one client; everything else is the owner's. */
  receive(envelope: Envelope & { kind: 'frame' | 'gone' }): void
  /** The channel is gone, and so are all lines. */
  endAll(): void
}

export function createManyLines(channel: { send(text: string): void }): ManyLines {
  const lines = new Map<number, SharedLine>()
  return {
    open(client) {
      const line = createLine(
        (text) => channel.send(writeEnvelope({ kind: 'frame', client, text })),
        () => {
          lines.delete(client)
          channel.send(writeEnvelope({ kind: 'gone', client }))
        },
      )
      lines.set(client, line)
      return line.transport
    },
    receive(envelope) {
      const line = lines.get(envelope.client)
      if (line === undefined) return
      if (envelope.kind === 'frame') line.arrived.add(envelope.text)
      else {
        lines.delete(envelope.client)
        line.end()
      }
    },
    endAll() {
      const all = [...lines.values()]
      lines.clear()
      for (const line of all) line.end()
    },
  }
}

function createLine(send: (text: string) => void, closeHere: () => void): SharedLine {
  const arrived = createWaitingList<string>()
  const messageListeners: ((text: string) => void)[] = []
  const end = createLineEnd()
  return {
    arrived,
    end: end.reach,
    transport: {
      send: (text) => {
        if (!end.isReached) send(text)
      },
      onMessage(listener) {
        messageListeners.push(listener)
        if (messageListeners.length > 1) return
        arrived.take((text) => {
          if (!end.isReached) for (const each of messageListeners) each(text)
        })
      },
      onClose: end.onReached,
      close: () => {
        if (end.isReached) return
        closeHere()
        end.reach()
      },
    },
  }
}
