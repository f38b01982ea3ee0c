import { create, type StateCreator, type StoreApi, type UseBoundStore } from 'zustand'
import { amongWindows, ownWindow } from './window-identity.ts'

const rememberedPerStore: ((storeId: string) => Promise<void>)[] = []

/**
 * A zustand store whose state is kept in the browser, apart for each Firn store and each window: two windows on
 * one store do not write over each other. A window that is new takes over what the newest of those left that are
 * closed. It holds `initial` until `rememberStore` says which Firn store is open.
 */
export function createRemembered<State extends object>(
  name: string,
  initial: StateCreator<State>,
  keep: (state: State) => Partial<State>,
): UseBoundStore<StoreApi<State>> {
  const store = create<State>()(initial)
  let key: string | undefined
  store.subscribe((state) => {
    if (key !== undefined) localStorage.setItem(key, JSON.stringify(keep(state)))
  })
  rememberedPerStore.push(async (storeId) => {
    // What changes until the next state is there belongs to neither of the two.
    key = undefined
    const place = `firn:${storeId}:${name}:`
    const { id, copyOf } = await ownWindow()
    if (localStorage.getItem(place + id) === null) {
      if (copyOf === undefined) await amongWindows((open) => takeOver(place, id, open))
      else copyItem(place + copyOf, place + id)
    }
    store.setState({ ...store.getInitialState(), ...readItem<State>(place + id) }, true)
    key = place + id
  })
  return store
}

/** Brings back what this window, or one before it, remembers of a store. */
export async function rememberStore(storeId: string): Promise<void> {
  await Promise.all(rememberedPerStore.map((remember) => remember(storeId)))
}

function takeOver(place: string, id: string, open: ReadonlySet<string> | undefined): void {
  if (open === undefined) return
  const left = Object.keys(localStorage)
    .filter((key) => key.startsWith(place) && !open.has(key.slice(place.length)))
    .sort()
    .at(-1)
  if (left === undefined) return
  copyItem(left, place + id)
  localStorage.removeItem(left)
}

function copyItem(from: string, to: string): void {
  const text = localStorage.getItem(from)
  if (text !== null) localStorage.setItem(to, text)
}

function readItem<State>(key: string): Partial<State> {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<State>
  } catch {
    // Nobody else writes there; what cannot be read cannot be shown, and must not keep the store closed.
    return {}
  }
}
