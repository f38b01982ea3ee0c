import { homedir } from 'node:os'
import { join } from 'node:path'

/**
 * Where the program keeps what belongs to the person and not to a store: recent stores, query history,
 * remembered log heads, scratch. `FIRN_STATE` overrides it.
 */
export function defaultStateFolder(): string {
  const { FIRN_STATE, XDG_STATE_HOME, LOCALAPPDATA } = process.env
  if (FIRN_STATE !== undefined && FIRN_STATE !== '') return FIRN_STATE
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Firn')
  if (process.platform === 'win32') return join(LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'Firn')
  return join(
    XDG_STATE_HOME !== undefined && XDG_STATE_HOME !== ''
      ? XDG_STATE_HOME
      : join(homedir(), '.local', 'state'),
    'firn',
  )
}

/** The store that is meant when none is named: `FIRN_STORE`, else `Firn` in the home folder. */
export function defaultStore(): string {
  const { FIRN_STORE } = process.env
  return FIRN_STORE !== undefined && FIRN_STORE !== '' ? FIRN_STORE : join(homedir(), 'Firn')
}
