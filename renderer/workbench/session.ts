import { create } from 'zustand'
import type { ApplicationInfo } from '../../shared/contract/application.ts'
import type { FirnError } from '../../shared/contract/errors.ts'
import type { StoreInfo } from '../../shared/contract/store.ts'
import type { Connection } from '../client/connection.ts'
import { asFirnError } from '../client/use-answer.ts'
import { forgetCatalogue } from './catalogue.ts'
import { rememberStore } from './persistence.ts'

interface SessionState {
  readonly info: ApplicationInfo | undefined
  readonly store: StoreInfo | undefined
  readonly error: FirnError | undefined
  /** A store is being opened. */
  readonly opening: boolean
}

/** The program and the store that this window shows. */
export const useSession = create<SessionState>(() => ({
  info: undefined,
  store: undefined,
  error: undefined,
  opening: true,
}))

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
  useSession.setState({ opening: true, error: undefined })
  try {
    const info = await open()
    const before = useSession.getState().store
    if (info.store === undefined) {
      useSession.setState({ info, store: undefined, opening: false })
      return
    }
    const store = await client.call('store.info', {})
    if (before?.id !== store.id) {
      forgetCatalogue()
      rememberStore(store.id)
    }
    useSession.setState({ info, store, opening: false })
  } catch (error) {
    useSession.setState({ error: asFirnError(error), opening: false })
  }
}
