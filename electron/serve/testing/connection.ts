import { WebSocket } from 'ws'
import { expect } from 'vitest'
import { type LineNote, readNote } from '../../../shared/contract/kept-line.ts'

interface HeardFrame {
  readonly type: string
  readonly id?: number
  readonly name?: string
  readonly payload?: unknown
}

/** A browser's connection to a server, and everything that came over it. */
export interface Connection {
  readonly socket: WebSocket
  /** In the order in which they arrived. */
  readonly frames: readonly HeardFrame[]
  readonly notes: readonly LineNote[]
  /** The code that it was closed with. */
  readonly closed: Promise<number>
  call(id: number, method: string, input?: object): void
  /** Waits for the answer to a call. */
  answer(id: number): Promise<object>
}

/** `query` says which line; see the server's sockets. */
export function connect(
  { port, headers }: { readonly port: number; readonly headers: Readonly<Record<string, string>> },
  query: string,
): Connection {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/engine?${query}`, { headers })
  const frames: HeardFrame[] = []
  const notes: LineNote[] = []
  socket.on('message', (data: Buffer) => {
    const text = data.toString('utf8')
    const note = readNote(text)
    if (note === undefined) frames.push(JSON.parse(text) as HeardFrame)
    else notes.push(note)
  })
  const closed = new Promise<number>((resolve) => socket.once('close', resolve))
  return {
    socket,
    frames,
    notes,
    closed,
    call: (id, method, input = {}) => socket.send(JSON.stringify({ type: 'call', id, method, input })),
    async answer(id) {
      const found = () => frames.find((frame) => frame.id === id && frame.type !== 'progress')
      await expect.poll(found).toBeDefined()
      return found() as object
    },
  }
}

/** A new line, with the id by which it goes on. */
export async function beginLine(
  server: Parameters<typeof connect>[0],
): Promise<Connection & { line: string }> {
  const connection = connect(server, 'line=new')
  await expect.poll(() => connection.notes).toHaveLength(1)
  return { ...connection, line: connection.notes[0]?.line ?? '' }
}
