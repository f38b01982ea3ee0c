/**
 * A line over a network outlives its connections: when one breaks, each end keeps what the other has not
 * confirmed, and sends it over the next one. Beside frames, which begin with a brace, the two ends exchange notes.
 */
export interface LineNote {
  /** Which line this is: said once on each connection, by the side that keeps the lines. */
  readonly line?: string
  /** So many frames have arrived here since the line began. */
  readonly have: number
}

/** Codes with which a connection is closed, besides those of the protocol itself. */
export const lineCodes = {
  /** The connection is taken for dead, the line is not. */
  broken: 4000,
  /** The engine died and is being replaced; the line ended with it. */
  engineDied: 4001,
  /** The server was told to end. */
  stopped: 4002,
  /** Nobody keeps that line (any more). */
  unknown: 4004,
} as const

const mark = '~'

export function encodeNote(note: LineNote): string {
  return mark + JSON.stringify(note)
}

/** Reads a note; undefined for a frame, and for anything else. */
export function readNote(text: string): LineNote | undefined {
  if (!text.startsWith(mark) || text.length > 200) return undefined
  try {
    const { line, have } = JSON.parse(text.slice(mark.length)) as { line?: unknown; have?: unknown }
    if (!Number.isSafeInteger(have) || (have as number) < 0) return undefined
    return { have: have as number, ...(typeof line === 'string' ? { line } : {}) }
  } catch {
    return undefined
  }
}

/** What one end has sent and the other has not confirmed. */
export interface UnconfirmedFrames {
  add(text: string): void
  /** The other end has so many of all frames. False where it cannot be right: then the line cannot go on. */
  confirm(have: number): boolean
  /** In the order in which they were sent. */
  readonly frames: readonly string[]
  /** In characters. */
  readonly size: number
}

export function createUnconfirmedFrames(): UnconfirmedFrames {
  const frames: string[] = []
  let confirmed = 0
  let size = 0
  return {
    frames,
    get size() {
      return size
    },
    add(text) {
      frames.push(text)
      size += text.length
    },
    confirm(have) {
      const count = have - confirmed
      if (!Number.isSafeInteger(count) || count < 0 || count > frames.length) return false
      for (const frame of frames.splice(0, count)) size -= frame.length
      confirmed = have
      return true
    },
  }
}
