import { create, type StateCreator, type StoreApi, type UseBoundStore } from 'zustand'
import { persist } from 'zustand/middleware'

const rememberedPerStore: ((storeId: string) => void)[] = []

/**
 * A zustand store whose state is kept in the browser, apart for each Firn store. It holds `initial` until
 * `rememberStore` says which one is open.
 */
export function createRemembered<State extends object>(
  name: string,
  initial: StateCreator<State>,
  keep: (state: State) => Partial<State>,
): UseBoundStore<StoreApi<State>> {
  const store = create<State>()(
    persist(initial, {
      name: `firn:none:${name}`,
      skipHydration: true,
      partialize: keep as (state: State) => State,
    }),
  )
  rememberedPerStore.push((storeId) => {
    // Going to another name must neither write the old state there nor keep it where nothing was saved.
    store.persist.setOptions({ name: `firn:${storeId}:${name}` })
    if (localStorage.getItem(`firn:${storeId}:${name}`) === null)
      store.setState(store.getInitialState(), true)
    else void store.persist.rehydrate()
  })
  return store
}

/** Brings back what this browser remembers of a store. */
export function rememberStore(storeId: string): void {
  for (const remember of rememberedPerStore) remember(storeId)
}
