/**
 * A two-way line for encoded frames: a message port, a WebSocket, a child process, or two functions in one
 * process. Listeners are called in order; `onClose` fires exactly once, also when the other side dies.
 */
export interface Transport {
  send(text: string): void
  onMessage(listener: (text: string) => void): void
  onClose(listener: () => void): void
  close(): void
}

/** Two ends of a line inside one process; messages arrive in a later microtask, never re-entrantly. */
export function transportPair(): [Transport, Transport] {
  const left = new PairedEnd()
  const right = new PairedEnd()
  left.other = right
  right.other = left
  return [left, right]
}

class PairedEnd implements Transport {
  other: PairedEnd | undefined
  private readonly messageListeners: ((text: string) => void)[] = []
  private readonly closeListeners: (() => void)[] = []
  private closed = false

  send(text: string): void {
    const other = this.other
    if (this.closed || other === undefined) return
    queueMicrotask(() => {
      if (!other.closed) for (const listener of other.messageListeners) listener(text)
    })
  }

  onMessage(listener: (text: string) => void): void {
    this.messageListeners.push(listener)
  }

  onClose(listener: () => void): void {
    this.closeListeners.push(listener)
  }

  close(): void {
    if (this.closed) return
    this.closed = true
    queueMicrotask(() => {
      for (const listener of this.closeListeners) listener()
      this.other?.close()
    })
  }
}
