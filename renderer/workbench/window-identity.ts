import { uniqueId } from '../client/unique-id.ts'

const ownIdKey = 'firn:window'
const lockPrefix = 'firn-window:'
/** How long the page before a reload may take to let go of its name, in milliseconds. */
const patience = 1000

/** This window among all those of the same browser, or of the desktop. */
export interface WindowIdentity {
  /** Begins with the time at which the window was opened, so that ids have an order. */
  readonly id: string
  /** The window that this one is a copy of: browsers can double a tab with all that it remembers. */
  readonly copyOf?: string
}

let own: Promise<WindowIdentity> | undefined

/** Who this window is: the same after it was loaded again, another one than every window that is open. */
export function ownWindow(): Promise<WindowIdentity> {
  own ??= findOut()
  return own
}

async function findOut(): Promise<WindowIdentity> {
  const before = sessionStorage.getItem(ownIdKey)
  if (before !== null && (await hold(before))) return { id: before }
  const id = `${Date.now().toString(36).padStart(9, '0')}-${uniqueId()}`
  await hold(id)
  sessionStorage.setItem(ownIdKey, id)
  return before === null ? { id } : { id, copyOf: before }
}

/** Keeps a name for as long as the window lives; false when another one has it. */
function hold(id: string): Promise<boolean> {
  const locks = lockManager()
  if (locks === undefined) return Promise.resolve(true)
  return new Promise((resolve) => {
    const forEver = () => {
      resolve(true)
      return new Promise<never>(() => {})
    }
    locks
      .request(lockPrefix + id, { signal: AbortSignal.timeout(patience) }, forEver)
      .catch(() => resolve(false))
  })
}

/**
 * Does something that no other window does at the same time, with the ids of all that are open; undefined where
 * the browser does not tell.
 */
export async function amongWindows(act: (open: ReadonlySet<string> | undefined) => void): Promise<void> {
  const locks = lockManager()
  if (locks === undefined) {
    act(undefined)
    return
  }
  await locks.request('firn-windows', async () => {
    const { held = [] } = await locks.query()
    const names = held.map(({ name = '' }) => name).filter((name) => name.startsWith(lockPrefix))
    act(new Set(names.map((name) => name.slice(lockPrefix.length))))
  })
}

/** Browsers have locks only on pages of this machine and on encrypted ones. */
function lockManager(): LockManager | undefined {
  return 'locks' in navigator ? navigator.locks : undefined
}
