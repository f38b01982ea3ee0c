import { create, type StateCreator, type StoreApi, type UseBoundStore } from 'zustand'
import { toast } from '../components/toast/announcements.ts'
import { amongWindows, ownWindow } from './window-identity.ts'

const damagedPrefix = 'firn:damaged:'

const rememberedPerStore: ((storeId: string) => Promise<void>)[] = []

/**
 * A zustand store whose state is kept in the browser, apart for each Firn store and each window: two windows on
 * one store do not write over each other. A window that is new takes over what the newest of those left that are
 * closed. It holds `initial` until `rememberStore` says which Firn store is open. `read` answers undefined for
 * what cannot have been kept by this store: that is put aside and said.
 */
export function createRemembered<State extends object>(
  name: string,
  initial: StateCreator<State>,
  keep: (state: State) => Partial<State>,
  read: (kept: unknown) => Partial<State> | undefined,
): UseBoundStore<StoreApi<State>> {
  const store = create<State>()(initial)
  let key: string | undefined
  store.subscribe((state) => {
    if (key !== undefined) keepItem(key, JSON.stringify(keep(state)))
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
    store.setState({ ...store.getInitialState(), ...readItem(place + id, read) }, true)
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

function readItem<State>(
  key: string,
  read: (kept: unknown) => Partial<State> | undefined,
): Partial<State> | undefined {
  const text = localStorage.getItem(key)
  if (text === null) return undefined
  const state = read(parsed(text))
  if (state !== undefined) return state
  putAside(key)
  toast('bad', 'What was open here could not be read. It was put aside; the data of the store is untouched.')
  return undefined
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

let isFull = false

/** A window whose memory is full goes on; it says once that it will not find all of it again. */
function keepItem(key: string, text: string): void {
  try {
    localStorage.setItem(key, text)
    isFull = false
  } catch {
    if (!isFull) toast('bad', 'What is open and typed cannot be kept: the memory of this window is full.')
    isFull = true
  }
}

function putAside(key: string): void {
  const text = localStorage.getItem(key)
  localStorage.removeItem(key)
  if (text !== null) keepItem(damagedPrefix + key, text)
}

/** Puts aside what this window remembers, of all stores, so that the next start of it is an empty one. */
export async function forgetWindow(): Promise<void> {
  const { id } = await ownWindow()
  const own = Object.keys(localStorage).filter(
    (key) => key.startsWith('firn:') && key.endsWith(`:${id}`) && !key.startsWith(damagedPrefix),
  )
  for (const key of own) putAside(key)
}
