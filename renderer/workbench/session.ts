import { create } from 'zustand'
import type { ApplicationInfo } from '../../shared/contract/application.ts'
import type { FirnError } from '../../shared/contract/errors.ts'
import type { StoreInfo } from '../../shared/contract/store.ts'
import type { Call, Connection } from '../client/connection.ts'
import { asFirnError } from '../client/use-answer.ts'
import { forgetCatalogue, refreshCatalogue } from './catalogue.ts'
import { rememberStore } from './persistence.ts'

interface SessionState {
  readonly info: ApplicationInfo | undefined
  readonly store: StoreInfo | undefined
  readonly error: FirnError | undefined
  /** Does again what has failed. */
  readonly retry: (() => void) | undefined
  /** A store is being opened. */
  readonly opening: boolean
}

/** The program and the store that this window shows. */
export const useSession = create<SessionState>(() => ({
  info: undefined,
  store: undefined,
  error: undefined,
  retry: undefined,
  opening: true,
}))

/** Why the store in sight can only be read; undefined where it can be written, and on the start screen. */
export function useReadOnly(): string | undefined {
  return useSession(({ store }) => store?.readOnly)
}

/** Whether what would change the store makes sense. */
export function isWritable(): boolean {
  return useSession.getState().store?.readOnly === undefined
}

type ShownStore = Pick<StoreInfo, 'path' | 'id'>

const shownStoreKey = 'firn:shown-store'
/** How long a store may take to be opened again before calls are let through, in milliseconds. */
const patience = 5000

/** What the page showed before it was loaded again; a link that is followed leads to the store of its server. */
const beforeReload = ((): ShownStore | undefined => {
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
  const text = navigation?.type === 'reload' ? sessionStorage.getItem(shownStoreKey) : null
  return text === null ? undefined : (JSON.parse(text) as ShownStore)
})()

/**
 * Said first on each line: the engine goes on with the store that this window shows, whichever one it would
 * begin with. Where that cannot be had the window stays at it, and says why.
 */
export async function goOnWithStore(call: Call): Promise<void> {
  const { path, id } = useSession.getState().store ?? beforeReload ?? {}
  if (path === undefined || id === undefined) return
  try {
    await call('application.reopenStore', { path, id }, { deadlineMs: patience })
  } catch (thrown) {
    const error = asFirnError(thrown)
    // On a line that has ended already nothing is wrong with the store; the next line tells.
    if (error.code !== 'disconnected') useSession.setState({ error })
  }
}

/** Asks what is open and shows it. */
export async function loadSession(client: Connection): Promise<void> {
  await show(client, () => client.call('application.info', {}))
}

/** Opens a store (or makes one) in this window. */
export async function openStore(client: Connection, path: string, create = false): Promise<void> {
  await show(client, () => client.call('application.openStore', { path, create }))
}

/** Opens the sample store in this window. */
export async function openSample(client: Connection): Promise<void> {
  await show(client, () => client.call('application.openSample', {}))
}

/**
 * Makes sure that a store is open: where none is, the person's default one is opened, or made. Whoever drops
 * data on the window wants to see it, not to decide about folders first. False when that failed; the start
 * screen then says why.
 */
export async function ensureStore(client: Connection): Promise<boolean> {
  if (useSession.getState().store !== undefined) return true
  await show(client, () => client.call('application.openDefault', {}))
  return useSession.getState().store !== undefined
}

async function show(client: Connection, open: () => Promise<ApplicationInfo>): Promise<void> {
  useSession.setState({ opening: true })
  try {
    const info = await open()
    const before = useSession.getState().store
    if (info.store === undefined) {
      useSession.setState({ info, store: undefined, error: undefined, opening: false })
      return
    }
    const store = await client.call('store.info', {})
    if (before?.id !== store.id) {
      forgetCatalogue()
      await rememberStore(store.id)
    }
    // While the window is drawn for the first time the engine has nothing else to do.
    void refreshCatalogue(client)
    const { path, id } = store
    sessionStorage.setItem(shownStoreKey, JSON.stringify({ path, id } satisfies ShownStore))
    useSession.setState({ info, store, error: undefined, opening: false })
  } catch (error) {
    const retry = () => void show(client, open)
    useSession.setState({ error: asFirnError(error), retry, opening: false })
  }
}
