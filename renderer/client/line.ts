import type { Transport } from '../../shared/contract/transport.ts'

/** A window's line to the engine. */
export interface Line extends Transport {
  /**
   * Told when the connection below is cut, and when the line goes on over another one. What is sent meanwhile
   * waits, and nothing is lost.
   */
  onInterrupted?(listener: (isInterrupted: boolean) => void): void
  /** Why it ended, for people, where more is known than that it did. */
  readonly reason?: string | undefined
}

/**
 * Opens one line to the engine. It rejects when no line can be had: with `not-allowed` when none will be had by
 * asking again, with `engine-died` when no engine is started any more by itself. A line that ends closes its
 * transport.
 */
export interface OpenLine {
  (): Promise<Line>
  /** Asks the host for a new engine, where it was given up or does not answer. */
  askForEngine?(): Promise<void>
}

/** What the desktop's preload puts on the window. */
export interface DesktopBridge {
  post(text: string): void
  onFrame(listener: (text: string) => void): void
}

declare global {
  interface Window {
    readonly firn?: DesktopBridge
  }
}

/** A transport whose owner hands in what arrives. */
export interface FedTransport extends Transport {
  receive(text: string): void
  end(): void
}

/** Builds a transport from a way to send and a way to close; listeners and "closes once" are the same for all. */
export function fedTransport(send: (text: string) => void, close: () => void): FedTransport {
  const messageListeners: ((text: string) => void)[] = []
  const closeListeners: (() => void)[] = []
  let open = true
  const end = () => {
    if (!open) return
    open = false
    for (const listener of closeListeners) listener()
  }
  return {
    send: (text) => {
      if (open) send(text)
    },
    onMessage: (listener) => messageListeners.push(listener),
    onClose: (listener) => closeListeners.push(listener),
    receive: (text) => {
      if (open) for (const listener of messageListeners) listener(text)
    },
    end,
    close: () => {
      close()
      end()
    },
  }
}
