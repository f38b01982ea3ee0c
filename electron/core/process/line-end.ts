/** The end of a line: told once, whatever brought it about, also to who asks only afterwards. */
export interface LineEnd {
  readonly isReached: boolean
  readonly reach: () => void
  readonly onReached: (listener: () => void) => void
}

export function createLineEnd(): LineEnd {
  const listeners: (() => void)[] = []
  let isReached = false
  return {
    get isReached() {
      return isReached
    },
    reach() {
      if (isReached) return
      isReached = true
      for (const listener of listeners) listener()
    },
    onReached(listener) {
      if (isReached) listener()
      else listeners.push(listener)
    },
  }
}
