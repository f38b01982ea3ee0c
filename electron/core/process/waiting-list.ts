/** Keeps what arrives until there is somebody to take it. */
export interface WaitingList<Item> {
  add(item: Item): void
  /** Hands over everything kept so far, in order, and from now on everything at once. */
  take(taker: (item: Item) => void): void
}

export function createWaitingList<Item>(): WaitingList<Item> {
  const kept: Item[] = []
  let taker: ((item: Item) => void) | undefined
  return {
    add(item) {
      if (taker === undefined) kept.push(item)
      else taker(item)
    },
    take(next) {
      taker = next
      for (const item of kept.splice(0)) next(item)
    },
  }
}
